"""Debitura for one creditor: cases by its own paths, their papers as files, everything else as messages on the case."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar
from urllib.parse import quote as quoted

from krav.formats.values import AttachmentIn
from krav.kernel.refusal import KravError
from krav.wire.broken import Refused, Uncertain
from krav.wire.call import Caller
from krav.wire.partners.debitura import reading, written
from krav.wire.partners.values import Accepted, CaseOut, DocumentOut, NewsIn, NewsPage, Quote, Standing, WordOut

T = TypeVar("T")

_PAGE: Final = 100
_UNREAD: Final = "{system} answered with something that cannot be read: {said}."
_MARK: Final = "[Krav "
_OVERLAP: Final = timedelta(days=1)
"""What moved from page to page while it was read is met again by the next reading."""

_LAST: Final = "case-file.txt"
"""The last file of a case: where it lies, the case is there with all its papers."""


class DebituraAgency:
    """As the protocol says."""

    def __init__(self, caller: Caller, files: Caller, user: str, *, test: bool) -> None:
        """Nothing is asked yet. `files` goes to wherever a file lies, without our key."""
        self._caller, self._files, self._user, self._test = caller, files, user, test

    def look(self) -> str:
        """The company's name as Debitura has it."""
        return self._read(self._caller.get("/me").told, lambda row: str(row["companyName"]))

    def quote(self, case: CaseOut) -> Quote | None:
        """What the preview of the case says; where nobody would take it, that is said."""
        found = self._caller.ask("/cases/preview", written.preview(case)).told or {}
        result = found.get("result") or {}
        if result.get("isEligible") is False:
            said = str(result.get("ineligibilityReason") or "")
            raise Refused("{system} would not take the case: {said}", {"system": self._caller.name, "said": said})
        principal = sum(each.principal for each in case.claims)
        return self._read(found, lambda row: reading.quote(row, principal, case.currency))

    def hand_over(self, case: CaseOut) -> Accepted:
        """Makes the case, and puts its papers to it: whatever of this was done before is not done again."""
        row = self._case(case.key)
        if row is None:
            row = self._caller.send("POST", "/cases", written.case(case, test=self._test), key=case.key).told
        accepted = self._read(row, _accepted, Uncertain)
        there = self._names(accepted.reference)
        data = DocumentOut("dossier", _LAST, "text/plain", case.data or b"{}", "")
        for paper in (*case.documents, data):
            if paper.name not in there:
                self._caller.give(f"{_place(accepted.reference)}/files", *written.upload(paper, case.key))
        return accepted

    def handed_over(self, key: str) -> Accepted | None:
        """The case of this key; None also where its papers are not all there, so that they are given."""
        row = self._case(key)
        found = None if row is None else self._read(row, _accepted)
        return found if found and _LAST in self._names(found.reference) else None

    def tell(self, reference: str, word: WordOut) -> None:
        """Writes on the case; there is no other way to tell of money or a recall. What is there is not written again."""
        if self.told(reference, word.key):
            return
        if word.document:
            self._caller.give(f"{_place(reference)}/files", *written.upload(word.document, word.key))
        else:
            self._caller.send("POST", f"{_place(reference)}/chats", written.message(word, self._user))

    def told(self, reference: str, key: str) -> bool:
        """Whether a message or a file of the case bears this key."""
        mark, place = written.mark(key), _place(reference)
        chats, files = self._caller.get(f"{place}/chats").told, self._caller.get(f"{place}/files").told
        said = [str(row.get("message") or "") for row in chats or ()]
        said += [str(row.get("description") or "") for row in files or ()]
        return any(mark in each for each in said)

    def news(self, cursor: str) -> Iterator[NewsPage]:
        """Cases that are open or were changed since, with their lines, messages and papers; then the payments.

        The cursor is the latest change that was read; while pages are left, the kind and number of the next one, too.
        """
        since, kind, number, newest = _unpacked(cursor)
        while kind:
            answer = self._caller.get(f"/{kind}", {"Page": number, "PageSize": _PAGE}).told or {}
            rows, pages = answer.get(kind.lower()) or [], int((answer.get("page") or {}).get("totalPages") or 1)
            read = partial(self._news, kind, since)
            news = [each for row in rows for each in self._read(row, read)]
            newest = max([newest, *self._read(rows, _changes)])
            number += 1
            if number > pages:
                kind, number = ("Payments" if kind == "cases" else ""), 1
            yield NewsPage(f"{since}|{kind}|{number}|{newest}" if kind else newest, tuple(news), last=not kind)

    def document(self, name: str) -> AttachmentIn | None:
        """A paper that news named: the case and the file."""
        case, _, wanted = name.partition("/")
        for row in self._caller.get(f"{_place(case)}/files").told or ():
            if str(row.get("id")) == wanted:
                answer = self._files.get(str(row["url"]))
                media = answer.headers.get("content-type", "application/octet-stream").partition(";")[0]
                return AttachmentIn(str(row.get("fileName") or wanted), media, answer.content)
        return None

    def _news(self, kind: str, since: str, row: reading.Row) -> list[NewsIn]:
        """What a row of a list comes to; one that has not changed, and will not, to nothing."""
        old = bool(since) and reading.changed(row) < reading.moment(since) - _OVERLAP
        if kind != "cases":
            return [] if old else [reading.payment(row)]
        if old and reading.standing(row, "") in _OVER:
            return []
        place = _place(str(row["id"]))
        line = self._caller.get(f"{place}/timeline").told or {}
        phase = str(line.get("currentEngagementPhase") or "")
        found = [reading.state(row, phase), *reading.timeline(row, line)]
        found += reading.chats(row, self._caller.get(f"{place}/chats").told)
        found += reading.files(row, self._caller.get(f"{place}/files").told, _MARK)
        return sorted(found, key=_when)

    def _case(self, key: str) -> reading.Row | None:
        """The case that bears our reference, if there is one."""
        try:
            found = self._caller.get(f"/cases/by-creditor-reference/{quoted(written.reference(key), safe='')}").told
        except Refused as error:
            if str(error.facts.get("said", "")).startswith("404"):
                return None
            raise
        return found if isinstance(found, dict) else None

    def _names(self, reference: str) -> set[str]:
        """The names of the case's files."""
        return {str(row.get("fileName")) for row in self._caller.get(f"{_place(reference)}/files").told or ()}

    def _read(
        self, found: Any, read: Callable[[Any], T], wrong: type[KravError] = Refused  # noqa: ANN401 whatever a system says
    ) -> T:
        """What an answer says.

        Raises:
            Refused: it cannot be read; Uncertain where something was written, which may be there.
        """
        try:
            return read(found)
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            said = f"{type(error).__name__}: {error}"[:200]
            raise wrong(_UNREAD, {"system": self._caller.name, "said": said}) from error


_OVER: Final = frozenset({Standing.PAID, Standing.UNPAID, Standing.RECALLED})


def _changes(rows: list[reading.Row]) -> list[str]:
    return [reading.changed(row).isoformat() for row in rows]


def _accepted(row: reading.Row) -> Accepted:
    return Accepted(str(row["id"]), reading.standing(row, "") or Standing.RECEIVED, str(row.get("lifecycle") or ""))


def _unpacked(cursor: str) -> tuple[str, str, int, str]:
    """Since when, of which list, which page of it, and the latest change so far."""
    if "|" not in cursor:
        return cursor, "cases", 1, cursor
    since, kind, number, newest = cursor.split("|", 3)
    return since, kind, int(number), newest


def _place(reference: str) -> str:
    return f"/cases/{quoted(reference, safe='')}"


def _when(news: NewsIn) -> datetime:
    return news.at
