"""Collecting by hand: who owes after the last reminder's deadline, on the page and as a table."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, SECOND, bank, ledger, line, run, take
from tests.web.cast import text

VIEW = "/a/fjordbo/invoices/collection/"
LAPSED = date(2026, 4, 23)


@pytest.fixture
def lapsed(fjordbo: int, settings: Settings) -> int:
    """Two customers with three reminders each, one with two invoices; their deadline of 20 April has passed."""
    items = (
        line("1001", "10.000,00"),
        line("1002", "2.000,00"),
        line("1003", "500,00", customer="18", name="=Birthe Prøve", kind="privat"),
        line("1004", "900,00", customer="19", name="Sen", due="01.04.2026"),
    )
    take(fjordbo, ledger(*items), on=FIRST)
    for day in (FIRST, SECOND, date(2026, 4, 10), date(2026, 4, 22)):
        take(fjordbo, bank(until=day.isoformat()), f"{day}.xml", on=day)
        if day <= date(2026, 4, 10):
            run(fjordbo, day)
    settings.KRAV_TODAY = LAPSED
    return fjordbo


def test_customers_entries_and_sums_stand_there_and_nothing_is_sent(lapsed: int, guest: Client) -> None:
    before = count(lapsed)
    words = text(guest.get(VIEW))
    assert "This page sends nothing." in words
    assert "Ask them before you decide." in words
    assert "2 unpaid entries" in words
    for number in ("1001", "1002", "1003"):
        assert number in words
    assert "1004" not in words
    assert "Reminder 3" in words
    assert count(lapsed) == before


def count(account_id: int) -> tuple[int, int]:
    with account_scope(account_id):
        return rows.Letter.objects.count(), rows.Outbox.objects.count()


def test_nobody_is_there_before_the_deadline_has_passed(lapsed: int, guest: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2026, 4, 22)
    assert "Nobody owes after the last reminder" in text(guest.get(VIEW))


def test_the_table_for_spreadsheets_adds_up_and_runs_no_formula(lapsed: int, guest: Client) -> None:
    answer = guest.get(VIEW, {"format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="fjordbo-2026-04-23.csv"'
    table = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Invoice"] for row in table] == ["1003", "1001", "1002"]
    assert table[0]["Customer"] == "'=Birthe Prøve"
    for row in table:
        parts = [float(row[name].replace(",", ".")) for name in ("Principal", "Fees", "Interest")]
        assert round(sum(parts), 2) == float(row["Owed today"].replace(",", "."))
    assert (table[1]["Principal"], table[1]["Fees"]) == ("10000,00", "610,00")


def test_another_accounts_customers_are_not_found(lapsed: int, stranger: Client) -> None:
    assert stranger.get(VIEW).status_code == 404
