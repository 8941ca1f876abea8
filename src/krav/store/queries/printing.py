"""Reads of letters printed by the account itself: the runs, their letters, and what was not ticked off."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.queries.letters import PASSED


class Run(NamedTuple):
    """Letters printed together, and how many of them nobody has ticked off."""

    id: int
    on: date
    made_by: str
    made_at: datetime
    letters: int
    left: int


class Printed(NamedTuple):
    """A letter of a run. `state` is that of its row in the outbox, `gone` says that it must not be posted any more."""

    id: int
    number: str
    debtor: str
    street: str
    postcode: str
    city: str
    step: str
    sent_on: date
    total: Money
    state: str
    leaves_at: datetime | None
    gone: bool
    posted: bool


def printable(letter_ids: Collection[int]) -> list[int]:
    """Those of the letters that leave as files and were posted by nobody, in the order of postcodes, then names."""
    found = rows.Outbox.objects.filter(letter_id__in=letter_ids, channel="file", state__in=("queued", "delivered"))
    found = found.filter(letter__withdrawal=None, letter__returned=None).exclude(Exists(_posted()))
    ordered = found.order_by("letter__debtor__postcode", "letter__debtor__name", "letter_id")
    return list(ordered.values_list("letter_id", flat=True))


def _posted() -> QuerySet[rows.Receipt]:
    return rows.Receipt.objects.filter(letter_id=OuterRef("letter_id"), channel="file", kind="posted")


def _unposted() -> QuerySet[rows.PrintRunLetter]:
    """Letters of runs that nobody has ticked off, and that are still to be posted."""
    lies_here = rows.Outbox.objects.filter(
        letter_id=OuterRef("letter_id"), channel="file", state__in=("queued", "sending", "delivered")
    )
    still = rows.PrintRunLetter.objects.filter(letter__withdrawal=None, letter__returned=None)
    return still.filter(Exists(lies_here)).exclude(Exists(_posted()))


def runs(limit: int = 60) -> list[Run]:
    """The newest runs first."""
    left = _unposted().filter(run_id=OuterRef("pk")).order_by().values("run_id").annotate(count=Count("id")).values("count")
    found = rows.PrintRun.objects.annotate(letters=Count("printrunletter"), left=Subquery(left)).order_by("-id")[:limit]
    return [Run(*row[:-1], row[-1] or 0) for row in found.values_list("id", "on", "made_by", "made_at", "letters", "left")]


def run(run_id: int) -> Run | None:
    """The run of that id."""
    left = _unposted().filter(run_id=run_id).count()
    found = rows.PrintRun.objects.filter(pk=run_id).annotate(letters=Count("printrunletter"))
    row = found.values_list("id", "on", "made_by", "made_at", "letters").first()
    return Run(*row, left) if row else None


def printed(run_id: int) -> list[Printed]:
    """The letters of a run, in the order of its pages."""
    letter = ("letter_id", "letter__number", "letter__debtor__name", "letter__debtor__street", "letter__debtor__postcode",
              "letter__debtor__city", "letter__step", "letter__sent_on", "letter__total", "letter__currency")  # fmt: skip
    became = ("letter__withdrawal__id", "letter__returned__id")
    found = rows.PrintRunLetter.objects.filter(run_id=run_id).order_by("place").values_list(*letter, *became)
    here = rows.Outbox.objects.filter(letter__printrunletter__run_id=run_id, channel="file")
    outbox = {row[0]: row[1:] for row in here.values_list("letter_id", "state", "leaves_at")}
    told = rows.Receipt.objects.filter(letter__printrunletter__run_id=run_id, channel="file", kind="posted")
    posted = set(told.values_list("letter_id", flat=True))
    lines = []
    for *about, total, currency, withdrawn, returned in found:
        state, leaves_at = outbox.get(about[0], (PASSED, None))
        gone = bool(withdrawn or returned) or state == PASSED
        lines.append(Printed(*[*about, Money(total, currency), state, leaves_at, gone, about[0] in posted]))
    return lines


def not_in_a_run(since: date) -> list[int]:
    """The letters on paper made since a day that are in no run and posted by nobody, oldest first."""
    found = rows.Outbox.objects.filter(channel="file", state__in=("queued", "delivered"), letter__sent_on__gte=since)
    found = found.filter(letter__withdrawal=None, letter__returned=None, letter__printrunletter=None)
    return list(found.exclude(Exists(_posted())).order_by("letter_id").values_list("letter_id", flat=True))


def forgotten(since: date, until: date) -> QuerySet[rows.PrintRunLetter]:
    """Letters of the runs of some days, both included, that nobody has ticked off."""
    return _unposted().filter(run__on__range=(since, until))
