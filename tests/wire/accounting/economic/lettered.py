"""The stories name invoices F1, F2, …; e-conomic's have whole numbers: between the two, and nowhere else, stands an F."""

from collections.abc import Iterator
from dataclasses import replace

from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.economic.books import EconomicBooks
from krav.wire.accounting.economic.system import Economic
from krav.wire.accounting.protocol import Kind, Rights
from krav.wire.accounting.values import BooksItemIn, Chosen, Read


def plain(number: str) -> int:
    """An invoice's number as the system has it."""
    return int(number.removeprefix("F"))


class Lettered(Economic):
    """e-conomic, with lettered books."""

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> EconomicBooks:
        return LetteredBooks(super().open(rights, company, chosen)._asking, chosen or Chosen())


class LetteredBooks(EconomicBooks):
    """Books whose invoices have an F before their number."""

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        for read in super().read(kind, cursor):
            yield replace(read, items=tuple(map(_lettered, read.items)))

    def post(self, voucher: VoucherOut) -> str:
        return super().post(_plain(voucher))

    def posted(self, voucher: VoucherOut) -> str:
        return super().posted(_plain(voucher))


def _lettered(each: BooksItemIn) -> BooksItemIn:
    number = each.item.number
    return each._replace(item=replace(each.item, number=f"F{number}" if number.isdecimal() else number))


def _plain(voucher: VoucherOut) -> VoucherOut:
    return replace(voucher, lines=tuple(line._replace(invoice=line.invoice.removeprefix("F")) for line in voucher.lines))
