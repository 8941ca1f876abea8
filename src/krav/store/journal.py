"""The journal of a case: every fact about its claims mirrored in a line, each line chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db.models import F, Max, Q, Window

from krav.store import models as rows
from krav.store.marks import last_ids
from krav.store.scope import Owned
from krav.store.write import insert_many


class Source(NamedTuple):
    """A table of facts: how a row leads to its claim, the columns that are mirrored, and the one that is its day."""

    name: str
    model: type[Owned]
    claim: str
    columns: tuple[str, ...]
    day: str


_LETTER = ("letter__number", "letter__step", "letter__sent_on", "letter__deadline_on", "letter__fee", "letter__total")
_LETTERS_CLAIM = "letter__letterclaim__claim_id"
SOURCES = (
    Source("entry", rows.Entry, "claim_id",
           ("claim__number", "kind", "amount", "on", "booked_on", "aim", "label"), "booked_on"),
    Source("sent_elsewhere", rows.SentElsewhere, "claim_id",
           ("claim__number", "step", "sent_on", "deadline_on", "fee", "channel", "address", "told_by"), "sent_on"),
    Source("letter", rows.LetterClaim, "claim_id", ("claim__number", *_LETTER), "letter__sent_on"),
    Source("dispatch", rows.Dispatch, _LETTERS_CLAIM, ("letter__number", "channel", "at", "address", "sha256"), "at"),
    Source("withdrawal", rows.Withdrawal, _LETTERS_CLAIM, ("letter__number", "on", "reason"), "on"),
    Source("returned", rows.Returned, _LETTERS_CLAIM, ("letter__number", "on", "reason", "told_by"), "on"),
    Source("hold", rows.Hold, "claim_id",
           ("claim__number", "reason", "note", "from_on", "until_on", "placed_by"), "from_on"),
    Source("hold_lift", rows.HoldLift, "hold__claim_id", ("hold__claim__number", "hold__reason", "on", "lifted_by"), "on"),
    Source("note", rows.Note, "claim_id", ("claim__number", "text", "written_by", "at"), "at"),
    Source("attachment", rows.Attachment, "claim_id",
           ("claim__number", "kind", "name", "sha256", "size", "told_by", "on"), "on"),
    Source("voucher", rows.Voucher, "claim_id",
           ("claim__number", "number", "kind", "amount", "lines", "not_payment", "on", "made_by"), "on"),
    Source("case_claim", rows.CaseClaim, "claim_id", ("claim__number", "joined_on"), "joined_on"),
)  # fmt: skip
"""Every kind of fact that a case's journal mirrors."""

_COLUMNS = ("case_id", "seq", "kind", "fact", "on", "at", "by", "data", "before", "hash")


class Line(NamedTuple):
    """A line to be written: `fact` names the mirrored row and is empty for what happened to the case itself."""

    case_id: int
    kind: str
    fact: str
    on: date
    data: Mapping[str, Any]


class Written(NamedTuple):
    """A line as it stands in the journal; `data` is its JSON text."""

    case_id: int
    seq: int
    kind: str
    fact: str
    on: date
    at: datetime
    by: str
    data: str
    before: str
    hash: str

    @property
    def expected(self) -> str:
        """The hash that the line must have after the one before it."""
        told = [self.seq, self.kind, self.fact, self.on.isoformat(), self.at.astimezone(UTC).isoformat(), self.by, self.data]
        return hashlib.sha256(f"{self.before}\n{canonical(told)}".encode()).hexdigest()


def canonical(value: object) -> str:
    """JSON with one spelling only: keys sorted, no spaces, days and moments as ISO text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_iso)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a journal.")


def marks() -> dict[str, int]:
    """The highest id of each table of facts, of whatever account: what is written from now on lies above."""
    found = last_ids([source.model for source in SOURCES])
    return {source.name: last for source, last in zip(SOURCES, found, strict=True)}


def mirrored(since: Mapping[str, int] | None, joined: Collection[int]) -> Iterator[Line]:
    """The lines of the facts above the marks about claims in cases, and of all facts about claims that have just joined.

    `since` None says that the account had no case before. A table that nobody wrote to since is not asked.
    """
    now = marks()
    gathered = rows.CaseClaim.objects.exclude(case__caseevent__kind="withdrawn")
    case_of = dict(gathered.filter(claim_id__in=joined).values_list("claim_id", "case_id")) if joined else {}
    for source in SOURCES:
        if not joined and (since is None or now[source.name] == since[source.name]):
            continue
        wanted = Q(**{f"{source.claim}__in": joined}) if joined else Q(pk__in=())
        if since is not None:
            wanted |= Q(pk__gt=since[source.name], **{f"{source.claim}__in": gathered.values("claim_id")})
        found = facts(source, wanted)
        unknown = {claim_id for _, claim_id, _ in found if claim_id not in case_of}
        if unknown:
            case_of |= dict(gathered.filter(claim_id__in=unknown).values_list("claim_id", "case_id"))
        told: set[tuple[int, int]] = set()
        for key, claim_id, data in found:
            case_id = case_of[claim_id]
            if (case_id, key) not in told:
                told.add((case_id, key))
                yield Line(case_id, source.name, f"{source.name} {key}", _day(data[source.day]), data)


def facts(source: Source, wanted: Q) -> list[tuple[int, int, dict[str, Any]]]:
    """The id, the claim and the mirrored columns of the facts wanted, oldest first."""
    found = source.model.objects.filter(wanted).order_by("pk").values_list("pk", source.claim, *source.columns)
    return [(row[0], row[1], dict(zip(source.columns, row[2:], strict=True))) for row in found]


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def write_lines(lines: Iterable[Line], at: datetime, by: str) -> set[int]:
    """Chains the lines to the journals of their cases, in the order given; the cases that have new lines."""
    lines = list(lines)
    ends = _ends({line.case_id for line in lines})
    chained: list[Written] = []
    for line in lines:
        seq, before = ends.get(line.case_id, (0, ""))
        bare = Written(line.case_id, seq + 1, line.kind, line.fact, line.on, at, by, canonical(line.data), before, "")
        whole = bare._replace(hash=bare.expected)
        ends[line.case_id] = (whole.seq, whole.hash)
        chained.append(whole)
    insert_many(rows.CaseEvent, _COLUMNS, chained)
    return set(ends)


def _ends(case_ids: set[int]) -> dict[int, tuple[int, str]]:
    """The number and the hash of each journal's last line."""
    last = Window(Max("seq"), partition_by=F("case_id"))
    found = rows.CaseEvent.objects.filter(case_id__in=case_ids).annotate(last=last).filter(seq=F("last"))
    return {case_id: (seq, told) for case_id, seq, told in found.values_list("case_id", "seq", "hash")}


def journal(case_id: int) -> list[Written]:
    """The lines of one case's journal, in their order. The account must be in scope."""
    return [Written(*row) for row in rows.CaseEvent.objects.filter(case_id=case_id).order_by("seq").values_list(*_COLUMNS)]
