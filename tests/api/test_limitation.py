"""Limitation for programs: the list, one claim's parts, what is told, and what cannot be given up."""

import pytest
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_cases import EXPIRED
from tests.api.cast import Program


@pytest.fixture
def cased(fjordbo: int, settings: Settings) -> int:
    """The id of a case of two invoices with expired notices."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED, FIRST)
    settings.KRAV_TODAY = EXPIRED
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


def test_the_list_and_the_parts_of_a_claim(cased: int, caseworker: Program) -> None:
    listed = caseworker.get("/limitation?show=all")
    assert [(each["number"], each["barred_on"], each["case_id"]) for each in listed["claims"]] == [
        ("1001", "2029-03-02", cased),
        ("1002", "2029-03-02", cased),
    ]
    assert listed["next"] == ""
    place = f"2029-03-02.{listed['claims'][0]['claim_id']}"
    assert [each["number"] for each in caseworker.get(f"/limitation?show=all&after={place}")["claims"]] == ["1002"]
    parts = caseworker.get(f"/limitation/claims/{listed['claims'][0]['claim_id']}")["parts"]
    assert (parts[0]["kind"], parts[0]["amount"]["minor"], parts[0]["over"]) == ("principal", 1_250_000, False)
    assert "forældelsesloven §§ 2 og 3" in parts[0]["section"]
    assert {each["kind"] for each in parts} >= {"principal", "fee", "compensation", "interest"}


def test_an_acknowledgement_and_a_receipt_are_told(cased: int, fjordbo: int, caseworker: Program) -> None:
    told = {"day": "2026-05-20", "how": "signed", "proof": "Signed reply", "claims": [claims_of(fjordbo)["1001"]]}
    caseworker.post(f"/limitation/cases/{cased}/acknowledged", told)
    days = {each["number"]: each["barred_on"] for each in caseworker.get("/limitation?show=all")["claims"]}
    assert days == {"1001": "2036-05-20", "1002": "2029-03-02"}
    with account_scope(fjordbo):
        letter = rows.Letter.objects.order_by("-id").first()
        assert letter
    receipt = {"letter": letter.id, "day": "2026-05-18", "how": "registered", "proof": "REK 7"}
    assert caseworker.post(f"/limitation/cases/{cased}/received", receipt) == {"count": 1}
    early = caseworker.ask("post", f"/limitation/cases/{cased}/received", {**receipt, "day": "2026-01-05"})
    assert (early.status_code, early.json()["code"]) == (422, "cannot_be")


def test_nothing_barred_is_refused_and_so_is_a_place_that_is_none(cased: int, fjordbo: int, caseworker: Program) -> None:
    answer = caseworker.ask("post", f"/limitation/claims/{claims_of(fjordbo)['1001']}/waive")
    assert (answer.status_code, "time-barred" in answer.json()["message"]) == (422, True)
    assert cased
    assert caseworker.ask("get", "/limitation?after=2026-99-99.1").status_code == 422
