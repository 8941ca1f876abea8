"""What letters asked for is put right in one go: charges back, money free for the debtor, one letter with the right sum."""

import json
from datetime import date
from pathlib import Path

import pytest

from krav.actions.cases import one, open_case
from krav.actions.contents import contents
from krav.actions.corrections import correct, proposal
from krav.actions.credits import credit_claim
from krav.actions.debtors import change_debtor
from krav.actions.outbox import send_letters
from krav.actions.payments_by_hand import register_payment, take_back_payment
from krav.actions.rebuild import rebuild
from krav.actions.returned import letter_returned
from krav.actions.steps import undo_letters
from krav.claims.case import CaseKind
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.render.email import email
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.corrections import wrong_claims
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, credit, everything, ledger, line, take
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_returned import letter, sent

NOTICE, EXPIRED = date(2026, 4, 23), date(2026, 5, 20)


@pytest.fixture
def ripe(fjordbo: int) -> int:
    """A Danish creditor whose one claim has an expired notice; all its letters have left."""
    owed(fjordbo, line("1001", "12500,00"))
    run_until(fjordbo, EXPIRED)
    sent(fjordbo)
    assert letter(fjordbo, "inkassovarsel").sent_on == NOTICE
    return fjordbo


def found(account_id: int, on: date = EXPIRED):  # type: ignore[no-untyped-def]
    with account_scope(account_id):
        return proposal(claims_of(account_id)["1001"], creditor_in_scope(), on)


def state(account_id: int) -> rows.ClaimState:
    with account_scope(account_id):
        return rows.ClaimState.objects.get(claim__number="1001")


def holds(account_id: int) -> list[str]:
    with account_scope(account_id):
        return list(rows.Hold.objects.filter(holdlift=None).values_list("reason", flat=True))


def paid_before(account_id: int, amount: int, on: date = date(2026, 4, 1)) -> int:
    """Money of a day before the notice, told of after it."""
    return register_payment(account_id, claims_of(account_id)["1001"], amount, on, on=EXPIRED, by=ANN)


def test_a_back_dated_payment_stops_the_claim_and_says_what_was_asked_for_too_much(ripe: int) -> None:
    asked = letter(ripe, "inkassovarsel").total
    paid_before(ripe, 500_000)
    assert holds(ripe) == ["wrong_sum"]
    with pytest.raises(KravError, match="The claim is on hold: wrong_sum"):
        open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    wanted = found(ripe)
    last = wanted.wrong[-1]
    assert (last.told.number, last.demanded.total) == (letter(ripe, "inkassovarsel").number, asked)
    assert last.over > 500_000, "the money, and the interest that did not run on it"
    assert last.over == last.demanded.total - last.lawful.total
    assert wanted.letter
    assert wanted.refund == 0
    with account_scope(ripe):
        assert [each.number for each in wrong_claims()] == ["1001"]
    kinds = [need.kind for need in standing([ripe], EXPIRED)[ripe].needs]
    assert "correction" in kinds


def test_one_click_sends_the_right_sum_and_gives_the_step_s_time_again(ripe: int, tmp_path: Path) -> None:
    paid_before(ripe, 500_000)
    done = correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN, key="k")
    with account_scope(ripe):
        row = rows.Letter.objects.get(pk=done.letter_id)
        (value,) = contents([done.letter_id], creditor_in_scope())
        claim = load.claims(claims_of(ripe).values())[claims_of(ripe)["1001"]]
    assert (row.step, row.fee) == ("correction", 0)
    assert row.deadline_on >= days_after(EXPIRED, 10)
    assert value.corrects
    assert value.corrects.demanded.total == letter(ripe, "inkassovarsel").total
    assert value.total == row.total == found(ripe).owed.total
    assert (claim.letters[-1].step, claim.letters[-1].deadline_on) == ("inkassovarsel", row.deadline_on)
    assert holds(ripe) == []
    assert found(ripe).empty
    with pytest.raises(KravError, match="Nothing that was asked for has to be put right"):
        correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        rows.Outbox.objects.update(leaves_at=None)
    *_, counted = send_letters(ripe, tmp_path, on=EXPIRED, by=ANN, renderer=Renderer())
    assert (counted.delivered, counted.withdrawn, counted.failed) == (1, 0, 0)
    assert "Rettelse af vores brev af 23. april 2026" in email(value).subject.replace("\xa0", " ")


def test_no_letter_rests_on_the_wrong_one_before_the_corrected_time_is_over(ripe: int) -> None:
    paid_before(ripe, 500_000)
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    with pytest.raises(KravError, match="The notice of 2026-04-23 gives time until 2026-06-01"):
        open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    open_case(ripe, [claims_of(ripe)["1001"]], on=date(2026, 6, 2), by=ANN)


def test_interest_that_was_asked_for_too_much_is_taken_back(ripe: int) -> None:
    paid_before(ripe, 500_000)
    wanted = found(ripe)
    taken = [entry for _, entry in wanted.entries if entry.kind == "interest"]
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        entries = rows.Entry.objects.filter(kind="interest")
        assert sum(entries.values_list("amount", flat=True)) == 0 + wanted.wrong[-1].lawful.interest or taken
    assert found(ripe).entries == ()


def test_money_that_is_owed_back_lies_free_and_the_letter_says_so(ripe: int) -> None:
    """Everything is paid; then the books bring a credit note that counts from the invoice's own day."""
    total = found(ripe).owed.total
    register_payment(ripe, claims_of(ripe)["1001"], total, EXPIRED, on=EXPIRED, by=ANN)
    take(ripe, ledger(line("C1", "-5000,00", credits="1001", due="", issued="20.05.2026")), "credit.csv", on=EXPIRED)
    wanted = found(ripe)
    assert wanted.refund > 500_000, "the credit note, and the interest that ran on what was never owed"
    assert wanted.owed.total + wanted.refund == 0 or wanted.owed.principal == 0
    assert "wrong_sum" in holds(ripe)
    done = correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    assert done.refund == wanted.refund
    with account_scope(ripe):
        assert sum(rows.LoosePayment.objects.values_list("amount", flat=True)) == wanted.refund
        (value,) = contents([done.letter_id], creditor_in_scope())
        assert rows.ClaimState.objects.get().balance == 0
    assert value.corrects
    assert (value.total, value.corrects.refund) == (0, wanted.refund)
    assert "Der er intet at betale" in email(value).text
    assert Renderer().pdf(value) == Renderer().pdf(value)


def test_a_debtor_who_turns_out_to_be_a_consumer_gets_the_compensation_back(ripe: int) -> None:
    with account_scope(ripe):
        debtor_id = rows.Debtor.objects.get().id
    change_debtor(ripe, debtor_id, {"kind": "consumer"}, on=EXPIRED, by=ANN)
    assert holds(ripe) == ["wrong_sum"]
    wanted = found(ripe)
    assert [(entry.kind, entry.amount) for _, entry in wanted.entries] == [("compensation", -31_000)]
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    assert state(ripe).balance == 1_250_000 + 4 * 10_000 - 10_000  # three fees at most


def test_a_case_tells_its_journal_and_what_to_tell_the_court(ripe: int) -> None:
    case_id = open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        rows.Outbox.objects.update(state="delivered")
    paid_before(ripe, 500_000)
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        told = one(case_id).last(CaseKind.CORRECTED)
    assert told
    assert told.data["demanded"] - told.data["lawful"] > 500_000
    assert told.data["tell_court"] is False


def test_a_plain_reminder_stops_nothing(fjordbo: int) -> None:
    owed(fjordbo, line("1001", "12500,00"))
    run_until(fjordbo, date(2026, 3, 12))
    sent(fjordbo)
    register_payment(fjordbo, claims_of(fjordbo)["1001"], 500_000, date(2026, 3, 3), on=date(2026, 3, 12), by=ANN)
    assert holds(fjordbo) == []
    assert found(fjordbo, date(2026, 3, 12)).wrong
    done = correct(fjordbo, claims_of(fjordbo)["1001"], on=date(2026, 3, 12), by=ANN)
    assert done.letter_id


def test_money_that_comes_after_a_letter_makes_it_no_less_right(ripe: int) -> None:
    paid_before(ripe, 500_000, date(2026, 5, 4))
    assert holds(ripe) == []
    assert found(ripe).empty


def test_a_letter_that_has_not_left_is_withdrawn_and_not_corrected(fjordbo: int, tmp_path: Path) -> None:
    owed(fjordbo, line("1001", "12500,00"))
    run_until(fjordbo, NOTICE)
    with account_scope(fjordbo):
        rows.Outbox.objects.exclude(letter__step="inkassovarsel").update(state="delivered")
    register_payment(fjordbo, claims_of(fjordbo)["1001"], 500_000, date(2026, 4, 1), on=NOTICE, by=ANN)
    assert holds(fjordbo) == []


def test_a_corrected_letter_that_came_back_counts_as_little_as_any(ripe: int) -> None:
    paid_before(ripe, 500_000)
    done = correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    sent(ripe)
    letter_returned(ripe, done.letter_id, "moved", on=EXPIRED, by=ANN)
    assert found(ripe).letter, "it has to be told again"


def test_bounced_money_reopens_the_case_and_what_was_asked_for_is_right_again(ripe: int) -> None:
    case_id = open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    payment_id = paid_before(ripe, 5_000_000)
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).status == "closed"
        before = sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True))
    take_back_payment(ripe, payment_id, on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).status == "open"
        assert sum(rows.Entry.objects.filter(kind="fee").values_list("amount", flat=True)) == before
    wanted = found(ripe)
    assert wanted.refund == 0
    assert wanted.owed.principal == 1_250_000


def test_a_claim_credited_after_the_case_started_closes_it(ripe: int) -> None:
    case_id = open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    credit_claim(ripe, claims_of(ripe)["1001"], 500_000, None, "C1", on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).status == "open"
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    credit_claim(ripe, claims_of(ripe)["1001"], 750_000, None, "C2", on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).status == "closed"


# --- bad money


def test_a_payment_larger_than_everything_owed_leaves_the_rest_loose(ripe: int) -> None:
    total = found(ripe).owed.total
    case_id = open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    register_payment(ripe, claims_of(ripe)["1001"], total + 12_345, EXPIRED, on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.CaseState.objects.get(pk=case_id).status == "closed"
        assert rows.LoosePayment.objects.get().amount == 12_345


def test_a_payment_in_another_currency_is_kept_and_placed_nowhere(ripe: int) -> None:
    entry = credit("100.00", on=EXPIRED.isoformat(), reference="71/000000000010017", key="e").replace('"DKK"', '"EUR"')
    before = state(ripe).balance
    take(ripe, bank(entry, until=EXPIRED.isoformat()), "euro.xml", EXPIRED)
    assert state(ripe).balance == before
    with account_scope(ripe):
        assert rows.LoosePayment.objects.values_list("payment__currency", "amount").get() == ("EUR", 10_000)


def test_money_of_a_day_before_the_invoice_counts_from_the_invoice(ripe: int) -> None:
    paid_before(ripe, 500_000, date(2026, 1, 10))
    with account_scope(ripe):
        (claim,) = load.claims(claims_of(ripe).values()).values()
    assert [entry.amount for entry in claim.entries if entry.kind == "payment"] == [-500_000]
    assert holds(ripe) == ["wrong_sum"]
    assert found(ripe).owed.principal == 750_000


def test_a_rebuild_gives_the_same_rows(ripe: int) -> None:
    open_case(ripe, [claims_of(ripe)["1001"]], on=EXPIRED, by=ANN)
    paid_before(ripe, 500_000)
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    before = everything()
    rebuild(ripe, on=EXPIRED, by=ANN)
    assert everything() == before


def test_a_correction_that_is_undone_has_to_be_made_again(ripe: int) -> None:
    paid_before(ripe, 500_000)
    done = correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    undo_letters(ripe, [done.letter_id], on=EXPIRED, by=ANN)
    assert holds(ripe) == ["wrong_sum"]
    assert found(ripe).letter
    assert correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN).letter_id > done.letter_id


def test_what_was_done_stands_in_the_audit(ripe: int) -> None:
    paid_before(ripe, 500_000)
    correct(ripe, claims_of(ripe)["1001"], on=EXPIRED, by=ANN)
    with account_scope(ripe):
        said = json.loads(rows.Audit.objects.filter(action="correct").get().data)
    assert said["claims"] == ["1001"]
    assert said["letter"] > 0
