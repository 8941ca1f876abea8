"""Reads behind the debtor's page: whose a code is, what that debtor owes, and what was said and answered there.

Only `opened`, `is_code` and `codes_of` are asked without an account in scope, or of a table that is no account's own.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from krav.claims.ledger import Claim
from krav.kernel.money import Minor, Money
from krav.store import load
from krav.store import models as rows
from krav.store.scope import account_in_scope

OPEN_AFTER = timedelta(days=30)
"""So long the page still says that all is paid."""

_LISTED = 50
_THERE = ("queued", "sending", "uncertain", "there")
"""States of a hand-over in which a partner has the case, or may have it."""


class Door(NamedTuple):
    """What a code opens."""

    account_id: int
    letter_id: int


class Debtor(NamedTuple):
    """The debtor whose page it is."""

    id: int
    number: str
    name: str
    kind: str
    language: str


class Debt(NamedTuple):
    """An invoice of the debtor. `stopped` is why nothing is sent about it: the reason of a stop in force, or empty."""

    id: int
    kind: str
    number: str
    description: str
    issued_on: date
    due_on: date
    reference: str
    currency: str
    settled_on: date | None
    stopped: str
    claim: Claim


class Sent(NamedTuple):
    """A letter that left."""

    id: int
    number: str
    step: str
    sent_on: date
    total: Money


class AtPartner(NamedTuple):
    """Who has the debtor's case, and its number there."""

    name: str
    reference: str


class Word(NamedTuple):
    """What a debtor said, and what a person made of it; `answer` is empty while nobody has answered."""

    id: int
    debtor_id: int
    debtor: str
    kind: str
    text: str
    data: dict[str, Any]
    claim_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    proof: str
    reach: str
    on: date
    at: datetime
    answer: str
    answer_text: str
    answered_on: date | None
    answered_by: str


def codes_of(letter_ids: Collection[int]) -> dict[int, str]:
    """The hashes of the codes made for letters of the account in scope, by letter."""
    found = rows.DebtorCode.objects.filter(account_id=account_in_scope(), letter_id__in=letter_ids)
    return dict(found.values_list("letter_id", "sha256"))


def opened(digest: str, on: date) -> Door | None:
    """What a code opens today; None where it is none, has run out, or was ended. No account is in scope."""
    in_force = rows.DebtorCode.objects.filter(sha256=digest, ended_at__isnull=True, until__gte=on)
    found = in_force.values_list("account_id", "letter_id").first()
    return Door(*found) if found else None


def is_code(digest: str) -> bool:
    """Whether a code was ever made, in force or not."""
    return rows.DebtorCode.objects.filter(sha256=digest).exists()


def whose(letter_id: int, on: date) -> Debtor | None:
    """Whose page a letter opens; None where the letter never left, or all of it was over long ago."""
    letter = rows.Letter.objects.filter(pk=letter_id, withdrawal__isnull=True).select_related("debtor").first()
    if letter is None:
        return None
    debtor = letter.debtor
    mine = rows.ClaimState.objects.filter(debtor=debtor)
    if not mine.filter(settled_on__isnull=True).exists():
        last = mine.order_by("-settled_on").values_list("settled_on", flat=True).first()
        if last is None or last + OPEN_AFTER < on:
            return None
    return Debtor(debtor.id, debtor.number, debtor.name, debtor.kind, debtor.language)


def colour() -> str:
    """The colour that the account in scope has on pages."""
    return rows.Account.objects.values_list("colour", flat=True).get(pk=account_in_scope())


def debts(debtor_id: int, on: date, *, of_letter: int) -> list[Debt]:
    """What the debtor owes, the oldest due day first, and what the letter asked for and is paid now."""
    asked = set(rows.LetterClaim.objects.filter(letter_id=of_letter).values_list("claim_id", flat=True))
    mine = rows.ClaimState.objects.filter(debtor_id=debtor_id)
    found = mine.filter(settled_on__isnull=True) | mine.filter(claim_id__in=asked)
    about = ("kind", "number", "description", "issued_on", "due_on", "reference", "currency")
    columns = ("claim_id", *(f"claim__{name}" for name in about), "settled_on")
    told = list(found.order_by("claim__due_on", "claim__number").values_list(*columns))
    claims = load.claims([row[0] for row in told])
    return [Debt(*(*row, _stopped(claims[row[0]], on), claims[row[0]])) for row in told]


def _stopped(claim: Claim, on: date) -> str:
    reasons = [hold.reason for hold in claim.holds if hold.covers(on)]
    return next((reason for reason in ("objection", "plan", "promise") if reason in reasons), "")


def letters_of(debtor_id: int) -> list[Sent]:
    """The debtor's letters that left, the newest first."""
    left = rows.Letter.objects.filter(debtor_id=debtor_id, dispatch__isnull=False, withdrawal__isnull=True).distinct()
    columns = ("id", "number", "step", "sent_on", "total", "currency")
    found = left.order_by("-sent_on", "-id").values_list(*columns)[:_LISTED]
    return [Sent(key, number, step, on, Money(total, currency)) for key, number, step, on, total, currency in found]


def has_letter(debtor_id: int, letter_id: int) -> bool:
    """Whether a letter is the debtor's own, and left."""
    mine = rows.Letter.objects.filter(pk=letter_id, debtor_id=debtor_id, withdrawal__isnull=True)
    return mine.filter(dispatch__isnull=False).exists()


def at_partner(claim_ids: Collection[int]) -> dict[int, AtPartner]:
    """The claims that lie with a partner, and with whom."""
    there = rows.HandOver.objects.filter(state__in=_THERE, case__caseclaim__claim_id__in=claim_ids)
    columns = ("case__caseclaim__claim_id", "agreement__name", "reference")
    return {claim_id: AtPartner(name, reference) for claim_id, name, reference in there.values_list(*columns)}


def words(
    *, debtor_id: int | None = None, answered: bool | None = None, before: int = 0, limit: int = _LISTED
) -> list[Word]:
    """What was said, the newest first: by one debtor or all, and what was answered, or not."""
    found = rows.DebtorWord.objects.all()
    if debtor_id is not None:
        found = found.filter(debtor_id=debtor_id)
    if answered is not None:
        found = found.filter(debtoranswer__isnull=not answered)
    if before:
        found = found.filter(id__lt=before)
    return _words(found.order_by("-id")[:limit])


def word(word_id: int) -> Word | None:
    """One of them; None where there is none in this account."""
    return next(iter(_words(rows.DebtorWord.objects.filter(pk=word_id))), None)


def said_with(key: str) -> int | None:
    """The id of what was said by the form with this key."""
    return rows.DebtorWord.objects.filter(key=key).values_list("id", flat=True).first()


def said_since(debtor_id: int, since: date) -> int:
    """How often a debtor said something from a day on."""
    return rows.DebtorWord.objects.filter(debtor_id=debtor_id, on__gte=since).count()


def open_links(debtor_id: int, on: date) -> int:
    """How many of the debtor's letters open its page."""
    mine = rows.Letter.objects.filter(debtor_id=debtor_id)
    found = rows.DebtorCode.objects.filter(account_id=account_in_scope(), letter__in=mine)
    return found.filter(ended_at__isnull=True, until__gte=on).count()


def case_of(claim_ids: Collection[int]) -> int | None:
    """The open case that one of the claims is in."""
    found = rows.CaseState.objects.filter(case__caseclaim__claim_id__in=claim_ids).exclude(status="closed")
    return found.order_by("case_id").values_list("case_id", flat=True).first()


def owed_on(claim_ids: Iterable[int]) -> Minor:
    """The balances of claims together, without the interest that runs."""
    return sum(rows.ClaimState.objects.filter(claim_id__in=list(claim_ids)).values_list("balance", flat=True))


def _words(found: QuerySet[rows.DebtorWord]) -> list[Word]:
    columns = (
        "id", "debtor_id", "debtor__name", "kind", "text", "data", "claims", "proof", "reach", "on", "at",
        "debtoranswer__answer", "debtoranswer__text", "debtoranswer__on", "debtoranswer__by",
    )  # fmt: skip
    told = list(found.values_list(*columns))
    about = {row[0]: tuple(json.loads(row[6])) for row in told}
    wanted = {claim_id for ids in about.values() for claim_id in ids}
    numbers = dict(rows.Claim.objects.filter(id__in=wanted).values_list("id", "number"))
    found_words = []
    for row in told:
        named = tuple(numbers[each] for each in about[row[0]] if each in numbers)
        said = (*row[:5], json.loads(row[5]), about[row[0]], named, *row[7:11])
        found_words.append(Word(*(*said, row[11] or "", row[12] or "", row[13], row[14] or "")))
    return found_words
