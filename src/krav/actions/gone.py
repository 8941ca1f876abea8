"""Open claims that a list of what is open no longer names: the books have settled them, unless it may be a partial list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Sum

from krav.claims.decide import reckon_claim
from krav.formats.values import ItemIn, LedgerIn
from krav.kernel.money import Minor
from krav.store import load
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.load import Creditor


@dataclass(frozen=True, slots=True)
class Gone:
    """The claims that a list names no more, by number, and whether a person must say that they are settled.

    That is so where the list may be `partial`: it does not say that it names everything open, or names fewer than half.
    `known` is how many open claims such a list could have named.
    """

    claims: Mapping[str, int] = field(default_factory=dict)
    partial: bool = False
    known: int = 0

    def settled(self, confirmed: bool) -> Mapping[str, int]:
        """Those that are closed when the list is taken in."""
        return self.claims if confirmed or not self.partial else {}

    def remarks(self, confirmed: bool) -> tuple[str, ...]:
        """What the report says where they stay open."""
        if not self.claims or self.settled(confirmed):
            return ()
        named = self.known - len(self.claims)
        return (f"{named} of {self.known} open claims are in the list, which may be a partial one: the others stay open",)


def gone(creditor: Creditor, content: LedgerIn, on: date) -> Gone:
    """What a list does not name of the claims that earlier lists of its kind brought; nothing where it is older than them.

    Only the books that brought a claim can close it so: not one from a single invoice or told of elsewhere, none in a case,
    and none that was written off, which the books drop while the customer still owes it.
    """
    until = content.until_on or on
    if not _is_news(creditor, content, on):
        return Gone()
    listed = _listed(content, until)
    named = {item.number for item in content.items}
    missing = {key for number, key in listed.items() if number not in named}
    claims = load.claims(missing).values()
    owed = [(claim, reckon_claim(claim, creditor.country, on)) for claim in claims]
    left = {claim.number: claim.id for claim, found in owed if (found.principal if claim.face > 0 else found.total)}
    known = len(listed) - len(missing) + len(left)
    partial = bool(left) and (content.everything is None or 2 * len(left) > known)
    return Gone(left, partial, known)


def taken_back(creditor: Creditor, content: LedgerIn, on: date) -> dict[str, Minor]:
    """What the books had said was paid and list as open again, by number and no more than they had said.

    Nothing where the newest invoice that such lists brought is missing, as in a list of another day.
    """
    if not _is_news(creditor, content, on):
        return {}
    newest = rows.Claim.objects.filter(file__importreport__everything=True).aggregate(on=Max("issued_on"))["on"]
    if newest is None or all(item.issued_on < newest for item in content.items):
        return {}
    return reopened(content.items)


def reopened(items: Sequence[ItemIn]) -> dict[str, Minor]:
    """The same of single items, each as the books have it now."""
    paid: dict[str, Minor] = {}
    for some in chunks(item.number for item in items):
        told = rows.Entry.objects.filter(kind="payment", label="ledger", claim__number__in=some)
        paid |= told.values_list("claim__number").order_by().annotate(Sum("amount"))
    found = {}
    for item in items:
        rest = item.amount if item.open_amount is None else item.open_amount
        back = -paid.get(item.number, 0) - (item.amount.minor - rest.minor)
        if back * item.amount.minor > 0:
            found[item.number] = back
    return found


def _is_news(creditor: Creditor, content: LedgerIn, on: date) -> bool:
    """Whether a file lists what is open, and is no older than what the books told of before."""
    known = creditor.ledger_known_until
    return content.everything is not False and (known is None or known <= (content.until_on or on))


def _listed(content: LedgerIn, until: date) -> dict[str, int]:
    """The open claims of earlier lists of the same kind that this one could have named, by number."""
    told = rows.ClaimState.objects.filter(settled_on__isnull=True, claim__file__importreport__everything=True)
    found = told.filter(claim__issued_on__lte=until).exclude(claim__voucher__kind="write_off")
    kept = load.cases_of(found.values("claim_id"))
    columns = ("claim__number", "claim_id", "claim__file__format")
    kind = _kind(content.format)
    return {
        number: claim_id
        for number, claim_id, form in found.values_list(*columns)
        if _kind(form) == kind and claim_id not in kept
    }


def _kind(form: str) -> str:
    """What a format is called in every one of its versions."""
    return form.partition(" ")[0].lower()
