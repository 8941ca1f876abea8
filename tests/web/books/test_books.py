"""The page of bookkeeping: the month before, its accounts, its files, and what is in none of them."""

from datetime import date

import pytest
from django.test import Client
from lxml import etree
from pytest_django.fixtures import Settings

from krav.actions.payments_by_hand import register_payment
from tests.actions.cast import ANN, FIRST
from tests.actions.collect import claims_of
from tests.web.cast import text

URL = "/a/fjordbo/books/"
MARCH = "?from_on=2026-03-01&until_on=2026-03-31"


@pytest.fixture
def paid(owed: int, settings: Settings) -> int:
    """Half of an invoice has come in March; it is April."""
    register_payment(owed, claims_of(owed)["1001"], 5000_00, FIRST, on=FIRST, by=ANN)
    settings.KRAV_TODAY = date(2026, 4, 3)
    return owed


def test_it_opens_on_the_month_before_and_says_what_is_in_each_account(paid: int, guest: Client) -> None:
    said = text(guest.get(URL))
    for words in ("Bookkeeping", "1 voucher", "5820", "Bank", "5.000,00", "5600", "Debitorer", "SIE 4I", "SAF-T", "CSV"):
        assert words in said, words
    assert "77,00" in said
    assert "that came in these days and is placed on no invoice yet." in said
    assert "Fees and interest that are not paid" in said


def test_the_files_hold_the_period_s_vouchers(paid: int, guest: Client) -> None:
    table = guest.get(f"{URL}csv/{MARCH}")
    assert table["Content-Disposition"] == 'attachment; filename="fjordbo-2026-03-01-2026-03-31.csv"'
    rows = [row.split(";") for row in table.content.decode("utf-8-sig").splitlines()]
    assert [(row[3], row[9]) for row in rows[1:3]] == [("5820", ""), ("5600", "1001")]
    assert rows[1][5] == "5000,00"
    assert b"#SIETYP 4\r\n" in guest.get(f"{URL}sie/{MARCH}").content
    assert etree.fromstring(guest.get(f"{URL}saft/{MARCH}").content).findtext(".//{*}NumberOfEntries") == "1"


def test_a_period_turned_round_is_refused_where_it_was_typed(paid: int, guest: Client) -> None:
    answer = guest.get(f"{URL}?from_on=2026-03-31&until_on=2026-03-01")
    assert answer.status_code == 422
    assert "The last day comes after the first." in text(answer)
    assert guest.get(f"{URL}csv/?from_on=2026-03-31&until_on=2026-03-01").status_code == 404
    assert guest.get(f"{URL}abc/{MARCH}").status_code == 404


def test_a_month_without_anything_says_so(paid: int, guest: Client) -> None:
    assert "Nothing for the books" in text(guest.get(f"{URL}?from_on=2025-03-01&until_on=2025-03-31"))


def test_one_finds_it_from_cases_and_vouchers(paid: int, guest: Client) -> None:
    for page in ("/a/fjordbo/cases/", "/a/fjordbo/cases/vouchers/"):
        assert f'href="{URL}"' in guest.get(page).content.decode()
