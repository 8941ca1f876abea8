"""Reads of what will come: letters, fees and money by day, for an account, a debtor or a claim. The account is in scope."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from django.db.models import F, Q

from krav.claims.ahead import Arrears, Event, Stop, ahead, of_claim
from krav.claims.decide import PlannedLetter
from krav.claims.habits import WATCHED_DAYS, Habit, Spell, paid_after
from krav.claims.ledger import Claim, EntryKind
from krav.claims.outlook import Outlook
from krav.claims.policy import Policy, read_policy
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.money_news import money_news

_DEBTORS = 1_000
"""How many debtors are looked at together: so many are in memory at a time."""

_HISTORY_DAYS = 365
"""How far back customers' habits are read."""

_OPEN = Q(settled_on__isnull=True)


class DayLine(NamedTuple):
    """What comes to one debtor on a day: a letter about some invoices, or one invoice that stops or waits for a yes.

    `step` is the letter's, or the one that would follow; `refusal` is None for a letter, and only a letter has a total.
    """

    debtor_id: int
    debtor: str
    claim_ids: tuple[int, ...]
    numbers: tuple[str, ...]
    step: str
    fee: Money | None
    total: Money | None
    deadline_on: date | None
    refusal: Refusal | None


class Mark(NamedTuple):
    """How much there is to look at, and the account's newest act: while that is the same, nothing has changed."""

    open_claims: int
    last_act: int


def mark() -> Mark:
    """Where the account stands."""
    last = rows.Audit.objects.order_by("-id").values_list("id", flat=True).first()
    return Mark(rows.ClaimState.objects.filter(_OPEN).count(), last or 0)


def outlook(from_on: date, until_on: date) -> Outlook:
    """What will come to the account's open claims."""
    return _outlooks([creditor_in_scope().policy], from_on, until_on)[0]


def compared(other: Mapping[str, Any], from_on: date, until_on: date) -> tuple[Outlook, Outlook]:
    """What will come by the account's own policy, and what would by another, told as a policy is stored.

    Raises:
        KravError: the other one is no policy.
    """
    creditor = creditor_in_scope()
    own, otherwise = _outlooks([creditor.policy, read_policy(other, creditor.country)], from_on, until_on)
    return own, otherwise


def debtor_ahead(debtor_id: int, from_on: date, until_on: date) -> list[Event]:
    """The letters that will come to one debtor, by their days, and where each of its open claims ends."""
    creditor = creditor_in_scope()
    news = money_news(creditor, from_on, [debtor_id])
    return [
        event
        for claims, arrears in _debtors(_OPEN & Q(debtor_id=debtor_id), from_on)
        for event in ahead(claims, arrears, creditor.country, creditor.policy, from_on, until_on, news)
    ]


def claim_ahead(claim_id: int, from_on: date, until_on: date) -> tuple[list[PlannedLetter], Stop | None]:
    """The letters that will come about one claim, and where it ends; nothing where it is not open."""
    debtor_id = rows.Claim.objects.values_list("debtor_id", flat=True).get(pk=claim_id)
    return of_claim(debtor_ahead(debtor_id, from_on, until_on), claim_id)


def day_lines(
    from_on: date, on: date, *, among: Collection[int] | None = None, after: int = 0, limit: int = 100
) -> list[DayLine]:
    """What comes on one day, seen from an earlier one, by debtor: those with an id after `after`, about `limit` lines.

    A debtor's lines are never parted, so that the next page begins after the last line's debtor. `among` are the debtors
    to whom something is known to come, from an outlook: then no others are looked at.
    """
    creditor, lines = creditor_in_scope(), list[DayLine]()
    wanted = _OPEN & (Q(next_on__lte=on) | Q(next_on__isnull=True)) & Q(debtor_id__gt=after)
    if among is not None:
        wanted &= Q(debtor_id__in=sorted(key for key in among if key > after)[:limit])
    news = money_news(creditor, from_on)
    for claims, arrears in _debtors(wanted, from_on):
        events = ahead(claims, arrears, creditor.country, creditor.policy, from_on, on, news)
        lines += [line for event in events if (line := _line(event, on))]
        if len(lines) >= limit:
            break
    names = dict(rows.Debtor.objects.filter(id__in={line.debtor_id for line in lines}).values_list("id", "name"))
    return [line._replace(debtor=names[line.debtor_id]) for line in lines]


def habits(on: date) -> dict[str, Habit]:
    """How the account's customers paid after each step in the year before the last that can be told of."""
    last = days_after(on, -WATCHED_DAYS)
    first = days_after(last, -_HISTORY_DAYS)
    days: dict[int, list[tuple[str, date]]] = {}
    due = rows.Claim.objects.filter(kind="invoice", due_on__range=(first, last))
    for claim_id, due_on in due.values_list("id", "due_on"):
        days[claim_id] = [("", due_on)]
    sent = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=True, letter__sent_on__range=(first, on))
    for claim_id, step, sent_on in sent.order_by("letter_id").values_list("claim_id", "step", "letter__sent_on"):
        days.setdefault(claim_id, []).append((step, sent_on))
    money = rows.Entry.objects.filter(kind=EntryKind.PAYMENT, on__range=(first, on), on=F("claim__claimstate__settled_on"))
    paid = dict(money.values_list("claim_id", "on"))
    return paid_after(spell for claim_id, steps in days.items() for spell in _spells(steps, paid.get(claim_id), last))


def _spells(steps: list[tuple[str, date]], paid_on: date | None, last: date) -> Iterator[Spell]:
    """What one claim did after each of its steps that began by the last day of the history."""
    for (step, since), following in zip_longest(steps, islice(steps, 1, None)):
        if since <= last:
            in_time = paid_on and (following is None or paid_on < following[1])
            yield Spell(step, (paid_on - since).days if paid_on and in_time else None)


def _outlooks(policies: list[Policy], from_on: date, until_on: date) -> list[Outlook]:
    """An outlook for each policy, from one reading of the account."""
    creditor = creditor_in_scope()
    country, news, known = creditor.country, money_news(creditor, from_on), habits(from_on)
    outlooks = [(policy, Outlook(policy, known, from_on, until_on)) for policy in policies]
    for claims, arrears in _debtors(_OPEN, from_on):
        for policy, found in outlooks:
            found.add(claims, ahead(claims, arrears, country, policy, from_on, until_on, news))
    return [found for _, found in outlooks]


def _debtors(wanted: Q, on: date) -> Iterator[tuple[list[Claim], Arrears]]:
    """Each debtor's claims in the states wanted, and what its fees are counted by from a day on; in the order of ids."""
    states = rows.ClaimState.objects.filter(wanted)
    debtors = sorted(set(states.values_list("debtor_id", flat=True)))
    for start in range(0, len(debtors), _DEBTORS):
        some = debtors[start : start + _DEBTORS]
        fees = load.fee_days(some)
        spans = load.arrears_spans(some, min((on, *map(min, fees.values()))))
        claims: dict[int, list[Claim]] = defaultdict(list)
        theirs = states.filter(debtor_id__gte=some[0], debtor_id__lte=some[-1]).values("claim_id")
        for claim in load.claims(theirs).values():
            claims[claim.debtor_id].append(claim)
        for key in some:
            yield claims[key], Arrears(tuple(sorted(fees.get(key, ()))), tuple(spans[key]))


def _line(event: Event, on: date) -> DayLine | None:
    """The event as a line of a day's list, still without the debtor's name; None where it is of another day."""
    if isinstance(event, Stop):
        claim, step = event.claim, event.step.key if event.step else ""
        if event.on != on or event.refusal.until:
            return None
        return DayLine(claim.debtor_id, "", (claim.id,), (claim.number,), step, None, None, None, event.refusal)
    if event.sent_on != on:
        return None
    ids, numbers = zip(*((item.claim.id, item.claim.number) for item in event.taken), strict=True)
    fee, total = Money(event.fee, event.currency), Money(event.total, event.currency)
    return DayLine(event.debtor_id, "", ids, numbers, event.step.key, fee, total, event.deadline_on, None)
