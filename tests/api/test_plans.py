"""Payment by instalments as a program sees it: proposed, agreed, followed, printed, ended, looked at."""

from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.kernel.role import Role
from tests.actions.cast import ANN, bank, line, run, take
from tests.actions.collect import claims_of, owed, run_until
from tests.api.cast import Program, key

EXPIRED = date(2026, 5, 20)
TERMS = {"first_on": "2026-06-01", "count": 3, "interest": "waived"}


@pytest.fixture
def case_id(fjordbo: int, settings: Settings) -> int:
    owed(fjordbo, line("1001", "3000,00", kind="privat"))
    run_until(fjordbo, EXPIRED)
    settings.KRAV_TODAY = EXPIRED
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


def test_a_plan_from_proposal_to_review(fjordbo: int, case_id: int, settings: Settings) -> None:
    program, path = Program(key(fjordbo, Role.CASEWORKER)), f"/cases/{case_id}/plan"
    assert program.get(path) == {"plan": None, "refusal": None, "to_review": False}
    told = program.post(f"{path}/propose", TERMS)
    assert [each["amount"]["minor"] for each in told["instalments"]] == [112100, 112100, 112131]
    assert told["no_cost"]["section"].startswith("bekendtgørelse nr. 601")
    assert program.ask("post", f"{path}/propose/pdf", TERMS).content.startswith(b"%PDF")
    asked = TERMS | {"seen": 336331, "acknowledged_on": "2026-05-19", "proof": "signed"}
    program.post(path, asked, **{"Idempotency-Key": "one"})
    assert program.ask("post", path, asked, **{"Idempotency-Key": "one"}).status_code == 409
    runs = program.get(path)
    assert (runs["plan"]["acknowledged_on"], runs["plan"]["parts"][0]["state"]) == ("2026-05-19", "open")
    assert runs["refusal"]["code"] == "plan_runs"
    assert program.ask("get", f"{path}/pdf").content.startswith(b"%PDF")
    settings.KRAV_TODAY = date(2026, 6, 8)
    take(fjordbo, bank(until="2026-06-08"), "news.xml", date(2026, 6, 8))
    run(fjordbo, date(2026, 6, 8))
    assert program.get(path)["to_review"]
    program.post(f"{path}/review", {"note": "rang"})
    assert not program.get(path)["to_review"]
    program.post(path, TERMS | {"first_on": "2026-07-01"})
    program.post(f"{path}/end", {})
    assert program.get(path)["plan"] is None


def test_a_guest_s_key_proposes_and_agrees_on_nothing(fjordbo: int, case_id: int) -> None:
    program, path = Program(key(fjordbo, Role.GUEST)), f"/cases/{case_id}/plan"
    assert program.post(f"{path}/propose", TERMS)["total"]["minor"] == 336331
    for more, body in (("", TERMS), ("/end", {}), ("/review", {})):
        assert program.ask("post", path + more, body).status_code == 403
