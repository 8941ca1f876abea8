"""What programs do with a case before a court: the package, filing it, what came of it, and the whole case as a file."""

import json
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.kernel.role import Role
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until
from tests.api.cast import Program, key

EXPIRED = date(2026, 5, 20)
ANSWERS = {"court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not"}
FILING = "betalingspaakrav"


@pytest.fixture
def case_id(fjordbo: int, settings: Settings) -> int:
    """Two claims whose notice has expired, in one case, on that day."""
    settings.KRAV_TODAY = EXPIRED
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


def test_a_case_goes_to_court_and_comes_back_decided(case_id: int, caseworker: Program) -> None:
    asked = caseworker.post(f"/cases/{case_id}/packages/{FILING}", {})
    assert [problem["code"] for problem in asked["problems"]] == ["missing"] * 5
    assert {question["key"] for question in asked["questions"]} >= {"court", "vat", "facts"}
    answered = caseworker.post(f"/cases/{case_id}/packages/{FILING}", {"answers": ANSWERS})
    assert (answered["problems"], answered["refusal"]) == ([], None)
    assert answered["costs"] == [
        {"label": "court.payment_order_fee", "amount": {"minor": 75_000, "currency": "DKK"}},
    ]
    pdf = caseworker.ask("post", f"/cases/{case_id}/packages/{FILING}/pdf", {"answers": ANSWERS})
    assert pdf.content.startswith(b"%PDF")
    wanted = {"answers": ANSWERS, "filing": FILING, "reference": "FS-17"}
    filed = caseworker.post(f"/cases/{case_id}/filings", wanted, **{"Idempotency-Key": "f"})
    assert filed["sha256"] == answered["sha256"]
    again = caseworker.ask("post", f"/cases/{case_id}/filings", wanted)
    assert (again.status_code, again.json()["code"]) == (409, "filed")
    ruling = {"how": "endorsed", "ruled_on": "2026-05-20", "awarded": 1_500_000}
    caseworker.post(f"/cases/{case_id}/rulings", ruling)
    ended = caseworker.ask("post", f"/cases/{case_id}/filings/end", {"how": "withdrawn"})
    assert ended.status_code == 422


def test_the_whole_case_as_a_file(case_id: int, caseworker: Program, fjordbo: int) -> None:
    assert caseworker.ask("get", f"/cases/{case_id}/file").content.startswith(b"%PDF")
    data = json.loads(caseworker.ask("get", f"/cases/{case_id}/file?kind=json").content)
    assert [claim["invoice"] for claim in data["claims"]] == ["1001", "1002"]
    assert caseworker.ask("get", f"/cases/{case_id}/file?kind=csv").content.startswith(b"\xef\xbb\xbfcase;invoice")
    guest = Program(key(fjordbo, Role.GUEST))
    assert guest.ask("get", f"/cases/{case_id}/file").status_code == 403


def test_a_filing_of_another_country_is_not_there(case_id: int, caseworker: Program) -> None:
    assert caseworker.ask("post", f"/cases/{case_id}/packages/forliksklage", {}).status_code == 404
