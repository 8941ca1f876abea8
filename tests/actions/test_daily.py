"""The daily run: what is due gets its letter with all its facts, what is not is left alone, and twice is once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from krav.actions.accounts import open_account
from krav.actions.holds import lift_hold, place_hold
from krav.store import models as rows
from krav.store.scope import Owned, account_scope
from krav.store.write import Row, insert_many, upsert_many
from tests.actions.cast import (
    ANN,
    DUE,
    FIRST,
    FJORDBO,
    IMPORTED,
    SECOND,
    bank,
    credit,
    everything,
    ledger,
    line,
    run,
    take,
)  # fmt: skip


@pytest.fixture
def owed(fjordbo: int) -> int:
    """One invoice of 10.000 kr. to a business, due on DUE."""
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    return fjordbo


def news(account_id: int, until: date) -> None:
    """The bank has nothing to tell up to a day."""
    take(account_id, bank(until=until.isoformat()), f"bank {until}.xml", on=until)


def test_the_first_letter_and_all_its_facts(owed: int) -> None:
    report = run(owed, FIRST)
    assert (report.letters, report.charged) == ({"rykker_1": 1}, {"fee": 100_00, "compensation": 310_00, "interest": 18_70})
    assert (report.refused, report.stopped) == ({}, None)
    with account_scope(owed):
        letter = rows.Letter.objects.get()
        assert (letter.number, letter.step, letter.kind) == ("2026-00001", "rykker_1", "reminder")
        assert (letter.sent_on, letter.deadline_on) == (FIRST, date(2026, 3, 19))
        assert (letter.currency, letter.fee, letter.total) == ("DKK", 100_00, 10_428_70)
        charged = rows.Entry.objects.filter(letter=letter).order_by("id").values_list("kind", "amount", "on", "label")
        assert list(charged) == [
            ("fee", 100_00, FIRST, "reminder_fee"),
            ("compensation", 310_00, FIRST, "compensation"),
            ("interest", 18_70, FIRST, "interest"),
        ]
        assert letter.entries_to == rows.Entry.objects.order_by("-id")[0].id
        assert rows.LetterClaim.objects.values_list("letter_id", "claim__number", "step", "attempt").get() == (
            letter.id, "1001", "rykker_1", 1,
        )  # fmt: skip
        waiting = rows.Outbox.objects.values_list("letter_id", "channel", "state", "tries").get()
        assert waiting == (letter.id, "file", "queued", 0)
        state = rows.ClaimState.objects.get()
        assert (state.stage, state.balance, state.next_step, state.next_on) == ("rykker_1", 10_410_00, "rykker_2", SECOND)


@pytest.mark.parametrize("on", [DUE, FIRST - timedelta(days=3), FIRST - timedelta(days=1)])
def test_nothing_happens_before_the_day(owed: int, on: date) -> None:
    before = everything()
    report = run(owed, on)
    assert (report.letters, report.refused, report.stopped) == ({}, {}, None)
    assert everything() == before


def test_the_run_twice_is_the_run_once(owed: int) -> None:
    run(owed, FIRST)
    before = everything()
    report = run(owed, FIRST)
    assert (report.letters, report.refused) == ({}, {})
    assert everything() == before


def test_no_letter_leaves_on_a_day_the_banks_are_closed(owed: int) -> None:
    report = run(owed, date(2026, 3, 14))
    assert (report.letters, report.refused) == ({}, {"rest_day": 1})


def test_missed_days_are_caught_up_by_one_step_only(owed: int) -> None:
    news(owed, date(2026, 6, 1))
    assert run(owed, date(2026, 6, 2)).letters == {"rykker_1": 1}
    assert run(owed, date(2026, 6, 3)).letters == {}


def test_the_whole_ladder_one_lawful_step_at_a_time(owed: int) -> None:
    sent = []
    for ahead in range(120):
        on = FIRST + timedelta(days=ahead)
        news(owed, on)
        sent += [(on, step) for step in run(owed, on).letters]
    assert sent == [
        (FIRST, "rykker_1"),
        (SECOND, "rykker_2"),
        (date(2026, 4, 10), "rykker_3"),  # the deadline fell on Good Friday and moved to the Tuesday after Easter
        (date(2026, 4, 23), "inkassovarsel"),
    ]
    with account_scope(owed):
        assert list(rows.Letter.objects.order_by("id").values_list("fee", flat=True)) == [100_00, 100_00, 100_00, 0]
        assert sum(rows.Entry.objects.filter(kind="compensation").values_list("amount", flat=True)) == 310_00
        assert rows.ClaimState.objects.get().blocked == "ladder_ended"


@pytest.mark.parametrize(
    ("known", "said"), [(None, "News of payments are missing"), (FIRST, "News of payments end on 2026-03-09")]
)
def test_old_news_of_money_stop_the_run(fjordbo: int, known: date | None, said: str) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")), on=FIRST)
    rows.Account.objects.update(money_known_until=known)
    before = everything()
    report = run(fjordbo, FIRST + timedelta(days=11))
    assert report.stopped is not None
    assert (report.stopped.code, report.letters) == ("stale", {})
    assert str(report.stopped).startswith(said)
    assert str(report.stopped).endswith("Import the bank's file first.")
    assert everything() == before
    news(fjordbo, FIRST + timedelta(days=1))
    assert run(fjordbo, FIRST + timedelta(days=11)).letters == {"rykker_1": 1}


def test_an_old_ledger_stops_the_run_where_the_policy_asks_for_one(owed: int) -> None:
    rows.Account.objects.update(policy='{"ledger_stale_after_days": 2}', ledger_known_until=FIRST - timedelta(days=3))
    report = run(owed, FIRST)
    assert (report.stopped and report.stopped.code, report.letters) == ("stale_ledger", {})
    assert str(report.stopped).startswith("The ledger ends on 2026-03-06; at most 2 days may pass.")
    rows.Account.objects.update(ledger_known_until=None)
    assert str(run(owed, FIRST).stopped).startswith("No whole ledger was imported")
    rows.Account.objects.update(ledger_known_until=FIRST - timedelta(days=2))
    assert run(owed, FIRST).letters == {"rykker_1": 1}


def test_a_hold_stops_the_claim_until_it_is_lifted(owed: int) -> None:
    hold = place_hold(owed, "1001", "objection", on=FIRST, by=ANN)
    assert run(owed, FIRST).letters == {}
    lift_hold(owed, hold, on=FIRST + timedelta(days=1), by=ANN)
    assert run(owed, FIRST + timedelta(days=1)).letters == {"rykker_1": 1}


def test_a_hold_with_an_end_stops_up_to_it(owed: int) -> None:
    place_hold(owed, "1001", "promise", until_on=FIRST + timedelta(days=2), on=FIRST, by=ANN)
    assert [run(owed, FIRST + timedelta(days=ahead)).letters for ahead in range(3)] == [{}, {}, {"rykker_1": 1}]


@pytest.mark.parametrize("amount", ["10000.00", "10018.70"], ids=["principal", "principal and interest"])
def test_money_of_just_this_amount_that_nobody_has_placed_stops_the_letter(owed: int, amount: str) -> None:
    take(owed, bank(credit(amount, on="2026-03-09", payer="Somebody"), until="2026-03-09"), "bank.xml")
    assert run(owed, FIRST).refused == {"unmatched_money": 1}
    with account_scope(owed):
        assert rows.Letter.objects.count() == 0


def test_other_money_does_not(owed: int) -> None:
    take(owed, bank(credit("9998.99", on="2026-03-09", payer="Somebody"), until="2026-03-09"), "bank.xml")
    assert run(owed, FIRST).letters == {"rykker_1": 1}


def test_a_debtors_invoices_are_gathered_in_one_letter_with_one_fee(fjordbo: int) -> None:
    take(
        fjordbo,
        ledger(
            line("1002", "20.000,00"),
            line("1001", "10.000,00", due="27.02.2026"),
            line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
            line("1004", "5.000,00", due="09.03.2026"),
        ),
        on=FIRST,
    )
    assert run(fjordbo, FIRST).letters == {"rykker_1": 2}
    with account_scope(fjordbo):
        both, single = rows.Letter.objects.order_by("debtor__number")
        claims = rows.LetterClaim.objects.filter(letter=both).order_by("id")
        assert list(claims.values_list("claim__number", flat=True)) == ["1001", "1002"]
        assert (both.fee, both.total) == (100_00, 30_000_00 + 100_00 + 2 * 310_00 + 26_71 + 37_40)
        assert (single.fee, single.total) == (100_00, 500_00 + 100_00 + 93)
        fees = rows.Entry.objects.filter(kind="fee").order_by("claim__number")
        assert list(fees.values_list("claim__number", flat=True)) == ["1001", "1003"]


@pytest.mark.parametrize("table", ["Letter", "LetterClaim", "Entry", "Outbox", "ClaimState"])
def test_a_run_that_dies_in_the_middle_leaves_nothing(owed: int, monkeypatch: pytest.MonkeyPatch, table: str) -> None:
    """The process dies after it has written one of the tables; the next run does it all."""

    def insert_and_die(model: type[Owned], columns: Sequence[str], content: Iterable[Row]) -> int:
        written = insert_many(model, columns, content)
        if model.__name__ == table:
            raise KeyboardInterrupt
        return written

    def upsert_and_die(model: type[Owned], key: str, columns: Sequence[str], content: Iterable[Row]) -> None:
        upsert_many(model, key, columns, content)
        raise KeyboardInterrupt

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("krav.actions.writing.insert_many", insert_and_die)
        patch.setattr("krav.store.entries.insert_many", insert_and_die)
        if table == "ClaimState":
            patch.setattr("krav.actions.states.upsert_many", upsert_and_die)
        with pytest.raises(KeyboardInterrupt):
            run(owed, FIRST)
    assert everything() == before
    assert run(owed, FIRST).letters == {"rykker_1": 1}


def test_a_wrong_projection_makes_no_second_letter(owed: int) -> None:
    """What is decided is decided from the facts: a row that offers the claim too early changes nothing."""
    run(owed, FIRST)
    with account_scope(owed):
        rows.ClaimState.objects.update(stage="", next_step="rykker_1", next_on=FIRST)
    before = everything()
    assert run(owed, FIRST).refused == {"waiting": 1}
    assert everything() == before


def test_the_policy_of_the_account_decides(db: None) -> None:
    cautious = open_account(replace(FJORDBO, policy={"minimum": 2_000_000}), on=IMPORTED)
    take(cautious, ledger(line("1001", "10.000,00")), on=FIRST)
    assert run(cautious, FIRST).refused == {"too_small": 1}
