"""Reads of losses: vouchers, what the books carry of a claim beside what is owed, and claims that may be written off.

The account must be in scope.
"""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Sum

from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim
from krav.claims.writeoff import WRITE_OFF, Asked, Line, Posted, Proposal, in_books, loss, loss_facts, standing
from krav.kernel.money import Minor, Money
from krav.law.loss import Ground
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor, Ids

_MANY = 2000
"""So many of the oldest open claims are looked at for losses."""


class VoucherSeen(NamedTuple):
    """A voucher with its claim."""

    id: int
    number: str
    kind: str
    claim_id: int
    claim: str
    case_id: int | None
    on: date
    amount: Money
    lines: tuple[dict[str, Any], ...]
    text: str
    not_payment: bool
    department: str
    project: str
    made_by: str

    @property
    def posted(self) -> Posted:
        """Its lines as the domain reads them."""
        return Posted(self.kind, tuple(_line(each) for each in self.lines))


class Books(NamedTuple):
    """A claim in the books beside what the debtor owes: they are two sums."""

    owed: Money
    booked: Money
    written_off: Money


class Candidate(NamedTuple):
    """A claim that may be written off with its VAT by what is known of it."""

    claim: Claim
    debtor: str
    ground: Ground
    proposal: Proposal


def posted(claim_ids: Ids) -> dict[int, list[Posted]]:
    """The vouchers of these claims as they were posted, oldest first, by claim."""
    found: dict[int, list[Posted]] = defaultdict(list)
    told = rows.Voucher.objects.filter(claim_id__in=claim_ids).order_by("id").values_list("claim_id", "kind", "lines")
    for claim_id, kind, lines in told:
        found[claim_id].append(Posted(kind, tuple(_line(each) for each in json.loads(lines))))
    return found


def _line(told: dict[str, Any]) -> Line:
    return Line(**{name: told[name] for name in Line._fields})


def vouchers(
    *, claim_id: int = 0, case_id: int = 0, voucher_id: int = 0, after: int = 0, limit: int | None = None
) -> list[VoucherSeen]:
    """Vouchers, the newest first: of all claims, of one, or of a case; those older than the one of id `after`."""
    found = rows.Voucher.objects.order_by("-id")
    for name, value in (("claim_id", claim_id), ("case_id", case_id), ("pk", voucher_id), ("pk__lt", after)):
        found = found.filter(**{name: value}) if value else found
    columns = (
        "id", "number", "kind", "claim_id", "claim__number", "case_id", "on", "amount", "currency", "lines", "text",
        "not_payment", "department", "project", "made_by",
    )  # fmt: skip
    return [
        VoucherSeen(*[*row[:7], Money(row[7], row[8]), tuple(json.loads(row[9])), *row[10:]])
        for row in found.values_list(*columns)[:limit]
    ]


def standing_write_offs(numbers: Collection[str]) -> set[str]:
    """Those of these vouchers that are write-offs nobody has taken back."""
    entries = rows.Entry.objects.filter(kind=WRITE_OFF, label__in=numbers).values("label").annotate(sum=Sum("amount"))
    return set(entries.exclude(sum=0).values_list("label", flat=True))


def books(claim_id: int, creditor: Creditor, on: date) -> Books:
    """What is owed of the claim that day, and what the books carry of it.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    claim, told = load.claims([claim_id])[claim_id], posted([claim_id])[claim_id]
    carried = in_books(claim, told, creditor.country, creditor.policy.books)
    amounts = (reckon_claim(claim, creditor.country, on).total, sum(carried.values()), sum(standing(told).values()))
    return Books(*(Money(minor, claim.currency) for minor in amounts))


def candidates(creditor: Creditor, on: date) -> list[Candidate]:
    """The claims whose letters and days meet a ground by themselves, the oldest first; what is left is a person's yes."""
    unpaid = rows.ClaimState.objects.filter(settled_on__isnull=True, deadline_on__lt=on, balance__gt=0)
    asked = unpaid.filter(claim__kind="invoice").exclude(blocked="written_off").order_by("due_on", "claim_id")
    ids = list(asked.values_list("claim_id", flat=True)[:_MANY])
    claims, told = load.claims(ids), posted(ids)
    names = dict(rows.Claim.objects.filter(id__in=ids).values_list("id", "debtor__name"))
    found: list[Candidate] = []
    for claim_id in ids:
        claim = claims[claim_id]
        grounds = creditor.country.loss_grounds(loss_facts(claim, creditor.country, on), on)
        ground = next((each for each in grounds if each.by_itself and each.refusal is None), None)
        if ground is None:
            continue
        wanted = Asked(None, ground.key, confirmed=True, vat=usual(creditor, on))
        proposal = loss(claim, told[claim_id], creditor.country, creditor.policy.books, wanted, on)
        if isinstance(proposal, Proposal):
            found.append(Candidate(claim, names[claim_id], ground, proposal))
    return found


def usual(creditor: Creditor, on: date) -> tuple[tuple[Any, Minor], ...]:
    """An invoice all of whose amount bears the usual VAT."""
    return ((next(iter(creditor.country.vat_rates(on).values())), 1),)


