"""What a whole case comes to, a line a kind, each with its explanation claim by claim."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.explain import amount
from krav.claims.ledger import Claim, EntryKind
from krav.claims.owed import Owed, OwedLine, owed
from krav.kernel.money import Minor, Money
from krav.kernel.why import Why
from krav.law.country import Country
from krav.web.page import Page

_ORDER = (
    EntryKind.INVOICE,
    EntryKind.CREDIT,
    EntryKind.INTEREST,
    EntryKind.FEE,
    EntryKind.COMPENSATION,
    EntryKind.COSTS,
    EntryKind.WAIVER,
    EntryKind.PAYMENT,
)
PARTS = tuple(map(str, _ORDER))
"""The lines a case may have."""

TOTAL = "total"
"""The part that is all of it."""


class Summed(NamedTuple):
    """A line of the case's reckoning, as its part asks for it; `part` names it in addresses."""

    part: str
    words: str
    detail: str
    money: Money
    href: str
    why: Why


class OwedClaim(NamedTuple):
    """A claim of the case on a day."""

    claim: Claim
    owed: Owed

    @property
    def total(self) -> Minor:
        """What is owed on it."""
        return self.owed.reckoning.total


def reckoned(claims: Iterable[Claim], country: Country, on: date) -> list[OwedClaim]:
    """The claims with what is owed on each.

    Raises:
        NotInForce: a rate is missing.
    """
    return [OwedClaim(claim, owed(claim, country, on)) for claim in claims]


def summed(page: Page, case_id: int, claims: Sequence[OwedClaim], currency: str) -> list[Summed]:
    """The lines of the case; they add up to what is owed."""
    return [line for kind in _ORDER if (line := _line(page, case_id, kind, claims, currency))]


def why_total(claims: Sequence[OwedClaim]) -> Why:
    """Why all of it is what it is."""
    parts = tuple(_named(each.owed.why, each.claim.number) for each in claims)
    return Why(_SUM, amount=amount(sum(each.total for each in claims)), parts=parts)


_SUM = "The claims of the case together"


def _line(page: Page, case_id: int, kind: EntryKind, claims: Sequence[OwedClaim], currency: str) -> Summed | None:
    found = [(each.claim.number, line) for each in claims for line in each.owed.lines if line.kind is kind]
    if not found:
        return None
    total = sum(line.amount for _number, line in found)
    parts = tuple(_named(line.why, number) for number, line in found)
    why = parts[0] if len(parts) == 1 else Why(_SUM, amount=amount(total), parts=parts)
    href = reverse("cases_why", kwargs={"slug": page.seat.slug, "case_id": case_id, "part": str(kind)})
    return Summed(str(kind), *_words(kind, [line for _number, line in found]), Money(total, currency), href, why)


def _named(why: Why, number: str) -> Why:
    return Why("Invoice {number}", amount=why.amount, facts={"number": number}, parts=(why,))


def _words(kind: EntryKind, found: list[OwedLine]) -> tuple[str, str]:
    """What the line is, and what is said under it."""
    claims, entries = len(found), sum(len(line.entries) for line in found)
    names = {
        EntryKind.INVOICE: _("Invoices"),
        EntryKind.CREDIT: _("Credited"),
        EntryKind.INTEREST: _("Late-payment interest"),
        EntryKind.FEE: _("Fees"),
        EntryKind.COMPENSATION: _("Compensation"),
        EntryKind.COSTS: _("Costs of the case"),
        EntryKind.WAIVER: _("Given up"),
        EntryKind.PAYMENT: _("Paid so far"),
    }
    if kind is EntryKind.INVOICE:
        return names[kind], ngettext("%(n)s invoice", "%(n)s invoices", claims) % {"n": claims}
    if kind is EntryKind.INTEREST:
        return names[kind], _("From each due day until today")
    if kind is EntryKind.FEE:
        return names[kind], ngettext("%(n)s letter", "%(n)s letters", entries) % {"n": entries}
    if kind is EntryKind.PAYMENT:
        return names[kind], ngettext("%(n)s payment", "%(n)s payments", entries) % {"n": entries}
    return names[kind], ""
