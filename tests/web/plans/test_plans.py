"""The pages of a plan: proposed with live figures, agreed, followed, printed, ended, and looked at when it was not kept."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from krav.actions.cases import one, open_case
from krav.actions.payments_by_hand import register_payment
from krav.actions.plans import agree_plan
from krav.claims.agreement import Terms
from krav.claims.plan import Every, Interest
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, line, run, take
from tests.actions.collect import claims_of, owed, run_until
from tests.web.cast import text

EXPIRED = date(2026, 5, 20)
SIX = {"by": "count", "count": "6", "amount": "", "first_on": "2026-06-01", "every": "month", "interest": "waived"}


@pytest.fixture
def case_id(fjordbo: int, settings: Settings) -> int:
    """A case of 3000 kr. against a consumer."""
    owed(fjordbo, line("1001", "3000,00", kind="privat", name="Birthe Prøve"))
    run_until(fjordbo, EXPIRED)
    settings.KRAV_TODAY = EXPIRED
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)


def url(case_id: int, more: str = "") -> str:
    return f"/a/fjordbo/cases/{case_id}/plan/{more}"


def agreed(account_id: int, case_id: int) -> None:
    terms = Terms(date(2026, 6, 1), Every.MONTH, count=6, interest=Interest.WAIVED)
    agree_plan(account_id, case_id, terms, on=EXPIRED, by=ANN)


def test_a_proposal_shows_every_instalment_and_what_the_law_says(caseworker: Client, case_id: int) -> None:
    page = text(caseworker.get(url(case_id)))
    assert "6 instalments" in page
    assert "560,00" in page
    assert "The plan costs the customer nothing. The offer to settle carries the cost" in page
    assert "retsplejeloven § 478" in page
    assert "Agree on 6 instalments" in page


def test_the_figures_follow_what_is_changed(caseworker: Client, case_id: int) -> None:
    page = text(caseworker.get(url(case_id), SIX | {"by": "amount", "amount": "1.000", "every": "fortnight"}))
    assert "4 instalments" in page
    assert "15.06.2026" in page
    assert "363,31" in page


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"count": "90"}, "An instalment is at least 50,00"),
        ({"first_on": "2026-05-01"}, "cannot be due before 20.05.2026"),
        ({"by": "amount"}, "Say how large each instalment is."),
    ],
)
def test_what_cannot_be_is_said_beside_the_form(caseworker: Client, case_id: int, changed: dict[str, str], why: str) -> None:
    page = text(caseworker.get(url(case_id), SIX | changed))
    assert why in page
    assert "Agree on" not in page


def test_agreed_it_runs_and_the_acknowledgement_is_told(caseworker: Client, fjordbo: int, case_id: int) -> None:
    told = SIX | {"seen": "336331", "acknowledged_on": "2026-05-19", "proof": "Signed", "key": "k1"}
    answer = caseworker.post(url(case_id, "agree/"), told, follow=True)
    page = text(answer)
    assert "Agreed on 6 instalments. Nothing is sent while the plan runs." in page
    assert "Next: 560,00" in page
    assert "19.05.2026" in page
    with account_scope(fjordbo):
        assert {line.kind for line in one(case_id).happened} >= {"plan", "acknowledged"}


def test_a_sum_that_has_changed_is_not_agreed_on(caseworker: Client, fjordbo: int, case_id: int) -> None:
    answer = caseworker.post(url(case_id, "agree/"), SIX | {"seen": "1"})
    assert answer.status_code == 422
    assert "What is owed has changed" in text(answer)
    with account_scope(fjordbo):
        assert one(case_id).plan is None


def test_an_acknowledgement_says_what_shows_it(caseworker: Client, case_id: int) -> None:
    answer = caseworker.post(url(case_id, "agree/"), SIX | {"acknowledged_on": "2026-05-19"})
    assert answer.status_code == 422
    assert "Say what shows it." in text(answer)


def test_a_guest_sees_and_agrees_on_nothing(guest: Client, fjordbo: int, case_id: int) -> None:
    assert "needs the role caseworker" in text(guest.get(url(case_id)))
    assert guest.post(url(case_id, "agree/"), SIX).status_code == 403
    assert guest.get(url(case_id, "end/")).status_code == 403
    with account_scope(fjordbo):
        assert one(case_id).plan is None


def test_another_account_finds_nothing(stranger: Client, case_id: int) -> None:
    assert stranger.get(url(case_id)).status_code == 404
    assert stranger.get(f"/a/nordlys/cases/{case_id}/plan/").status_code == 404


def test_a_plan_that_runs_shows_what_came(caseworker: Client, fjordbo: int, case_id: int) -> None:
    agreed(fjordbo, case_id)
    register_payment(fjordbo, claims_of(fjordbo)["1001"], 66000, EXPIRED, on=EXPIRED, by=ANN)
    page = text(caseworker.get(url(case_id)))
    assert "Paid 20.05.2026" in page
    assert "Partly paid" in page
    assert "Next: 460,00" in page


@pytest.mark.parametrize("runs", [False, True])
def test_the_paper_is_a_proposal_until_it_is_agreed(caseworker: Client, fjordbo: int, case_id: int, runs: bool) -> None:
    if runs:
        agreed(fjordbo, case_id)
    answer = caseworker.get(url(case_id, "plan.pdf"), SIX)
    assert answer["Content-Type"] == "application/pdf"
    paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert "Betalingsaftale" in paper
    assert "560,00" in paper
    assert ("Forslag, gælder først" in paper) is not runs


def test_it_is_ended_by_hand(caseworker: Client, fjordbo: int, case_id: int) -> None:
    agreed(fjordbo, case_id)
    assert "never by itself" in text(caseworker.get(url(case_id, "end/")))
    caseworker.post(url(case_id, "end/"), {"note": "they asked", "key": "e"})
    with account_scope(fjordbo):
        case = one(case_id)
    assert (case.plan, case.free_on) == (None, date(2026, 5, 21))


def test_a_missed_one_is_a_task_until_somebody_looked(
    caseworker: Client, fjordbo: int, case_id: int, settings: Settings
) -> None:
    agreed(fjordbo, case_id)
    day = date(2026, 6, 8)
    settings.KRAV_TODAY = day
    take(fjordbo, bank(until=day.isoformat()), "bank-8.xml", day)
    assert "The instalment of 01.06.2026 has not come" in text(caseworker.get(url(case_id)))
    run(fjordbo, day)
    queue = caseworker.get("/a/fjordbo/")
    assert "Birthe Prøve has not kept the plan" in text(queue)
    assert url(case_id) in queue.content.decode()
    assert "The last plan was not kept" in text(caseworker.get(url(case_id)))
    caseworker.post(url(case_id, "end/"), {"note": "rang her", "key": "r"})
    assert "has not kept the plan" not in text(caseworker.get("/a/fjordbo/"))
    with account_scope(fjordbo):
        assert one(case_id).broken is None
