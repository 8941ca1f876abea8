"""What a collector and the court may cost: salær by bands of the claim, court fees as multiples of rettsgebyret."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from krav.kernel.days import plain
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.why import Why
from krav.law.book import Book
from krav.law.dated import Table
from krav.law.step import Charge, DebtorKind

_WAYS = {"light": "lett salær", "heavy": "tungt salær"}


class Cap(NamedTuple):
    """A share of the inkassosats, and the rule that gives it."""

    label: str
    share: Decimal
    why: Why


def salaer(book: Book, base: Minor, due_on: date, on: date, debtor: DebtorKind, *, creditor_vat: bool) -> tuple[Charge, ...]:
    """Light and heavy salær of a claim, and what an instalment plan adds to either (inkassoforskriften §§ 2-2 to 2-4).

    The due day picks the table; the day the principal is paid, or today while it is not, picks the sats.

    Raises:
        NotInForce: the table of the due day, or the sats of the day, is not known.
    """
    if base <= 0:
        return ()
    caps = (*_band(book["tariffs.consumer" if debtor.is_consumer else "tariffs.business"], base, due_on), *_plan(book, on))
    return tuple(_charge(book, cap, on, creditor_vat=creditor_vat) for cap in caps)


def court_fee(book: Book, step: str, on: date) -> Charge:
    """The fee for a step before the court or the enforcement officer: a multiple of rettsgebyret, rounded down (§ 6 a).

    Raises:
        NotInForce: rettsgebyret, the multiple or the rounding of the day is not known.
    """
    base, table, rounding = book["court.rettsgebyr"], book[f"court.{step}"], book["court.rounding"]
    exact, unit = base.number(on) * table.number(on), rounding.number(on)
    fee = Money.of(exact // unit * unit, base.unit)
    arithmetic = f"{plain(base.number(on))} × {plain(table.number(on))} = {plain(exact)}, rounded down to {fee.decimal}"
    parts = (base.why(on), rounding.why(on))
    return Charge(step, fee.minor, table.why(on)._replace(amount=str(fee), arithmetic=arithmetic, parts=parts))


def _band(table: Table, base: Minor, due_on: date) -> tuple[Cap, ...]:
    """Light and heavy of the band the claim lies in; the upper limit belongs to its band (t.o.m.)."""
    above = Decimal(0)
    for band in table.on(due_on):
        if "upto" not in band or base <= band["upto"] * 100:
            break
        above = band["upto"]
    said = f"over {plain(above)}" + (f" t.o.m. {plain(band['upto'])}" if "upto" in band else "") + " NOK"
    why = table.why(due_on)
    return tuple(
        Cap(way, band[way], why._replace(value=f"{name}: {plain(band[way])} {table.unit}, krav {said}"))
        for way, name in _WAYS.items()
    )


def _plan(book: Book, on: date) -> tuple[Cap, ...]:
    """Left out before the first day the rule is known for."""
    table = book["tariffs.plan"]
    if on < table.values[0].from_on:
        return ()
    rule = table.on(on)
    share = rule["part"] / rule["of"]
    said = f"{plain(share)} {table.unit}, mer enn {plain(rule['more_instalments_than'])} avdrag"
    return (Cap("plan", share, table.why(on)._replace(value=said)),)


def _charge(book: Book, cap: Cap, on: date, *, creditor_vat: bool) -> Charge:
    """The share of the day's sats, with a quarter more for a creditor who cannot deduct the collector's VAT."""
    sats, vat, rounding = book["fees.sats"], book["tariffs.vat_addition"], book["tariffs.rounding"]
    added = Decimal(0) if creditor_vat else vat.number(on)
    exact = sats.number(on) * cap.share * (100 + added) / 100
    unit = rounding.money(on).minor
    amount = Money(half_up(*(exact * 100 / unit).as_integer_ratio()) * unit, sats.unit)
    more = f" × {plain((100 + added) / 100)}" if added else ""
    arithmetic = f"{plain(sats.number(on))} × {plain(cap.share)}{more} = {plain(exact)}, rounded to {amount.decimal}"
    parts = (sats.why(on), *((vat.why(on),) if added else ()), rounding.why(on))
    return Charge(cap.label, amount.minor, cap.why._replace(amount=str(amount), arithmetic=arithmetic, parts=parts))
