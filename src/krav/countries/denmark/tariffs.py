"""The tariffs of BEK 601/2002, counted: the band of a claim, a share of what lies above it, VAT, rounded down to the øre."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise
from typing import Any

from krav.kernel.days import plain
from krav.kernel.money import Minor, Money
from krav.kernel.why import Why
from krav.law.book import Book
from krav.law.dated import NotInForce, Table
from krav.law.step import Charge

Band = dict[str, Any]


def costs(book: Book, base: Minor, due_on: date, on: date, *, creditor_vat: bool) -> tuple[Charge, ...]:
    """What a collector (bilag 1) and own collection (bilag 2) may cost at most for a claim of `base` øre.

    `creditor_vat` is whether the creditor deducts VAT; where it does not, the collector's amount has the VAT of the day `on`
    added. A tariff that is unknown for the due day has no charge.
    """
    vat = () if creditor_vat else (book["tariffs.vat"].why(on),)
    percent = Decimal(0) if creditor_vat else book["tariffs.vat"].number(on)
    ways = (("collector", percent, vat), ("own", Decimal(0), ()))
    return tuple(
        _charge(label, book[f"tariffs.{label}"], base, due_on, added, parts)
        for label, added, parts in ways
        if _known(book[f"tariffs.{label}"], due_on)
    )


def _known(table: Table, day: date) -> bool:
    try:
        table.at(day)
    except NotInForce:
        return False
    return True


def _charge(label: str, table: Table, base: Minor, due_on: date, vat: Decimal, parts: tuple[Why, ...]) -> Charge:
    """The maximum of one tariff; a maximum is rounded down, so that it is never passed."""
    band, above = _band(table.on(due_on), base)
    exact, arithmetic = band["amount"], plain(band["amount"])
    if "percent" in band:
        excess = Money(base, table.unit).decimal - above
        exact += excess * band["percent"] / 100
        arithmetic = f"{arithmetic} + {plain(band['percent'])} % × {excess}"
    if vat:
        exact *= 1 + vat / 100
        arithmetic = f"{f'({arithmetic})' if 'percent' in band else arithmetic} + {plain(vat)} % moms"
    amount = Money.of(exact.quantize(Decimal("0.01"), ROUND_DOWN), table.unit)
    why = table.why(due_on)._replace(
        value=_said(band, above),
        arithmetic=f"{arithmetic} = {amount.decimal}",
        amount=str(amount),
        parts=parts,
    )
    return Charge(label, amount.minor, why)


def why_of(table: Table, due_on: date, charged: Minor) -> Why:
    """Why that amount was the tariff's; the claim itself may have become smaller since."""
    bands, amount = table.on(due_on), Money(charged, table.unit).decimal
    pairs = pairwise(({"upto": Decimal(0)}, *bands))
    fits = (_said(band, before["upto"]) for before, band in pairs if band["amount"] == amount and "upto" in band)
    over = _said(bands[-1], bands[-2]["upto"]) if amount >= bands[-1]["amount"] else ""
    return table.why(due_on)._replace(value=next(fits, over))


def _said(band: Band, above: Decimal) -> str:
    span = f"{plain(above + 1) if above else '0'}–{plain(band['upto'])}" if "upto" in band else f"over {plain(above)}"
    return f"fordring {span} kr."


def _band(bands: Sequence[Band], base: Minor) -> tuple[Band, Decimal]:
    """The band of a claim, and the last krone of the band before it; øre before the next band belong to the lower one."""
    for before, band in pairwise(({"upto": Decimal(0)}, *bands)):
        if "upto" not in band or base // 100 <= band["upto"]:
            return band, before["upto"]
    raise ValueError("a tariff ends with a band that is open upwards")
