"""Reads of letters: what is in the outbox, and everything a letter is made of."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import F, FilteredRelation, Q

from krav.claims.ledger import ENDS_BY_ITSELF, EntryKind
from krav.claims.letter import Addressee
from krav.kernel.money import Minor, Money
from krav.law.step import CORRECTION, DebtorKind
from krav.store import models as rows


@dataclass(frozen=True, slots=True)
class StoredLetter:
    """A letter's row, its claims and its debtor."""

    id: int
    debtor_id: int
    number: str
    step: str
    sent_on: date
    deadline_on: date
    currency: str
    fee: Minor
    total: Minor
    entries_to: int
    addressee: Addressee
    claim_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Invoice:
    """What a claim's invoice says beside its amounts."""

    description: str
    issued_on: date
    reference: str


def stored_letters(ids: Iterable[int], home: str) -> list[StoredLetter]:
    """The letters of these ids, oldest first; `home` is the code of the country they are sent from."""
    claims: dict[int, list[int]] = defaultdict(list)
    ids = list(ids)
    joined = rows.LetterClaim.objects.filter(letter_id__in=ids).order_by("id")
    for letter_id, claim_id in joined.values_list("letter_id", "claim_id"):
        claims[letter_id].append(claim_id)
    found = rows.Letter.objects.filter(id__in=ids).select_related("debtor").order_by("id")
    return [
        StoredLetter(
            row.id,
            row.debtor_id,
            row.number,
            row.step,
            row.sent_on,
            row.deadline_on,
            row.currency,
            row.fee,
            row.total,
            row.entries_to,
            addressee(row.debtor, home),
            tuple(claims[row.id]),
        )
        for row in found
    ]


def addressee(debtor: rows.Debtor, home: str) -> Addressee:
    """The debtor as a letter from a country addresses it."""
    return Addressee(
        number=debtor.number,
        name=debtor.name,
        kind=DebtorKind(debtor.kind or DebtorKind.CONSUMER),
        language=debtor.language,
        street=debtor.street,
        postcode=debtor.postcode,
        city=debtor.city,
        country="" if debtor.country.upper() == home else debtor.country.upper(),
        attention=debtor.attention,
        email=debtor.email,
        company_number=debtor.company_number,
        sealed_number=debtor.sealed_number,
        phone=debtor.phone,
    )


def invoices(claim_ids: Iterable[int]) -> dict[int, Invoice]:
    """The invoices of these claims."""
    found = rows.Claim.objects.filter(id__in=list(claim_ids))
    columns = ("id", "description", "issued_on", "reference")
    return {row[0]: Invoice(*row[1:]) for row in found.values_list(*columns)}


def overtaken(letter_ids: Iterable[int]) -> set[int]:
    """The letters among these whose claims got a payment or a credit note after the letter was decided."""
    lower = (EntryKind.PAYMENT, EntryKind.CREDIT)
    newer = rows.LetterClaim.objects.filter(
        letter_id__in=list(letter_ids), claim__entry__kind__in=lower, claim__entry__id__gt=F("letter__entries_to")
    )
    return set(newer.values_list("letter_id", flat=True))


def held(letter_ids: Iterable[int], on: date) -> set[int]:
    """The letters among these with a claim that is on hold; a correction of an earlier letter goes all the same."""
    over = Q(until_on__lte=on, reason__in=ENDS_BY_ITSELF) | Q(holdlift__on__lte=on)
    held_claims = rows.Hold.objects.filter(from_on__lte=on).exclude(over)
    found = rows.LetterClaim.objects.filter(letter_id__in=list(letter_ids), claim_id__in=held_claims.values("claim_id"))
    found = found.exclude(step=CORRECTION)
    return set(found.values_list("letter_id", flat=True))


def asking_for(letter_ids: Iterable[int]) -> list[tuple[int, int, int]]:
    """The claims of these letters, as (letter, claim, debtor); of a correction, which asks for nothing more, none."""
    found = rows.LetterClaim.objects.filter(letter_id__in=list(letter_ids)).exclude(step=CORRECTION)
    return list(found.values_list("letter_id", "claim_id", "letter__debtor_id"))


CARRIES = ("file", "email", "print", "digital")
"""The channels that carry a letter; an SMS only tells of it."""

PASSED = "passed"
"""The state of a row whose letter another channel has taken over."""


def way() -> FilteredRelation:
    """The one row in the outbox by which a letter itself goes or went."""
    return FilteredRelation("outbox", condition=Q(outbox__channel__in=CARRIES) & ~Q(outbox__state=PASSED))


class Unreached(NamedTuple):
    """That a letter reached nobody: by which channel, what the carrier called it, at which address."""

    channel: str
    kind: str
    address: str


NO_CREDIT = "There are no credits left for it."
"""Why a letter waits that cannot be paid; it is looked at again by itself."""

LOST = ("bounced", "complained", "refused")
"""The receipts that say that a letter did not reach its debtor."""


def unreached(letter_ids: Iterable[int]) -> dict[int, list[Unreached]]:
    """Where letters to the debtors of these letters reached nobody, by the id of these."""
    debtor_of = dict(rows.Letter.objects.filter(id__in=list(letter_ids)).values_list("id", "debtor_id"))
    lost = list(
        rows.Receipt.objects.filter(kind__in=LOST, letter__debtor_id__in=set(debtor_of.values()))
        .order_by("id")
        .values_list("letter__debtor_id", "letter_id", "channel", "kind")
    )
    went = rows.Dispatch.objects.filter(letter_id__in={row[1] for row in lost}) if lost else ()
    address = {(each.letter_id, each.channel): each.address for each in went}
    of: dict[int, list[Unreached]] = defaultdict(list)
    for debtor_id, letter_id, channel, kind in lost:
        of[debtor_id].append(Unreached(channel, kind, address.get((letter_id, channel), "")))
    return {key: of[debtor_id] for key, debtor_id in debtor_of.items() if debtor_id in of}


def tried_ways(letter_ids: Iterable[int]) -> dict[int, set[str]]:
    """The channels that could not bring these letters to their debtors."""
    found: dict[int, set[str]] = defaultdict(set)
    passed = rows.Outbox.objects.filter(letter_id__in=list(letter_ids), state=PASSED)
    for letter_id, channel in passed.values_list("letter_id", "channel"):
        found[letter_id].add(channel)
    return found


class LetterLine(NamedTuple):
    """One letter as a list shows it."""

    number: str
    debtor: str
    step: str
    sent_on: date
    deadline_on: date
    total: Money
    state: str
    problem: str


def letter_lines() -> list[LetterLine]:
    """All letters of the account in scope with what became of them, oldest first."""
    columns = ("number", "debtor__name", "step", "sent_on", "deadline_on", "total", "currency")
    found = rows.Letter.objects.annotate(way=way()).order_by("id").values_list(*columns, "way__state", "way__problem")
    return [
        LetterLine(number, debtor, step, sent_on, deadline_on, Money(total, currency), *rest)
        for number, debtor, step, sent_on, deadline_on, total, currency, *rest in found
    ]
