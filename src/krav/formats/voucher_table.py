"""Vouchers as CSV, a row a posting: semicolons, decimal commas and UTF-8 with its mark, as spreadsheets here read them."""

import csv
from io import StringIO

from krav.formats.sheets.harmless import harmless
from krav.formats.vouchers import BooksOut
from krav.kernel.money import Minor, Money

_HEADS = (
    "voucher", "day", "text", "account", "account_name", "debit", "credit", "currency", "customer", "invoice", "department",
    "project", "line",
)  # fmt: skip


def write(books: BooksOut) -> bytes:
    """The table; its headings are the same in every language, for programs."""
    out, names = StringIO(), {account.number: account.name for account in books.accounts}
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(_HEADS)
    for voucher in books.vouchers:
        for line in voucher.lines:
            sides = (_decimal(side, books.currency) for side in (max(line.amount, 0), max(-line.amount, 0)))
            words = voucher.text, line.account, names[line.account]
            rest = line.customer, line.invoice, line.department, line.project, line.text
            row = voucher.name, voucher.on.isoformat(), *words, *sides, books.currency, *rest
            table.writerow(map(harmless, row))
    return ("\ufeff" + out.getvalue()).encode()


def _decimal(minor: Minor, currency: str) -> str:
    return str(Money(minor, currency).decimal).replace(".", ",") if minor else ""
