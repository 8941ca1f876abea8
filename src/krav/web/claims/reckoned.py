"""What is owed on a claim, line by line in the reader's words, each with the address of its explanation."""

from collections.abc import Iterator
from typing import NamedTuple

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.ledger import Entry, EntryKind
from krav.claims.owed import Owed, OwedLine, owed
from krav.kernel.money import Money
from krav.kernel.why import Why
from krav.law.dated import NotInForce
from krav.render import amounts
from krav.store.load import Creditor
from krav.store.queries.claim import ClaimSeen, claim_seen
from krav.web import figures
from krav.web.explained import explained
from krav.web.page import Page
from krav.web.written import day


class Shown(NamedTuple):
    """A line of the reckoning, as its part asks for it."""

    words: str
    detail: str
    money: Money
    href: str
    why: Why


def found(claim_id: int) -> ClaimSeen:
    """The claim of that id in this account, or 404."""
    seen = claim_seen(claim_id)
    if seen is None:
        raise Http404
    return seen


def reckoned_or_not(page: Page, creditor: Creditor, seen: ClaimSeen) -> tuple[Owed | None, NotInForce | None]:
    """What is owed today; or, where a rate is missing, what is missing."""
    try:
        return owed(seen.claim, creditor.country, page.on), None
    except NotInForce as missing:
        return None, missing


def lines(page: Page, seen: ClaimSeen, reckoned: Owed) -> list[Shown]:
    """The lines of what is owed."""
    return list(_lines(page, seen, reckoned))


def in_words(reckoned: Owed, part: str) -> str:
    """A sentence about interest as a whole; other parts say in their own words what they are."""
    periods = next((line.periods for line in reckoned.lines if line.part == part), ())
    if not periods:
        return ""
    days = sum(period.days for period in periods)
    words = _("It runs for %(n)s days. For each stretch it is what was owed of the invoice × the yearly rate × the days.")
    return words % {"n": days}


def _lines(page: Page, seen: ClaimSeen, reckoned: Owed) -> Iterator[Shown]:
    for line in reckoned.lines:
        href = reverse("invoices_why", kwargs={"slug": page.seat.slug, "claim_id": seen.id, "part": line.part})
        yield Shown(*_words(page, seen, line), Money(line.amount, seen.currency), href, line.why)


def _words(page: Page, seen: ClaimSeen, line: OwedLine) -> tuple[str, str]:
    """What the line is, and what is to be said under it."""
    if line.kind is EntryKind.INTEREST:
        return _interest(page, line)
    entry, count = line.entries[0], len(line.entries)
    match line.kind:
        case EntryKind.INVOICE:
            names = {"credit": _("Credit note %(number)s"), "payment": _("Payment on account %(number)s")}
            return names.get(seen.kind, _("Invoice %(number)s")) % {"number": seen.number}, seen.description
        case EntryKind.CREDIT:
            return _credit(seen, entry), _("Counts from %(day)s") % {"day": day(page, entry.on)}
        case EntryKind.PAYMENT:
            return _payment(page, seen, entry)
        case EntryKind.FEE:
            return _("Fees"), ngettext("%(n)s letter", "%(n)s letters", count) % {"n": count}
        case EntryKind.COMPENSATION:
            return _("Compensation"), _("From a business, once for each invoice")
        case EntryKind.COSTS:
            return _("Costs of the case"), ngettext("%(n)s cost", "%(n)s costs", count) % {"n": count}
    return explained(line.why, seen.currency).words, ""


def _credit(seen: ClaimSeen, entry: Entry) -> str:
    words = _("Matched with %(label)s") if seen.claim.face < 0 else _("Credited %(label)s")
    return (words % {"label": entry.label}).strip()


def _payment(page: Page, seen: ClaimSeen, entry: Entry) -> tuple[str, str]:
    if seen.claim.face < 0:
        return _("Matched with %(label)s") % {"label": entry.label}, ""
    words = _("Paid %(day)s") if entry.amount < 0 else _("Money taken back %(day)s")
    return words % {"day": day(page, entry.on)}, _("Falls on the invoice before anything else") if entry.aim else ""


def _interest(page: Page, line: OwedLine) -> tuple[str, str]:
    first, days = line.periods[0], sum(period.days for period in line.periods)
    facts = {"rate": amounts.percent(first.percent, figures.written(page.seat.country)), "n": days}
    same = len({period.percent for period in line.periods}) == 1
    detail = _("%(rate)s %% a year, %(n)s days") if same else _("%(n)s days, at rates that changed")
    return _("Interest from %(day)s") % {"day": day(page, first.from_on)}, detail % facts
