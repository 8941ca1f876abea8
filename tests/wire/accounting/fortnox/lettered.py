"""The stories number invoices F1, F2 …; Fortnox has digits only: between the two, and nowhere else, stands an F."""

from collections.abc import Iterator
from dataclasses import replace

from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.fortnox.books import FortnoxBooks
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import Kind, Rights
from krav.wire.accounting.values import BooksItemIn, Chosen, Read


class LetteredBooks(FortnoxBooks):
    """Books whose invoices have an F before their number."""

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        for read in super().read(kind, cursor):
            yield replace(read, items=tuple(map(_lettered, read.items)))

    def post(self, voucher: VoucherOut) -> str:
        return super().post(_plain(voucher))

    def posted(self, voucher: VoucherOut) -> str:
        return super().posted(_plain(voucher))


class Lettered(Fortnox):
    """Fortnox, with lettered books."""

    def open(self, rights: Rights, company: str = "", chosen: Chosen | None = None) -> FortnoxBooks:
        return LetteredBooks(super().open(rights, company, chosen).caller, chosen or Chosen())


def _lettered(row: BooksItemIn) -> BooksItemIn:
    credited = row.item.credits and f"F{row.item.credits}"
    return row._replace(item=replace(row.item, number=f"F{row.item.number}", credits=credited))


def _plain(voucher: VoucherOut) -> VoucherOut:
    return replace(voucher, lines=tuple(line._replace(invoice=line.invoice.removeprefix("F")) for line in voucher.lines))
