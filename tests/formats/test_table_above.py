"""A title above the headings may say that a list names everything open on a day; a list of a choice never does."""

from datetime import date

import pytest

from krav.formats import table
from krav.formats.values import LedgerIn

LINES = "Navn;Faktura;Dato;Beløb\nBo Ek;7;2026-01-05;100,00\n"
LAST = date(2026, 10, 31)


def read(*above: str) -> LedgerIn:
    return table.read("\n".join((*above, LINES)).encode(), "poster.csv", currency="DKK")


@pytest.mark.parametrize(
    "title",
    [
        "Åpne poster per 31.10.2026",
        "Åbne poster pr. 31-10-2026",
        "Öppna poster per 2026-10-31",
        "Obetalda kundfakturor per 2026-10-31",
        "Kundereskontro;;;\nÅpne poster;pr. dato: 31.10.2026",
        "Kundreskontra;per 2026-10-31",
        "Debitorsaldoliste;pr. 31.10.2026",
        "Open items as of 31/10/2026",
        "Unpaid invoices;as at 2026-10-31",
    ],
)
def test_a_title_says_that_everything_is_listed(title: str) -> None:
    ledger = read("Fjordbo ApS;;;", title)
    assert (ledger.everything, ledger.until_on) == (True, LAST)
    assert "the file says that it names everything open on 2026-10-31" in ledger.remarks


@pytest.mark.parametrize(
    "above",
    [
        ["Åpne poster"],
        ["Fjordbo ApS 31.10.2026"],
        ["Åpne poster per 31.10.2026", "Kunde: 17 Øster Ås ApS"],
        ["Åpne poster per 31.10.2026", "Kundenr;17;til;17"],
        ["Öppna poster per 2026-10-31", "Urval: förfallna"],
        ["Open items as of 2026-10-31 for customer 17"],
        ["Betalte poster per 31.10.2026"],
        ["Åpne poster per 31.13.2026"],
        [],
    ],
)
def test_what_does_not_say_so_is_left_to_a_person(above: list[str]) -> None:
    ledger = read(*above)
    assert (ledger.everything, ledger.until_on) == (None, None)


def test_an_empty_list_of_a_day_is_one_of_everything() -> None:
    ledger = table.read("Åbne poster pr. 31.10.2026\nNavn;Faktura;Dato;Beløb\n".encode(), "poster.csv", currency="DKK")
    assert (ledger.items, ledger.everything) == ((), True)
