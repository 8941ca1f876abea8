"""What a debtor sees: the balance of today line by line, how to pay it, and what was said and answered."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from krav.claims.ledger import EntryKind
from krav.claims.owed import Owed, OwedLine, owed
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError
from krav.law.dated import NotInForce
from krav.law.payment import PAYMENT_LINK, ScanCode, safe_link
from krav.law.step import DebtorKind
from krav.render import amounts
from krav.render.codes import svg
from krav.render.voice import texts
from krav.store.queries.portal import AtPartner, Debt, at_partner, debts
from krav.web import figures
from krav.web.explained import explained
from krav.web.portal.door import Visit

_LETTER_KIND = {"": DebtorKind.CONSUMER} | {kind.value: kind for kind in DebtorKind}


class Line(NamedTuple):
    """A line of the reckoning of one invoice; `why` is the address of its explanation."""

    words: str
    detail: str
    money: Money
    why: str


class Bill(NamedTuple):
    """An invoice: what is left of it today, why, and what stands in its way. `lines` are none where a rate is missing."""

    debt: Debt
    total: Money
    lines: tuple[Line, ...]
    late: bool
    partner: AtPartner | None


class Picture(NamedTuple):
    """A code to scan, drawn, and what it is for."""

    words: str
    drawn: Markup


class Paying(NamedTuple):
    """How a sum is paid to the creditor."""

    money: Money
    fields: tuple[tuple[str, str], ...]
    pictures: tuple[Picture, ...]
    link: str


class Balance(NamedTuple):
    """All of it: what is due by currency, what is not due yet, what is paid, and what a partner has."""

    bills: tuple[Bill, ...]
    due: tuple[Money, ...]
    later: tuple[Money, ...]
    there: tuple[tuple[AtPartner, Money], ...]

    @property
    def open(self) -> bool:
        """Whether anything is owed at all, now or later."""
        return bool(self.due or self.later or self.there)


def balance(visit: Visit) -> Balance:
    """What is owed today."""
    found = debts(visit.debtor.id, visit.on, of_letter=visit.door.letter_id)
    partners = at_partner([debt.id for debt in found])
    bills = tuple(_bill(visit, debt, partners.get(debt.id)) for debt in found)
    ours = [bill for bill in bills if not bill.partner and not bill.debt.settled_on]
    theirs = {bill.partner: bill for bill in bills if bill.partner and not bill.debt.settled_on}
    return Balance(
        bills,
        _sums(bill for bill in ours if bill.late or bill.total.minor < 0),
        _sums(bill for bill in ours if not bill.late and bill.total.minor > 0),
        tuple(
            (partner, total)
            for partner in theirs
            for total in _sums(bill for bill in bills if bill.partner == partner and not bill.debt.settled_on)
        ),
    )


def reckoned(visit: Visit, debt: Debt) -> Owed | None:
    """What is owed on an invoice today; None where a rate is missing."""
    try:
        return owed(debt.claim, visit.of.country, visit.on)
    except NotInForce:
        return None


def paying(visit: Visit, found: Balance) -> list[Paying]:
    """How what is due is paid, once for each currency; where nothing is due yet, what comes."""
    ours = [bill for bill in found.bills if not bill.partner and not bill.debt.settled_on and bill.total.minor > 0]
    ours = [bill for bill in ours if bill.late] or ours
    told = []
    for money in found.due or found.later:
        bill = next((bill for bill in ours if bill.total.currency == money.currency), None)
        if bill is not None and money.minor > 0:
            told.append(_paying(visit, bill.debt, money))
    return told


def line_words(visit: Visit, debt: Debt, line: OwedLine) -> tuple[str, str]:
    """What a line is, in plain words."""
    language = figures.written(visit.of.country.code)
    if line.kind is EntryKind.INTEREST:
        first, days = line.periods[0], sum(period.days for period in line.periods)
        facts = {"rate": amounts.percent(first.percent, language), "n": days}
        same = len({period.percent for period in line.periods}) == 1
        detail = _("%(rate)s %% a year, %(n)s days") if same else _("%(n)s days, at rates that changed")
        return _("Interest from %(day)s") % {"day": _day(first.from_on, language)}, detail % facts
    entry, count = line.entries[0], len(line.entries)
    match line.kind:
        case EntryKind.INVOICE:
            names = {"credit": _("Credit note %(number)s"), "payment": _("Payment on account %(number)s")}
            return names.get(debt.kind, _("Invoice %(number)s")) % {"number": debt.number}, debt.description
        case EntryKind.CREDIT:
            return _("Credited"), _("Counts from %(day)s") % {"day": _day(entry.on, language)}
        case EntryKind.PAYMENT:
            words = _("Paid %(day)s") if entry.amount < 0 else _("Money taken back %(day)s")
            return words % {"day": _day(entry.on, language)}, ""
        case EntryKind.FEE:
            return _("Fees"), ngettext("%(n)s letter", "%(n)s letters", count) % {"n": count}
        case EntryKind.COMPENSATION:
            return _("Compensation"), _("From a business, once for each invoice")
        case EntryKind.COSTS:
            return _("Costs of the case"), ngettext("%(n)s cost", "%(n)s costs", count) % {"n": count}
    return explained(line.why, debt.currency).words, ""


def _bill(visit: Visit, debt: Debt, partner: AtPartner | None) -> Bill:
    found = None if debt.settled_on else reckoned(visit, debt)
    lines = tuple(_lines(visit, debt, found)) if found else ()
    principal = sum(entry.amount for entry in debt.claim.entries if entry.kind in _PRINCIPAL)
    total: Minor = 0 if debt.settled_on else found.reckoning.total if found else principal
    return Bill(debt, Money(total, debt.currency), lines, debt.due_on < visit.on, partner)


_PRINCIPAL = {EntryKind.INVOICE, EntryKind.CREDIT, EntryKind.PAYMENT}


def _lines(visit: Visit, debt: Debt, found: Owed) -> Iterator[Line]:
    for line in found.lines:
        why = visit.url("portal_why", number=debt.id, part=line.part)
        yield Line(*line_words(visit, debt, line), Money(line.amount, debt.currency), why)


def _sums(bills: Iterator[Bill] | Sequence[Bill]) -> tuple[Money, ...]:
    """What bills come to, by currency; what comes to nothing is left out."""
    sums: dict[str, Minor] = {}
    for bill in bills:
        sums[bill.total.currency] = sums.get(bill.total.currency, 0) + bill.total.minor
    return tuple(Money(minor, currency) for currency, minor in sums.items() if minor)


def _paying(visit: Visit, debt: Debt, money: Money) -> Paying:
    law, payee = visit.of.country, visit.of.payee
    book = texts(law.folder)
    labels = book.text(law.ladder[0].key, book.language(visit.language), _LETTER_KIND[visit.debtor.kind])
    try:
        fields = [(labels[field.label], field.text) for field in law.payment_fields(debt.reference, payee)]
    except (KravError, KeyError):
        fields = [(_("Account"), payee.account)]
    return Paying(money, tuple(fields), tuple(_pictures(visit, debt, money)), safe_link(payee.scheme.get(PAYMENT_LINK, "")))


def _pictures(visit: Visit, debt: Debt, money: Money) -> Iterator[Picture]:
    law, payee = visit.of.country, visit.of.payee
    demand = {
        "amount": str(money.decimal),
        "currency": money.currency,
        "reference": debt.reference,
        "due_on": visit.on.isoformat(),
        "issued_on": visit.on.isoformat(),
        "number": debt.number,
        "creditor": visit.of.sender.name,
    }
    words = {"swish": _("Scan with Swish"), "epc": _("Scan with your bank’s app (SEPA)")}
    words["bank"] = _("Scan with your bank’s app")
    try:
        own = law.payment_code(demand, payee) if money.currency == law.currency else None
        codes = [*law.scan_codes(demand, payee), *([ScanCode("bank", own.content)] if own else [])]
        for code in codes:
            yield Picture(words[code.kind], Markup(svg(code.content)))  # noqa: S704 our own drawing of squares
    except (KravError, KeyError):
        return


def _day(on: date, language: str) -> str:
    return str(figures.day(on, language).striptags())
