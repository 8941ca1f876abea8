"""What interrupts limitation told by hand, with its proof; the rows of claims and cases follow, and a rebuild agrees."""

from datetime import date

import pytest

from krav.actions import states
from krav.actions.cases import open_case, take_case_step, withdraw_case
from krav.actions.credits import credit_claim
from krav.actions.limits import Evidence, acknowledge, received, waive_barred
from krav.actions.opening import NewCase, open_cases
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.rebuild import rebuild
from krav.actions.steps import take_step
from krav.actions.unit import unit
from krav.claims.case import CaseKind
from krav.claims.decide import reckon_claim
from krav.claims.reckon import Reckoning
from krav.kernel.days import months_after
from krav.kernel.refusal import KravError
from krav.store import journal, load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.load import creditor_in_scope
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, line, take
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_cases import EXPIRED, ripe

__all__ = ["ripe"]

PROOF = Evidence(EXPIRED, "signed", "Signed reply of 20 May")
DAYS = tuple[date | None, ...]


def barred(account_id: int) -> DAYS:
    """The last days of the claims, by number, and that of their case."""
    with account_scope(account_id):
        claims = rows.ClaimState.objects.order_by("claim__number").values_list("barred_on", flat=True)
        return (*claims, *rows.CaseState.objects.values_list("barred_on", flat=True))


def tell(account_id: int, case_id: int, kind: CaseKind, on: date, **data: object) -> None:
    with unit(account_id, "acknowledge", on=on, by=ANN) as work:
        work.cases.tell(case_id, kind, on, **data)


def test_every_open_claim_has_its_day_and_the_case_the_nearest(ripe: int) -> None:
    due = date(2026, 3, 2)
    last = months_after(due, 36)
    assert barred(ripe) == (last, last)
    open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    assert barred(ripe) == (last, last, last)


def test_an_acknowledgement_of_one_claim_moves_that_one_and_a_rebuild_agrees(ripe: int) -> None:
    ids = claims_of(ripe)
    case_id = open_case(ripe, list(ids.values()), on=EXPIRED, by=ANN)
    acknowledge(ripe, case_id, PROOF, claim_ids=[ids["1001"]], on=EXPIRED, by=ANN)
    found = barred(ripe)
    assert found == (date(2036, 5, 20), date(2029, 3, 2), date(2029, 3, 2))
    with account_scope(ripe):
        told = journal.journal(case_id)[-1]
    assert (told.kind, told.on) == ("acknowledged", EXPIRED)
    assert "Signed reply" in told.data
    rebuild(ripe, on=EXPIRED, by=ANN)
    assert barred(ripe) == found


def test_what_is_said_gives_three_years_and_all_claims_of_the_case_are_meant(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    acknowledge(ripe, case_id, PROOF._replace(how="said"), on=EXPIRED, by=ANN)
    assert barred(ripe) == (date(2029, 5, 20),) * 3


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (PROOF._replace(proof="  "), "Say how it is proved"),
        (PROOF._replace(day=date(2026, 5, 21)), "must lie between"),
        (PROOF._replace(day=date(2020, 1, 1)), "must lie between"),
    ],
)
def test_without_proof_or_on_a_day_that_cannot_be_nothing_is_told(ripe: int, told: Evidence, why: str) -> None:
    case_id = open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    with pytest.raises(KravError, match=why):
        acknowledge(ripe, case_id, told, on=EXPIRED, by=ANN)
    with pytest.raises(KravError, match="no such claim in this case"):
        acknowledge(ripe, case_id, PROOF, claim_ids=[claims_of(ripe)["1002"]], on=EXPIRED, by=ANN)


def test_filed_stands_still_ended_leaves_a_year_and_a_ruling_gives_ten(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    tell(ripe, case_id, CaseKind.FILED, EXPIRED, filing="betalingspaakrav")
    assert barred(ripe) == (None, None, None)
    tell(ripe, case_id, CaseKind.FILING_ENDED, date(2029, 1, 9))
    assert barred(ripe) == (date(2030, 1, 9),) * 3
    tell(ripe, case_id, CaseKind.RULED, date(2029, 6, 1))
    assert barred(ripe) == (date(2039, 6, 1),) * 3
    rebuild(ripe, on=date(2029, 6, 1), by=ANN)
    assert barred(ripe) == (date(2039, 6, 1),) * 3


def test_a_filing_ends_with_the_case_that_was_withdrawn(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    tell(ripe, case_id, CaseKind.FILED, EXPIRED, filing="betalingspaakrav")
    withdraw_case(ripe, case_id, "by mistake", on=EXPIRED, by=ANN)
    assert barred(ripe)[:2] == (date(2029, 3, 2),) * 2


def test_what_a_withdrawn_case_told_of_the_debtor_still_counts(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    acknowledge(ripe, case_id, PROOF, on=EXPIRED, by=ANN)
    withdraw_case(ripe, case_id, "by mistake", on=EXPIRED, by=ANN)
    rebuild(ripe, on=EXPIRED, by=ANN)
    assert barred(ripe)[:2] == (date(2036, 5, 20),) * 2


def test_a_part_payment_moves_the_day_and_taking_it_back_moves_it_back_a_credit_does_nothing(ripe: int) -> None:
    ids = claims_of(ripe)
    credit_claim(ripe, ids["1001"], 100000, None, "K1", on=EXPIRED, by=ANN)
    assert barred(ripe)[0] == date(2029, 3, 2)
    payment_id = register_payment(ripe, ids["1001"], 100000, EXPIRED, on=EXPIRED, by=ANN)
    assert barred(ripe)[0] == date(2029, 5, 20)
    take_back_payment(ripe, payment_id, on=EXPIRED, by=ANN)
    assert barred(ripe)[0] == date(2029, 3, 2)


def test_a_settled_claim_has_no_day(ripe: int) -> None:
    register_payment(ripe, claims_of(ripe)["1001"], 5_000_000, EXPIRED, on=EXPIRED, by=ANN)
    assert barred(ripe)[0] is None


def test_a_letter_received_counts_in_sweden_from_the_day_it_was_received(provbygg: int) -> None:
    owed(provbygg, line("1001", "12500,00", kind="konsument"))
    run_until(provbygg, date(2026, 6, 10))
    before = barred(provbygg)
    with account_scope(provbygg):
        case_id, letter = rows.Case.objects.get().id, rows.Letter.objects.get(kind="demand")
    day = date(2026, 6, 10)
    receipt = Evidence(day, "registered", "REK 123 456")
    received(provbygg, case_id, letter.id, receipt, on=day, by=ANN)
    assert before[0] != date(2029, 6, 10)
    assert barred(provbygg) == (date(2029, 6, 10),) * 2
    with pytest.raises(KravError, match="must lie between"):
        received(provbygg, case_id, letter.id, receipt._replace(day=date(2026, 1, 5)), on=day, by=ANN)
    with pytest.raises(KravError, match="no such letter"):
        received(provbygg, case_id, 999_999_999, receipt, on=day, by=ANN)


def test_a_letter_received_moves_nothing_in_denmark(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    letter_id, _ = take_case_step(ripe, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    before = barred(ripe)
    received(ripe, case_id, letter_id, Evidence(EXPIRED, "receipt", "POD 7"), on=EXPIRED, by=ANN)
    assert barred(ripe) == before


# --- what is barred is not demanded

OLD = line("1001", "12500,00", due="20.11.2023", issued="06.11.2023")


def test_no_letter_goes_about_a_barred_claim_and_nobody_is_asked_to_approve_one(fjordbo: int) -> None:
    owed(fjordbo, OLD)
    day = date(2026, 11, 23)
    take(fjordbo, bank(until=day.isoformat()), "bank.xml", day)
    made = take_step(fjordbo, [claims_of(fjordbo)["1001"]], "rykker_1", on=day, by=ANN)
    (refusal,) = made.refusals.values()
    assert (refusal.code, list(made.letter_ids)) == ("barred", [])
    assert [need.kind for need in standing([fjordbo], day)[fjordbo].needs if need.kind in {"approve", "barred_soon"}] == []


@pytest.mark.parametrize(
    ("day", "warned"),
    [
        (date(2025, 11, 19), False),
        (date(2025, 11, 20), True),
        (date(2025, 12, 20), False),
        (date(2026, 5, 20), True),
        (date(2026, 8, 20), True),
        (date(2026, 9, 20), False),
        (date(2026, 10, 20), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_a_warning_comes_twelve_six_three_and_one_month_before(fjordbo: int, day: date, warned: bool) -> None:
    owed(fjordbo, OLD)
    needs = [need for need in standing([fjordbo], day)[fjordbo].needs if need.kind == "barred_soon"]
    assert [(need.what, need.on) for need in needs] == ([("1001", date(2026, 11, 20))] if warned else [])




def test_a_barred_fee_and_barred_interest_are_given_up_with_one_click_and_then_the_letter_goes(fjordbo: int) -> None:
    """Due in November 2022, decided in May 2023: what was added after that has three years of its own."""
    owed(fjordbo, line("1001", "12500,00", due="21.11.2022", issued="07.11.2022"))
    claim_id = claims_of(fjordbo)["1001"]
    day = date(2026, 6, 30)
    take(fjordbo, bank(until=day.isoformat()), "bank.xml", day)
    with unit(fjordbo, "open_case", on=day, by=ANN) as work:
        new = NewCase(_debtor(claim_id), "DKK", (claim_id,), "list")
        case_id = open_cases(work.cases, [new], date(2023, 1, 9))[claim_id]
        insert_entries([NewEntry(claim_id, "fee", 10000, date(2023, 6, 5), date(2023, 6, 5), label="reminder_fee")])
        states.refresh([claim_id], work.creditor)
    tell(fjordbo, case_id, CaseKind.RULED, date(2023, 5, 22))
    withdraw_case(fjordbo, case_id, "the letters go on", on=day, by=ANN)
    (refusal,) = take_step(fjordbo, [claim_id], "rykker_1", on=day, by=ANN).refusals.values()
    assert (refusal.code, refusal.section) == ("barred", "forældelsesloven §§ 2 og 3")
    before = reckoned(fjordbo, claim_id, day)
    amount = waive_barred(fjordbo, claim_id, on=day, by=ANN)
    after = reckoned(fjordbo, claim_id, day)
    assert (after.fees, after.principal) == (0, before.principal)
    assert before.interest - after.interest == amount - 10000 > 0
    assert take_step(fjordbo, [claim_id], "rykker_1", on=day, by=ANN).refusals == {}
    with pytest.raises(KravError, match="Nothing beside the principal of claim 1001"):
        waive_barred(fjordbo, claim_id, on=day, by=ANN)


def _debtor(claim_id: int) -> int:
    return rows.Claim.objects.get(pk=claim_id).debtor_id


def reckoned(account_id: int, claim_id: int, on: date) -> Reckoning:
    with account_scope(account_id):
        return reckon_claim(load.claims([claim_id])[claim_id], creditor_in_scope().country, on)
