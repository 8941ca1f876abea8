"""Notices that name a partner: what is not paid by their deadline goes there by itself, and nothing else is sent."""

from collections.abc import Callable
from datetime import date

import pytest

from krav.actions.agreements import Terms, agree, end_agreement
from krav.actions.autopilot import run as run_day_by_itself
from krav.actions.contents import contents
from krav.actions.hand_overs import start_by_themselves
from krav.actions.holds import place_hold
from krav.actions.partner_sending import send_queued
from krav.actions.payments_by_hand import register_payment
from krav.actions.rebuild import rebuild
from krav.actions.steps import take_step, undo_letters
from krav.claims.ahead import Arrears, Stop, ahead
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.needs import standing
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.agency import Desk, MemoryPartner
from tests.actions.cast import ANN, bank, line, take
from tests.actions.collect import claims_of, owed, run_until


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr("krav.wire.partners.partners.partners", lambda: {"havn": MemoryPartner(made)})
    return made


def agreed(account_id: int, desk: Desk, *, by_itself: bool = False) -> int:
    assert desk.cases == {}
    return agree(account_id, "havn", {"secret": "s"}, Terms(by_itself=by_itself, prices=None), on=date(2026, 3, 6), by=ANN)


def left(account_id: int) -> None:
    with account_scope(account_id):
        rows.Outbox.objects.filter(state="queued").update(state="delivered")


def notice_of(account_id: int) -> rows.Letter:
    with account_scope(account_id):
        return rows.Letter.objects.get(kind="notice")


def states(account_id: int) -> set[tuple[str, date | None]]:
    with account_scope(account_id):
        return set(rows.ClaimState.objects.values_list("next_step", "next_on"))


def test_a_notice_that_names_the_partner_starts_the_case_when_its_deadline_has_passed(
    nordlys: int, desk: Desk, renderer: Renderer
) -> None:
    agreed(nordlys, desk, by_itself=True)
    owed(nordlys, line("1001", "12500,00", kind="erhverv"))
    run_until(nordlys, date(2026, 4, 20))
    letter = notice_of(nordlys)
    ((step, day),) = states(nordlys)
    assert step == "hand_over"
    assert day
    assert day > letter.deadline_on
    left(nordlys)
    assert start_by_themselves(nordlys, on=letter.deadline_on, by=ANN).started == 0
    run_until(nordlys, day, date(2026, 4, 21))
    with account_scope(nordlys):
        assert not rows.Letter.objects.filter(kind="demand").exists()
    assert start_by_themselves(nordlys, on=day, by=ANN).started == 1
    assert start_by_themselves(nordlys, on=day, by=ANN).started == 0
    send_queued(nordlys, on=day, by=ANN, renderer=renderer)
    assert [len(case.claims) for case in desk.cases.values()] == [1]


def test_the_day_of_an_account_hands_over_by_itself_before_it_decides(
    fjordbo: int, desk: Desk, renderer: Renderer
) -> None:
    agreed(fjordbo, desk, by_itself=True)
    owed(fjordbo)
    run_until(fjordbo, date(2026, 5, 20))
    left(fjordbo)
    phases = run_day_by_itself(fjordbo, on=date(2026, 5, 20), by=ANN, renderer=renderer, now=clock.now())
    told = next(line for line in phases if line.phase == "partner")
    assert (told.problem, told.said["started"]) == ("", 1)
    with account_scope(fjordbo):
        assert rows.CaseState.objects.get().status == "partner"


def test_it_is_seen_beforehand_and_counts_as_no_letter(fjordbo: int, desk: Desk) -> None:
    agreed(fjordbo, desk, by_itself=True)
    owed(fjordbo)
    on = date(2026, 4, 27)
    run_until(fjordbo, on)
    ((_, day),) = states(fjordbo)
    assert day
    with account_scope(fjordbo):
        creditor, claims = creditor_in_scope(), load.claims(list(claims_of(fjordbo).values()))
    found = list(ahead(claims.values(), Arrears(), creditor.country, creditor.policy, on, date(2026, 7, 1)))
    stops = [each for each in found if isinstance(each, Stop)]
    assert len(stops) == len(found)
    assert {each.refusal.code for each in stops} == {"partner_next"}
    assert standing([fjordbo], day)[fjordbo].leaves == {}
    with account_scope(fjordbo):
        before = list(rows.ClaimState.objects.order_by("claim_id").values())
    rebuild(fjordbo, on=on, by=ANN)
    with account_scope(fjordbo):
        assert list(rows.ClaimState.objects.order_by("claim_id").values()) == before


def _held(account_id: int, on: date) -> None:
    for number in claims_of(account_id):
        place_hold(account_id, number, "objection", on=on, by=ANN)


def _paid(account_id: int, on: date) -> None:
    for claim_id in claims_of(account_id).values():
        register_payment(account_id, claim_id, 2_000_000, on, on=on, by=ANN)


def _ended(account_id: int, on: date) -> None:
    with account_scope(account_id):
        agreement_id = rows.Agreement.objects.get().pk
    end_agreement(account_id, agreement_id, on=on, by=ANN)


@pytest.mark.parametrize("stop", [_held, _paid, _ended])
def test_an_objection_money_or_the_end_of_the_agreement_stops_it(
    fjordbo: int, desk: Desk, stop: Callable[[int, date], None]
) -> None:
    agreed(fjordbo, desk, by_itself=True)
    owed(fjordbo)
    run_until(fjordbo, date(2026, 5, 20))
    left(fjordbo)
    stop(fjordbo, date(2026, 5, 20))
    assert start_by_themselves(fjordbo, on=date(2026, 5, 20), by=ANN).started == 0
    with account_scope(fjordbo):
        assert rows.Case.objects.count() == 0


def test_a_person_sends_one_notice_with_the_partner_and_takes_it_back(fjordbo: int, desk: Desk) -> None:
    key = agreed(fjordbo, desk)
    owed(fjordbo)
    on = date(2026, 4, 9)
    while {step for step, _ in states(fjordbo)} != {"inkassovarsel"}:
        run_until(fjordbo, on, on)
        on = next(day for _, day in states(fjordbo) if day)
    take(fjordbo, bank(until=on.isoformat()), f"news-{on}.xml", on)
    ids = list(claims_of(fjordbo).values())
    with pytest.raises(KravError, match="is none"):
        take_step(fjordbo, ids, "rykker_3", on=on, by=ANN, agreement_id=key)
    made = take_step(fjordbo, ids, "inkassovarsel", on=on, by=ANN, agreement_id=key)
    with account_scope(fjordbo):
        assert rows.PartnerNotice.objects.count() == len(made.letter_ids) == 1
        (letter,) = contents(made.letter_ids, creditor_in_scope())
    assert (letter.sender.collector, letter.next_step) == ("Havn Inkasso", None)
    assert {step for step, _ in states(fjordbo)} == {"hand_over"}
    undo_letters(fjordbo, made.letter_ids, on=on, by=ANN)
    assert {step for step, _ in states(fjordbo)} == {"inkassovarsel"}
