"""The money of a ledger table: amounts, the currency of each line, and credit notes as negative amounts."""

from collections.abc import Sequence
from functools import partial

from krav.formats.sheets.amounts import Amounts, read_amounts, read_currency
from krav.formats.sheets.reading import CellError, Reading, meaning
from krav.formats.table.words import DOCUMENT_TYPES
from krav.kernel.money import Minor, Money


def money(reading: Reading, currency: str) -> tuple[list[Money], list[Money | None]]:
    """The amount and the open amount of each line; the latter None where the file does not say it."""
    amounts, opens = _amounts(reading, "amount", currency), _amounts(reading, "open_amount", currency)
    currencies = [code or amounts.currency or currency for code in reading.each("currency", read_currency, "")]
    _check_currency(reading, "amount", amounts, currencies)
    _check_currency(reading, "open_amount", opens, currencies)
    is_credit = reading.each("document_type", _is_credit, silent=False)
    if zero := amounts.minors.count(0):
        reading.remarks.append(f"lines of zero, shown and never reminded: {zero}")
    if turned := sum(minor > 0 for minor, credit in zip(amounts.minors, is_credit, strict=True) if credit):
        reading.remarks.append(f"credit notes and payments without a minus sign, read as negative: {turned}")
    whole = list(map(Money, _signed(amounts.minors, is_credit), currencies))
    rest = zip(whole, _signed(opens.minors, is_credit), reading.cells("open_amount"), strict=True)
    return whole, [_rest(amount, minor) if cell else None for amount, minor, cell in rest]


def _rest(amount: Money, minor: Minor) -> Money:
    return amount if amount.minor == minor else Money(minor, amount.currency)


def _amounts(reading: Reading, field: str, currency: str) -> Amounts:
    nothing = Amounts([0] * len(reading.table.lines), "", "")
    amounts = reading.convert(field, partial(read_amounts, currency=currency), nothing)
    reading.remark(field, amounts.notation)
    return amounts


def _check_currency(reading: Reading, field: str, amounts: Amounts, currencies: Sequence[str]) -> None:
    for index, currency in enumerate(currencies) if amounts.currency else ():
        if currency != amounts.currency:
            problem = f"the amount is in {amounts.currency}, the line in {currency}."
            reading.report(field, CellError(problem, "Make the two agree.", index))
            return


def _is_credit(cell: str) -> bool:
    return meaning(DOCUMENT_TYPES, "document type", cell) != "invoice"


def is_payment(cell: str) -> bool:
    """Whether a document type is a payment on account."""
    return meaning(DOCUMENT_TYPES, "document type", cell) == "payment"


def _signed(minors: Sequence[Minor], is_credit: Sequence[bool]) -> list[Minor]:
    return [-abs(minor) if credit else minor for minor, credit in zip(minors, is_credit, strict=True)]
