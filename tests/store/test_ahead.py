"""What the look ahead tells of an account is what its daily runs then do when no money comes."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from krav.actions.accounts import NewAccount, open_account
from krav.actions.holds import place_hold
from krav.claims.habits import LEAST
from krav.claims.outlook import Outlook
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.queries import ahead
from krav.store.scope import account_scope
from tests.actions.cast import (
    ANN,
    FIRST,
    FJORDBO,
    IMPORTED,
    NORDLYS,
    PROVBYGG,
    SECOND,
    bank,
    credit,
    fik,
    ledger,
    line,
    run,
    take,
)

START = date(2026, 3, 27)
UNTIL = date(2026, 7, 31)
Facts = dict[date, tuple[Counter[str], int, int, int]]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def live(account_id: int, first: date, last: date) -> None:
    """The daily runs of these days; the bank tells every day that nothing came."""
    for on in days(first, last):
        rows.Account.objects.update(money_known_until=on)
        run(account_id, on)


def told(found: Outlook) -> Facts:
    return {
        on: (sums.letters, sums.fees, sums.compensation, sums.demanded) for on, _, sums in found.days() if sums.letters
    }


def sent(first: date) -> Facts:
    """What the letters from a day on have done, of the account in scope."""
    facts: Facts = {}
    compensation = dict.fromkeys(rows.Letter.objects.values_list("id", flat=True), 0)
    for letter_id, amount in rows.Entry.objects.filter(kind="compensation").values_list("letter_id", "amount"):
        compensation[letter_id] += amount
    found = rows.Letter.objects.filter(sent_on__gte=first).values_list("id", "sent_on", "step", "fee", "total")
    for letter_id, on, step, fee, total in found:
        steps, fees, added, demanded = facts.get(on, (Counter(), 0, 0, 0))
        facts[on] = steps + Counter([step]), fees + fee, added + compensation[letter_id], demanded + total
    return facts


def lines(seed: int) -> Iterator[str]:
    """Invoices of customers who have several, due before and after the look ahead begins."""
    chance = random.Random(seed)
    for serial in range(40):
        customer, due = chance.randrange(15), date(2026, 2, 20) + timedelta(days=chance.randrange(80))
        kind = "erhverv" if customer % 2 else "privat"
        amount = f"{chance.choice((40, 300, 2000))},{chance.randrange(100):02}"
        yield line(
            str(2001 + serial), amount, due=f"{due:%d.%m.%Y}", customer=str(customer), name=f"Kunde {customer}", kind=kind
        )


def listed(on: date) -> list[tuple[object, ...]]:
    """The letters a day's list tells of."""
    found = [each for each in ahead.day_lines(START, on, limit=1000) if each.refusal is None]
    return sorted((each.debtor_id, each.debtor, each.step, each.fee, each.total, each.deadline_on) for each in found)


def letters(on: date) -> list[tuple[object, ...]]:
    """The letters of a day as they were sent."""
    columns = ("debtor_id", "debtor__name", "step", "fee", "total", "deadline_on", "currency")
    found = rows.Letter.objects.filter(sent_on=on).values_list(*columns)
    return sorted((*row[:3], Money(row[3], row[6]), Money(row[4], row[6]), row[5]) for row in found)


@pytest.mark.parametrize("new", [FJORDBO, NORDLYS, PROVBYGG], ids=lambda new: new.country)
@pytest.mark.parametrize("policy", [{}, {"approval": ["inkassovarsel"]}, {"postal_days": 0, "compensation": False}], ids=str)
def test_what_is_told_is_what_the_daily_runs_do(db: None, new: NewAccount, policy: dict[str, object]) -> None:
    account_id = open_account(replace(new, policy=policy), on=IMPORTED)
    take(account_id, ledger(*lines(len(policy))))
    place_hold(account_id, "2001", "objection", on=IMPORTED, by=ANN)
    place_hold(account_id, "2002", "promise", until_on=date(2026, 5, 4), on=IMPORTED, by=ANN)
    live(account_id, IMPORTED, START - timedelta(days=1))
    with account_scope(account_id):
        assert rows.Letter.objects.exists()
        found = ahead.outlook(START, UNTIL)
        by_day = {on: listed(on) for on in told(found)}
        debtors = rows.Debtor.objects.values_list("id", flat=True)
        events = {key: ahead.debtor_ahead(key, START, UNTIL) for key in debtors}
    live(account_id, START, UNTIL)
    with account_scope(account_id):
        assert told(found) == sent(START) != {}
        assert by_day == {on: letters(on) for on in by_day}
        for key, told_of in events.items():
            still_open = rows.ClaimState.objects.filter(debtor_id=key, settled_on__isnull=True).count()
            assert len(told_of) == still_open + rows.Letter.objects.filter(debtor_id=key, sent_on__gte=START).count()


def test_fees_charged_for_a_settled_claim_count_while_the_arrears_go_on(db: None) -> None:
    """Three fees were charged for one invoice; it is paid while the next one is overdue, which then costs no fee."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(account_id, ledger(line("1001", "1.000,00"), line("1002", "1.000,00", due="10.04.2026")))
    paid_on = date(2026, 4, 13)
    live(account_id, IMPORTED, paid_on)
    with account_scope(account_id):
        assert rows.Letter.objects.filter(fee__gt=0).count() == 3
        settle(["1001"], paid_on)
        found = ahead.outlook(paid_on, UNTIL)
    live(account_id, paid_on, UNTIL)
    with account_scope(account_id):
        assert told(found) == sent(paid_on) != {}
        assert found.totals()["DKK"].fees == 0


@pytest.fixture
def owed(db: None) -> Iterator[int]:
    """Three customers with an invoice each, due on the same day; the account is in scope."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    take(
        account_id,
        ledger(
            *(line(str(1000 + key), "1.000,00", customer=str(key), name=f"Kunde {key}", kind="privat") for key in (1, 2, 3))
        ),
    )
    with account_scope(account_id):
        yield account_id


def test_a_claim_is_followed_to_its_end(owed: int) -> None:
    claim_id = rows.Claim.objects.get(number="1002").id
    planned, stop = ahead.claim_ahead(claim_id, IMPORTED, UNTIL)
    assert [(letter.step.key, letter.sent_on) for letter in planned[:2]] == [("rykker_1", FIRST), ("rykker_2", SECOND)]
    assert {item.claim.number for letter in planned for item in letter.taken} == {"1002"}
    assert stop is not None
    assert (len(planned), stop.refusal.code) == (4, "ladder_ended")


def test_a_settled_claim_has_nothing_ahead(owed: int) -> None:
    take(owed, bank(credit("1010.00", on="2026-03-06", reference=fik("1001")), until="2026-03-06"), "bank.xml")
    assert ahead.claim_ahead(rows.Claim.objects.get(number="1001").id, IMPORTED, UNTIL) == ([], None)
    assert ahead.outlook(IMPORTED, FIRST).totals()["DKK"].letters == {"rykker_1": 2}


def test_a_claim_of_which_only_costs_are_left_stops_when_its_step_would_come(owed: int) -> None:
    take(owed, bank(credit("1000.00", on="2026-03-06", reference=fik("1001")), until="2026-03-06"), "bank.xml")
    stops = {on: sums.stopped for on, _, sums in ahead.outlook(IMPORTED, FIRST).days() if sums.stopped}
    assert stops == {FIRST: {"only_costs_left": 1}}
    found = [each.refusal.code for each in ahead.day_lines(IMPORTED, FIRST) if each.refusal]
    assert found == ["only_costs_left"]


def test_unplaced_money_of_just_the_amount_stops_in_the_outlook_too(owed: int) -> None:
    take(owed, bank(credit("1000.00", on="2026-03-06", payer="Somebody"), until="2026-03-06"), "bank.xml")
    total = ahead.outlook(IMPORTED, UNTIL).totals()["DKK"]
    assert (total.letters, total.stopped) == ({}, {"unmatched_money": 3})


def test_a_days_list_says_what_stops_and_what_waits_for_a_yes(owed: int) -> None:
    rows.Account.objects.update(policy='{"approval": ["rykker_2"]}')
    place_hold(owed, "1003", "objection", on=IMPORTED, by=ANN)
    (stopped,) = ahead.day_lines(IMPORTED, IMPORTED)
    assert (stopped.debtor, stopped.numbers, stopped.step, stopped.total) == ("Kunde 3", ("1003",), "rykker_1", None)
    assert stopped.refusal is not None
    assert stopped.refusal.code == "on_hold"
    letter, _ = ahead.day_lines(IMPORTED, FIRST)
    assert (letter.debtor, letter.step, letter.fee, letter.refusal) == ("Kunde 1", "rykker_1", Money(100_00, "DKK"), None)
    waiting = ahead.day_lines(IMPORTED, SECOND)
    assert [(each.debtor, each.step, each.refusal and each.refusal.code) for each in waiting] == [
        ("Kunde 1", "rykker_2", "approval"), ("Kunde 2", "rykker_2", "approval"),
    ]  # fmt: skip


def test_a_days_list_is_paged_by_debtor(owed: int) -> None:
    whole = ahead.day_lines(IMPORTED, FIRST)
    first = ahead.day_lines(IMPORTED, FIRST, limit=2)
    assert [each.debtor for each in first] == ["Kunde 1", "Kunde 2"]
    assert first + ahead.day_lines(IMPORTED, FIRST, after=first[-1].debtor_id, limit=2) == whole
    assert ahead.day_lines(IMPORTED, FIRST, after=whole[-1].debtor_id) == []


def test_another_policy_is_compared_with_the_own(owed: int) -> None:
    steps = [{"key": "rykker_1", "charges": False}, {"key": "inkassovarsel"}]
    own, other = ahead.compared({"steps": steps}, IMPORTED, UNTIL)
    assert own.totals()["DKK"].letters == dict.fromkeys(("rykker_1", "rykker_2", "rykker_3", "inkassovarsel"), 3)
    assert other.totals()["DKK"].letters == dict.fromkeys(("rykker_1", "inkassovarsel"), 3)
    assert (own.totals()["DKK"].fees, other.totals()["DKK"].fees) == (900_00, 300_00)
    assert (own.days_to_last_step, other.days_to_last_step) == (52, 22)
    with pytest.raises(KravError, match="no choice"):
        ahead.compared({"colour": 1}, IMPORTED, UNTIL)


def test_the_queries_do_not_grow_with_the_claims(owed: int) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ahead.outlook(IMPORTED, UNTIL)
        return len(queries)

    before = count()
    take(owed, ledger(*lines(1)))
    assert count() == before


def test_habits_are_read_from_what_customers_did(db: None) -> None:
    """Of the first letters some were paid after 3 days, some had a second letter, and some paid after that."""
    account_id = open_account(FJORDBO, on=IMPORTED)
    numbers = [str(3001 + serial) for serial in range(LEAST + 10)]
    take(account_id, ledger(*(line(each, "1.000,00", customer=each, name=each, kind="privat") for each in numbers)))
    live(account_id, FIRST, FIRST)
    with account_scope(account_id):
        settle(numbers[:10], FIRST + timedelta(days=3))
    live(account_id, SECOND, SECOND)
    with account_scope(account_id):
        settle(numbers[10:15], SECOND + timedelta(days=1))
        later = SECOND + timedelta(days=60)
        habits = ahead.habits(later)
        assert set(habits) == {"", "rykker_1", "rykker_2"}
        assert (habits[""].seen, habits[""].paid[-1]) == (LEAST + 10, 0)
        first, second = habits["rykker_1"], habits["rykker_2"]
        assert (first.seen, first.paid[2:4], first.paid[-1]) == (LEAST + 10, (0, 10), 10)
        assert (second.seen, second.paid[:2], second.paid[-1]) == (LEAST, (0, 5), 5)
        assert set(ahead.habits(SECOND + timedelta(days=59))) == {"", "rykker_1"}
        assert ahead.habits(later + timedelta(days=400)) == {}


def settle(numbers: list[str], on: date) -> None:
    """Money for all of these claims, whatever they come to."""
    for claim in rows.Claim.objects.filter(number__in=numbers):
        rows.Entry.objects.create(claim=claim, kind="payment", amount=-2_000_00, on=on, booked_on=on)
        rows.ClaimState.objects.filter(claim=claim).update(settled_on=on, next_on=None)
