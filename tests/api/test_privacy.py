"""One customer's data through the interface: handed out, erased, refused with what keeps it; whose time is up."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pytest_django.fixtures import Settings

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import IMPORTED, ledger, line, take
from tests.api.cast import Program, long_over

SCHEMA = Path(__file__).parents[2] / "docs/schemas/debtor.schema.json"
LIST = "/customers/time-is-up"


@pytest.fixture
def over(fjordbo: int) -> int:
    """A customer whose time is up, beside one who owes; the id of the first."""
    found = long_over(fjordbo)
    take(fjordbo, ledger(line("5002", "400,00", customer="52", name="Anden Kunde A/S")), on=IMPORTED)
    return found


def owing(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(number="52").pk


def audited(account_id: int, action: str) -> list[tuple[str, dict[str, Any]]]:
    with account_scope(account_id):
        told = list(rows.Audit.objects.filter(action=action).order_by("pk").values_list("actor", "data"))
    return [(who, json.loads(data)) for who, data in told]


def test_all_of_a_customer_is_handed_out_and_the_audit_knows(fjordbo: int, over: int, caseworker: Program) -> None:
    told = caseworker.get(f"/customers/{over}/kept")
    jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8"))).validate(told)
    assert told["kept"]["debtor"][0]["name"] == "Forlængst ApS"
    assert "Anden Kunde" not in json.dumps(told, ensure_ascii=False)
    assert audited(fjordbo, "export_customer") == [("caseworker script", {"debtor": over})]


def test_whose_time_is_up_is_listed_and_erased_once(fjordbo: int, over: int, administrator: Program) -> None:
    found = {"debtor_id": over, "number": "23", "name": "Forlængst ApS", "since": "2025-01-01"}
    section = "bogføringsloven § 12, stk. 1"
    assert administrator.get(LIST) == {"customers": [{**found, "section": section}], "next": ""}
    told = {"Idempotency-Key": "once"}
    assert administrator.post(f"/customers/{over}/erase", **told) == {"count": 1}
    again = administrator.ask("post", f"/customers/{over}/erase", **told)
    assert (again.status_code, again.json()["code"]) == (409, "done_before")
    twice = administrator.ask("post", f"/customers/{over}/erase")
    assert twice.status_code == 422
    assert "was erased on 2026-03-24" in twice.json()["message"]
    assert administrator.get(LIST)["customers"] == []
    ((who, said),) = audited(fjordbo, "erase_customer")
    assert (who, said["debtor"], said["section"]) == ("administrator script", over, section)
    with account_scope(fjordbo):
        assert rows.Debtor.objects.get(pk=over).name == "[erased]"


def test_what_keeps_a_customer_is_told_in_the_reader_s_language(
    fjordbo: int, over: int, administrator: Program, settings: Settings
) -> None:
    answer = administrator.ask("post", f"/customers/{owing(fjordbo)}/erase")
    assert (answer.status_code, answer.json()["code"]) == (409, "open_claims")
    danish = administrator.ask("post", f"/customers/{owing(fjordbo)}/erase", **{"Accept-Language": "da"}).json()
    assert danish["message"] != answer.json()["message"]
    assert "5002" in danish["message"]
    settings.KRAV_TODAY = date(2024, 12, 31)
    kept = administrator.ask("post", f"/customers/{over}/erase").json()
    assert (kept["code"], kept["until"], kept["section"]) == ("books", "2025-01-01", "bogføringsloven § 12, stk. 1")
    with account_scope(fjordbo):
        assert rows.Erasure.objects.count() == 0


def test_who_may_not_is_refused_and_leaves_no_trace_of_having_done_it(
    fjordbo: int, over: int, guest: Program, caseworker: Program, stranger: Program
) -> None:
    asked = (("get", LIST), ("get", f"/customers/{over}/kept"), ("post", f"/customers/{over}/erase"))
    assert [guest.ask(*each).status_code for each in asked] == [403, 403, 403]
    assert [caseworker.ask(*each).status_code for each in asked] == [200, 200, 403]
    assert [stranger.ask(*each).status_code for each in asked] == [200, 404, 404]
    assert stranger.get(LIST)["customers"] == []
    assert len(audited(fjordbo, "export_customer")) == 1
    assert audited(fjordbo, "erase_customer") == []


def test_the_list_goes_on_where_a_page_ended(over: int, administrator: Program) -> None:
    assert administrator.get(f"{LIST}?after=2025-01-01.{over}")["customers"] == []
    assert len(administrator.get(f"{LIST}?after=2024-12-31.{over}")["customers"]) == 1
    assert administrator.ask("get", f"{LIST}?after=2025-99-99.1").status_code == 422
    assert administrator.ask("get", f"{LIST}?after=nonsense").status_code == 422
