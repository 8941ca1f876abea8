"""Whether the journal of a case is whole: the chain unbroken, each mirrored fact as it stands, none missing or cut off."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Q

from krav.kernel.phrase import Facts, Show, Translate, iso, say
from krav.store import journal
from krav.store import models as rows
from krav.store.journal import Written, canonical
from krav.store.personal import FREE, SIGN


class Fault(NamedTuple):
    """Something wrong at a line (0: with the journal as a whole): a phrase and what fills it."""

    seq: int
    reason: str
    facts: Facts

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """The fault in the translator's language."""
        return say(self.reason, self.facts, translate, show)


def verify(case_id: int, exported: Sequence[Written] = ()) -> list[Fault]:
    """Every fault of a case's journal, and of it against an earlier export. The account must be in scope."""
    lines = journal.journal(case_id)
    was_erased = rows.Erasure.objects.filter(debtor__case=case_id).exists()
    return [*broken_chain(lines, was_erased=was_erased), *_changed(lines), *_missing(case_id, lines), *_cut(lines, exported)]


def broken_chain(lines: Sequence[Written], *, was_erased: bool = False) -> list[Fault]:
    """Where a journal is not chained: needs nothing but its lines, so an export is checked by itself.

    Where the customer's data was erased, a line without any word of people is as the erasure left it: its hash stays that
    of what it said, and the next line follows that.
    """
    faults: list[Fault] = []
    before = ""
    for seq, line in enumerate(lines, 1):
        if line.seq != seq:
            faults.append(Fault(line.seq, "Line {seq} stands where line {wanted} should.", {"seq": line.seq, "wanted": seq}))
        if line.before != before:
            faults.append(Fault(line.seq, "Line {seq} does not follow the line before it.", {"seq": line.seq}))
        if line.hash != line.expected and not (was_erased and _wordless(line)):
            faults.append(Fault(line.seq, "Line {seq} was changed after it was written.", {"seq": line.seq}))
        before = line.hash
    return faults


def _wordless(line: Written) -> bool:
    """Whether a line is as an erasure leaves it: signs where people's words may stand.

    A mirrored line is held against its fact besides, where a reason may be a code that stays.
    """
    data = json.loads(line.data)
    signs = [value in (SIGN, "", {}, []) for name, value in data.items() if name in FREE]
    return any(signs) if line.fact else all(signs)


def exported_lines(text: str) -> list[Written]:
    """The lines of a journal as `export` wrote them.

    Raises:
        ValueError: it is no such file.
    """
    return [_line(json.loads(row)) for row in text.splitlines() if row]


def export(lines: Sequence[Written]) -> str:
    """The journal for an auditor: one JSON object a line, the same bytes each time."""
    return "".join(canonical(line._asdict()) + "\n" for line in lines)


def _line(row: object) -> Written:
    if not isinstance(row, dict) or row.keys() != set(Written._fields):
        raise ValueError("a line of a journal has " + ", ".join(Written._fields))
    return Written(**row | {"on": date.fromisoformat(row["on"]), "at": datetime.fromisoformat(row["at"])})


def _changed(lines: Sequence[Written]) -> Iterator[Fault]:
    """Facts that do not say any more what was mirrored."""
    for source in journal.SOURCES:
        mirrored = {int(line.fact.split()[1]): line for line in lines if line.fact.startswith(f"{source.name} ")}
        found = journal.facts(source, Q(pk__in=mirrored)) if mirrored else []
        told = {key: canonical(data) for key, _, data in found}
        for key, line in mirrored.items():
            if key not in told:
                yield Fault(line.seq, "What line {seq} mirrors is gone: {fact}.", {"seq": line.seq, "fact": line.fact})
            elif line.data != told[key]:
                facts = {"seq": line.seq, "fact": line.fact}
                yield Fault(line.seq, "What line {seq} mirrors was changed: {fact}.", facts)


def _missing(case_id: int, lines: Sequence[Written]) -> Iterator[Fault]:
    """Facts about the case's claims that no line mirrors; a case that let its claims go mirrors them no longer."""
    if any(line.kind == "withdrawn" and not line.fact for line in lines):
        return
    known = {line.fact for line in lines}
    members = list(rows.CaseClaim.objects.filter(case_id=case_id).values_list("claim_id", flat=True))
    for source in journal.SOURCES:
        for key in {key for key, _, _ in journal.facts(source, Q(**{f"{source.claim}__in": members}))}:
            if f"{source.name} {key}" not in known:
                yield Fault(0, "No line mirrors {fact}.", {"fact": f"{source.name} {key}"})


def _cut(lines: Sequence[Written], exported: Sequence[Written]) -> Iterator[Fault]:
    """Where the journal is not what was exported and more."""
    for old, new in zip(exported, lines, strict=False):
        if old != new:
            yield Fault(new.seq, "Line {seq} is not the one that was exported.", {"seq": new.seq})
            return
    if len(lines) < len(exported):
        missing = {"count": len(exported) - len(lines)}
        yield Fault(0, "Lines that were exported and are missing at the end: {count}.", missing)
