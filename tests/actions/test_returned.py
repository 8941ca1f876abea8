"""A letter that came back: its clock is void, its charges go, its step is taken again from the next valid sending."""

from datetime import date
from pathlib import Path

import pytest

from krav.actions.cases import case_choices, one, open_case, take_case_step
from krav.actions.contents import contents
from krav.actions.daily import run_day
from krav.actions.debtors import change_debtor
from krav.actions.holds import lift_hold
from krav.actions.outbox import send_letters
from krav.actions.rebuild import rebuild
from krav.actions.returned import letter_returned
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError, Refused
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, everything, take
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)


def sent(account_id: int) -> None:
    """Whatever waits in the outbox is taken as having left."""
    with account_scope(account_id):
        rows.Outbox.objects.filter(state="queued").update(state="delivered")


def letter(account_id: int, step: str) -> rows.Letter:
    with account_scope(account_id):
        return rows.Letter.objects.filter(step=step).order_by("-id")[0]


def balance(account_id: int) -> int:
    with account_scope(account_id):
        return sum(rows.ClaimState.objects.values_list("balance", flat=True))


def let_go_on(account_id: int, on: date) -> None:
    with account_scope(account_id):
        holds = list(rows.Hold.objects.filter(holdlift=None).values_list("id", flat=True))
    for hold in holds:
        lift_hold(account_id, hold, on=on, by=ANN)


@pytest.fixture
def ripe(fjordbo: int) -> int:
    """A Danish creditor whose two claims have an expired notice; all its letters have left."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    sent(fjordbo)
    return fjordbo


def test_its_charges_go_and_the_claims_wait_for_an_address(ripe: int) -> None:
    notice, before = letter(ripe, "inkassovarsel"), balance(ripe)
    assert letter_returned(ripe, notice.id, "moved", on=EXPIRED, by=ANN) == (notice.number,)
    assert balance(ripe) == before - notice.fee
    with account_scope(ripe):
        found = rows.ClaimState.objects.values_list("stage", "next_step", "blocked")
        assert set(found) == {("rykker_3", "inkassovarsel", "on_hold")}
        assert set(rows.Hold.objects.values_list("reason", "note")) == {("letter_returned", "moved")}


def test_the_step_is_taken_again_and_its_deadline_starts_anew(ripe: int) -> None:
    first = letter(ripe, "inkassovarsel")
    letter_returned(ripe, first.id, "moved", on=EXPIRED, by=ANN)
    with account_scope(ripe):
        debtor_id = rows.Debtor.objects.get().id
    change_debtor(ripe, debtor_id, {"street": "Nygade 1"}, on=EXPIRED, by=ANN)
    assert not run_day(ripe, on=EXPIRED, by=ANN).letters
    let_go_on(ripe, EXPIRED)
    assert run_day(ripe, on=EXPIRED, by=ANN).letters == {"inkassovarsel": 1}
    again = letter(ripe, "inkassovarsel")
    assert again.deadline_on == days_after(EXPIRED, 12)  # ten days and a weekend
    with account_scope(ripe):
        (value,) = contents([again.id], creditor_in_scope())
    assert value.addressee.street == "Nygade 1"
    with pytest.raises(Refused, match="The notice of 2026-05-20 gives time until 2026-06-01"):
        open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)


def test_a_case_opened_on_a_notice_that_came_back_goes_nowhere_until_a_valid_one_has_run_out(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    letter_returned(ripe, letter(ripe, "inkassovarsel").id, "unknown", on=EXPIRED, by=ANN)
    let_go_on(ripe, EXPIRED)
    with account_scope(ripe):
        found = {each.key: each.refusal for each in case_choices(one(case_id), creditor_in_scope(), EXPIRED)}
        assert rows.CaseState.objects.get().next_step == "inkassovarsel"
    assert found.pop("inkassovarsel") is None
    assert {each.code for each in found.values() if each} == {"notice_back"}
    assert len(found) == 3
    with pytest.raises(Refused, match="The notice that the case was opened on came back"):
        take_case_step(ripe, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    again, _ = take_case_step(ripe, case_id, "inkassovarsel", on=EXPIRED, by=ANN)
    with account_scope(ripe):
        assert rows.LetterClaim.objects.filter(letter_id=again).values_list("attempt", flat=True)[0] == 2
        deadline = rows.Letter.objects.get(pk=again).deadline_on
    take(ripe, bank(until=deadline.isoformat()), "meanwhile.xml", deadline)
    with pytest.raises(Refused, match="gives time until"):
        take_case_step(ripe, case_id, "inkassopaakrav", on=deadline, by=ANN)
    later = date(2026, 6, 8)
    take(ripe, bank(until=later.isoformat()), "later.xml", later)
    take_case_step(ripe, case_id, "inkassopaakrav", on=later, by=ANN)


def test_a_demand_that_rests_on_it_goes_with_it(ripe: int) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    take_case_step(ripe, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    sent(ripe)
    notice, demand = letter(ripe, "inkassovarsel"), letter(ripe, "inkassopaakrav")
    later = date(2026, 6, 8)
    assert letter_returned(ripe, notice.id, "moved", on=later, by=ANN) == (notice.number, demand.number)
    with account_scope(ripe):
        kept = dict(rows.Returned.objects.values_list("letter__step", "reason"))
        stands = load.claims(claims_of(ripe).values())
        assert {claim.letters[-1].step for claim in stands.values()} == {"rykker_3"}
        (value,) = contents([demand.id], creditor_in_scope())
    assert kept["inkassopaakrav"] == f"It rests on letter {notice.number}, which came back."
    assert value.total == demand.total, "what was sent can still be seen as it was sent"
    let_go_on(ripe, later)
    take(ripe, bank(until=later.isoformat()), "later.xml", later)
    take_case_step(ripe, case_id, "inkassovarsel", on=later, by=ANN)


def test_a_swedish_demand_that_came_back_is_demanded_again_before_the_court(provbygg: int) -> None:
    owed(provbygg)
    run_until(provbygg, date(2026, 6, 10))
    sent(provbygg)
    demand = letter(provbygg, "inkassokrav")
    letter_returned(provbygg, demand.id, "okänd", on=date(2026, 6, 11), by=ANN)
    let_go_on(provbygg, date(2026, 6, 11))
    with account_scope(provbygg):
        case = one(rows.Case.objects.get().id)
        found = {each.key: each.refusal for each in case_choices(case, creditor_in_scope(), date(2026, 6, 11))}
    assert found["betalningsforelaggande"] is not None
    assert found["betalningsforelaggande"].code == "demand_first"
    assert "inkassokrav" in found


def test_what_makes_no_sense_is_refused_and_nothing_is_written(fjordbo: int) -> None:
    owed(fjordbo)
    run_until(fjordbo, FIRST)
    reminder, before = letter(fjordbo, "rykker_1"), everything()
    with pytest.raises(KravError, match="has not left; take it back instead"):
        letter_returned(fjordbo, reminder.id, "moved", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="There is no such letter"):
        letter_returned(fjordbo, 999_999_999, "moved", on=FIRST, by=ANN)
    assert everything() == before
    sent(fjordbo)
    with pytest.raises(KravError, match="cannot have come back before"):
        letter_returned(fjordbo, reminder.id, "moved", on=days_after(FIRST, -1), by=ANN)
    letter_returned(fjordbo, reminder.id, "moved", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="came back before"):
        letter_returned(fjordbo, reminder.id, "moved", on=FIRST, by=ANN)


def test_a_rebuild_gives_the_same_rows(ripe: int) -> None:
    open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    letter_returned(ripe, letter(ripe, "inkassovarsel").id, "unknown", on=EXPIRED, by=ANN)
    before = everything()
    rebuild(ripe, on=EXPIRED, by=ANN)
    assert everything() == before


def test_what_is_queued_about_its_claims_does_not_leave(fjordbo: int, tmp_path: Path) -> None:
    owed(fjordbo)
    run_until(fjordbo, FIRST)
    sent(fjordbo)
    second = date(2026, 3, 24)
    take(fjordbo, bank(until=second.isoformat()), "bank.xml", second)
    run_day(fjordbo, on=second, by=ANN)
    letter_returned(fjordbo, letter(fjordbo, "rykker_1").id, "moved", on=second, by=ANN)
    (done,) = {each.withdrawn: each for each in send_letters(fjordbo, tmp_path, on=second, by=ANN, renderer=Renderer())}
    assert done == 1
