"""The stages of an account: counted in one pass they are the same as listed one by one, on every day of its life."""

from datetime import date, timedelta

import pytest

from krav.actions.holds import place_hold
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.stages import EXPIRED, OVERDUE, SHOWS, Heap, Wanted, count, cut, heaps, listed, moving
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, credit, fik, ledger, line, run, take


def lived(account_id: int, until: date) -> None:
    """Four customers, their letters, a stop, a credit note and a payment, day by day."""
    items = (
        line("1001", "10.000,00"),
        line("1002", "2.000,00", due="20.03.2026"),
        line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
        line("1004", "40,00", customer="19", name="Lille"),
        line("1005", "900,00", customer="20", name="Åben", due="30.04.2026"),
        line("1006", "700,00", customer="20", name="Åben"),
        line("2001", "-120,00", customer="18", name="Birthe Prøve", kind="privat"),
    )
    take(account_id, ledger(*items), on=FIRST)
    day = FIRST
    while day <= until:
        paid = [credit("500.00", on=day.isoformat(), reference=fik("1003"))] if day == date(2026, 4, 14) else []
        take(account_id, bank(*paid, until=day.isoformat()), f"{day}.xml", on=day)
        run(account_id, day)
        if day == date(2026, 4, 2):
            place_hold(account_id, "1006", "objection", on=day, by=ANN)
        day += timedelta(days=1)


@pytest.mark.parametrize("on", [FIRST, date(2026, 3, 27), date(2026, 4, 14), date(2026, 5, 20)])
def test_counts_and_lists_agree_for_every_tab_and_filter(fjordbo: int, on: date) -> None:
    lived(fjordbo, on)
    with account_scope(fjordbo):
        creditor = creditor_in_scope()
        day = cut(creditor.country, creditor.policy, on)
        found = heaps(day)
        everywhere: list[int] = []
        for tab in (OVERDUE, *day.steps, EXPIRED):
            for show in SHOWS:
                wanted = Wanted(tab, show)
                lines = listed(day, wanted).lines
                told = found.get(tab, {}).get(show, Heap())
                assert told == Heap(len(lines), sum(each.balance for each in lines)), (tab, show)
                assert count(day, wanted) == told.claims
                everywhere += [each.claim_id for each in lines]
            assert moving(day, Wanted(tab)) == [each.claim_id for each in listed(day, Wanted(tab, "moving")).lines]
        assert len(everywhere) == len(set(everywhere))
        unlisted = rows.ClaimState.objects.filter(settled_on__isnull=True).exclude(claim_id__in=everywhere)
        assert all(due > on - timedelta(days=2) for due in unlisted.values_list("due_on", flat=True))


def test_the_life_visits_every_kind_of_place(fjordbo: int) -> None:
    lived(fjordbo, date(2026, 5, 20))
    with account_scope(fjordbo):
        creditor = creditor_in_scope()
        found = heaps(cut(creditor.country, creditor.policy, date(2026, 5, 20)))
    assert {(tab, show) for tab, shows in found.items() for show in shows} >= {
        ("overdue", "match"), ("overdue", "moving"), ("rykker_3", "stopped"), ("expired", "stopped"),
    }  # fmt: skip


def test_a_customer_renamed_by_the_ledger_is_sorted_anew(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00", name="Zoo")), on=FIRST)
    take(fjordbo, ledger(line("1002", "10.000,00", name="Ærlig")), "next.csv", on=FIRST)
    with account_scope(fjordbo):
        assert set(rows.ClaimState.objects.values_list("customer", flat=True)) == {"zzarlig017"}
