"""What Conta gives as files is taken in by the readers that every system's files are read by."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from krav.formats import sniff, statement
from krav.formats.values import LedgerIn
from krav.kernel.money import Money
from tests.formats.conta_files import Sold, books, separated, workbook

SOLD = (
    Sold("10021", "3001", "2026-03-01", "2026-03-15", Decimal("12500.00")),
    Sold("10022", "3001", "2026-04-01", "2026-04-15", Decimal("1250.50"), Decimal("250.50"), "2026-04-20"),
    Sold("10023", "3002", "2026-04-02", "2026-04-16", Decimal("99.90"), Decimal("99.90"), "2026-04-10"),
)
FILES = {"regnskap.xml": books, "fakturaer.csv": separated, "fakturaer.xlsx": workbook}


@pytest.mark.parametrize("name", FILES)
def test_each_file_tells_the_same_invoices(name: str) -> None:
    ledger = _read(FILES[name], name)
    found = [
        (each.number, str(each.amount), str(each.open_amount), str(each.issued_on), str(each.due_on), each.customer.name)
        for each in sorted(ledger.items, key=lambda item: item.number)
        if each.open_amount
    ]
    assert found == [
        ("10021", "12500.00 NOK", "12500.00 NOK", "2026-03-01", "2026-03-15", "Kunde 3001 AS"),
        ("10022", "1250.50 NOK", "1000.00 NOK", "2026-04-01", "2026-04-15", "Kunde 3001 AS"),
    ]
    assert {each.number: each.reference for each in ledger.items}["10021"] == "00100217"


@pytest.mark.parametrize("name", FILES)
def test_what_is_paid_is_not_open(name: str) -> None:
    assert [each.open_amount for each in _read(FILES[name], name).items if each.number == "10023"] == [Money(0, "NOK")]


def test_the_books_name_the_company_and_speak_for_all_that_is_open() -> None:
    ledger = _read(books, "regnskap.xml")
    assert (ledger.format, ledger.everything) == ("saft", True)
    assert ledger.supplier
    assert ledger.supplier.company_number == "998877665"


def test_a_list_of_invoices_is_no_bank_statement() -> None:
    assert not any(statement.recognises(made(SOLD), name) for name, made in FILES.items())


def _read(made: Callable[[tuple[Sold, ...]], bytes], name: str) -> LedgerIn:
    ledger = sniff.read(made(SOLD), name, "NOK")
    assert isinstance(ledger, LedgerIn)
    return ledger
