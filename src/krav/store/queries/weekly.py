"""Reads of the weekly list: how it is set, what would stand on it, and the lists that were made. The account is in scope."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

from krav.claims.policy import Policy
from krav.claims.weekly import Answer, Counted, Head, Line, Sent, WeeklyList
from krav.countries import country
from krav.kernel.alphabet import alphabetical
from krav.kernel.money import Minor, Money
from krav.law.step import StepKind
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.needs import approvable
from krav.store.scope import account_in_scope

LONGEST = 168
"""So many hours a list may wait for its answers."""

PAGE = 50
_KEPT_OPEN = timedelta(days=90)
_HEAD = Head._fields


class Setup(NamedTuple):
    """How the list is set; `stopped` says why nothing goes by itself: paused or quarantine."""

    weekly_on: int | None
    weekly_hour: int
    weekly_step: str
    weekly_to: str
    managers: bool
    answer_hours: int
    silence: str
    time_zone: str
    stopped: str


class Expired(NamedTuple):
    """A list whose time is up, and its lines without an answer, by their claims."""

    id: int
    step: str
    silence: str
    answer_by: datetime
    lines: dict[int, int]


def setup() -> Setup:
    """How the list is set; by the clock of the account's country unless another was chosen."""
    account = rows.Account.objects.get(pk=account_in_scope())
    row = rows.Schedule.objects.first() or rows.Schedule()
    stopped = "quarantine" if account.quarantine else "paused" if row.paused_by else ""
    zone = row.time_zone or country(account.country).time_zone
    told = (row.weekly_on, row.weekly_hour, row.weekly_step, row.weekly_to, row.managers, row.answer_hours, row.silence)
    return Setup(*told, zone, stopped)


def usual_step(policy: Policy) -> str:
    """The step that a list is about unless another is chosen: the first notice, else the last step."""
    notices = [step.key for step in policy.steps if step.kind is StepKind.NOTICE]
    return (notices or [step.key for step in policy.steps[-1:]] or [""])[0]


def ready(of: Creditor, step: str, on: date) -> dict[int, Minor]:
    """The claims that wait for a yes to the step and stand on no list that still may be answered, with their balances."""
    found = approvable(of, step, on)
    asked = set(_waiting(on).values_list("claim_id", flat=True)) if found else set()
    return {claim_id: balance for claim_id, balance in found.items() if claim_id not in asked}


def managers(claim_ids: Collection[int]) -> dict[int, str]:
    """The account manager of each claim's customer, where the accounting system names one."""
    told = rows.BooksItem.objects.filter(claim_id__in=claim_ids).exclude(manager="").order_by("id")
    return dict(told.values_list("claim_id", "manager"))


def made_since(moment: datetime) -> bool:
    """Whether a list was made since then."""
    return bool(rows.WeeklyList.objects.filter(made_at__gte=moment).exists())


def lists(before: int = 0) -> list[Counted]:
    """The lists, newest first: those made before the one of an id."""
    found = rows.WeeklyList.objects.filter(id__lt=before) if before else rows.WeeklyList.objects.all()
    heads = [Head(*row) for row in found.order_by("-id").values_list(*_HEAD)[:PAGE]]
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    total: dict[int, Minor] = defaultdict(int)
    of = rows.WeeklyLine.objects.filter(list_id__in=[head.id for head in heads]).values_list(
        "list_id", "weeklyanswer__answer"
    )
    for list_id, answer, lines, minor in of.order_by("list_id").annotate(lines=Count("id"), sum=Sum("open")):
        counted[list_id][answer or ""] = lines
        total[list_id] += minor
    currency = creditor_in_scope().country.currency
    return [Counted(head, counted[head.id], Money(total[head.id], currency)) for head in heads]


def the_list(list_id: int) -> WeeklyList | None:
    """A list with its lines; None where there is none of that id."""
    head = rows.WeeklyList.objects.filter(pk=list_id).values_list(*_HEAD).first()
    return WeeklyList(Head(*head), _lines(list_id, head[_HEAD.index("on")])) if head else None


def unmailed(now: datetime) -> list[int]:
    """The lists that may still be answered and that nobody knows of yet."""
    ids = list(rows.WeeklyList.objects.filter(answer_by__gt=now).order_by("id").values_list("id", flat=True))
    known = mailed(ids)
    return [list_id for list_id in ids if list_id not in known]


def mailed(list_ids: Collection[int]) -> dict[int, str]:
    """What became of the mail of each list that was handed over: sent, uncertain or refused."""
    keys = {mail_key(list_id): list_id for list_id in list_ids}
    told = rows.Audit.objects.filter(key__in=keys).values_list("key", "data")
    return {keys[key]: json.loads(data)["state"] for key, data in told}


def mail_key(list_id: int) -> str:
    """The key under which the mail of a list goes once."""
    return f"weekly-{list_id}"


def put_off_at() -> datetime | None:
    """When the mail server last said no to a list that may be tried again."""
    told = rows.Audit.objects.filter(action="mail_weekly", key="").order_by("-id").values_list("data", flat=True).first()
    return datetime.fromisoformat(json.loads(told)["now"]) if told else None


def expired(now: datetime, on: date) -> list[Expired]:
    """The lists whose time is up with lines that nobody answered."""
    waiting = _waiting(on).filter(list__answer_by__lte=now).order_by("id")
    of: dict[int, Expired] = {}
    columns = ("list_id", "list__step", "list__silence", "list__answer_by", "claim_id", "id")
    for list_id, step, silence, answer_by, claim_id, line_id in waiting.values_list(*columns):
        of.setdefault(list_id, Expired(list_id, step, silence, answer_by, {})).lines[claim_id] = line_id
    return list(of.values())


def answered(line_ids: Collection[int]) -> bool:
    """Whether one of these lines has an answer."""
    return bool(rows.WeeklyAnswer.objects.filter(line_id__in=line_ids).exists())


def language_of(address: str) -> str:
    """The language that whoever has this address reads on the pages; empty where they have chosen none."""
    return rows.User.objects.filter(email=address.lower()).values_list("language", flat=True).first() or ""


def _waiting(on: date) -> QuerySet[rows.WeeklyLine]:
    """The lines without an answer; those of older lists were closed."""
    return rows.WeeklyLine.objects.filter(list__on__gte=on - _KEPT_OPEN, weeklyanswer__isnull=True)


def _lines(list_id: int, on: date) -> tuple[Line, ...]:
    of = rows.WeeklyLine.objects.filter(list_id=list_id)
    claim = ("claim_id", "claim__debtor_id", "claim__number", "claim__debtor__name", "claim__due_on", "claim__currency")
    told = ("weeklyanswer__answer", "weeklyanswer__by", "weeklyanswer__how", "weeklyanswer__at", "weeklyanswer__refused")
    found = list(of.order_by("id").values_list("id", *claim, "open", *told))
    sent = _sent(list_id, on)
    lines = (
        Line(
            line_id, claim_id, debtor_id, number, customer, due_on, Money(minor, currency), tuple(sent[claim_id]),
            Answer(*answer) if answer[0] else None,
        )
        for line_id, claim_id, debtor_id, number, customer, due_on, currency, minor, *answer in found
    )  # fmt: skip
    language = creditor_in_scope().country.languages[0]
    return tuple(sorted(lines, key=lambda line: (alphabetical(line.customer, language), line.due_on, line.id)))


def _sent(list_id: int, until: date) -> dict[int, list[Sent]]:
    """What was sent about each claim of a list up to the day it was made, here and by other systems, oldest first."""
    claims = rows.WeeklyLine.objects.filter(list_id=list_id).values("claim_id")
    here = rows.LetterClaim.objects.filter(
        claim_id__in=claims, letter__withdrawal__isnull=True, letter__returned__isnull=True, letter__sent_on__lt=until
    )
    elsewhere = rows.SentElsewhere.objects.filter(claim_id__in=claims, sent_on__lt=until)
    told = [
        *here.values_list("claim_id", "step", "letter__sent_on"),
        *elsewhere.values_list("claim_id", "step", "sent_on"),
    ]
    found: dict[int, list[Sent]] = defaultdict(list)
    for claim_id, step, on in sorted(told, key=lambda row: row[2]):
        found[claim_id].append(Sent(step, on))
    return found
