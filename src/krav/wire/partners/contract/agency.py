"""An agency on the contract, for one creditor: each thing is asked at one address, and written once by its key."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from urllib.parse import quote as quoted

from krav.formats.values import AttachmentIn
from krav.kernel.refusal import KravError
from krav.wire import clock
from krav.wire.broken import Refused, Uncertain
from krav.wire.call import Answer, Caller
from krav.wire.partners.contract import reading, written
from krav.wire.partners.values import Accepted, CaseOut, NewsIn, NewsPage, Quote, Standing, WordOut

T = TypeVar("T")

_UNREAD: Final = "{system} answered with something that cannot be read: {said}."
_MISSING: Final = "404"
_PAGES: Final = 10_000
"""More pages than any feed has: one that never ends is cut."""


class ContractAgency:
    """As the protocol says."""

    def __init__(self, caller: Caller, words: Mapping[str, Standing]) -> None:
        """Nothing is asked yet."""
        self._caller, self._words = caller, words

    def look(self) -> str:
        """The name under which the agency knows the creditor."""
        return self._read(self._caller.get("/creditor"), lambda row: reading.text(row, "name"))

    def quote(self, case: CaseOut) -> Quote | None:
        """What the case will cost; None where the agency has no price by case."""
        answer = self._caller.ask("/quotes", written.case_to_price(case))
        return self._read(answer, reading.quote) if answer.told else None

    def hand_over(self, case: CaseOut) -> Accepted:
        """Gives the case to the agency, once by its key."""
        answer = self._caller.send("POST", "/cases", written.case(case), key=case.key)
        return self._read(answer, self._accepted, Uncertain)

    def handed_over(self, key: str) -> Accepted | None:
        """The case that was handed over under this key."""
        answer = self._caller.get("/cases", {"key": key})
        found = self._read(answer, lambda row: [each for each in row["cases"] if each.get("key") == key])
        return self._read(answer, lambda _: self._accepted(found[0])) if found else None

    def tell(self, reference: str, word: WordOut) -> None:
        """Tells the agency something of a case, once by its key."""
        self._caller.send("POST", f"{_place(reference)}/words", written.word(word), key=word.key)

    def told(self, reference: str, key: str) -> bool:
        """Whether the agency has what was told under this key."""
        answer = self._caller.get(f"{_place(reference)}/words", {"key": key})
        return self._read(answer, lambda row: any(each.get("key") == key for each in row["words"]))

    def news(self, cursor: str) -> Iterator[NewsPage]:
        """What happened since the cursor, a page at a time."""
        for _ in range(_PAGES):
            page = self._read(self._caller.get("/news", {"after": cursor} if cursor else {}), self._page)
            if page.cursor == cursor and not page.last:
                raise Refused(_UNREAD, {"system": self._caller.name, "said": "the next page is this one again"})
            yield page
            if page.last:
                return
            cursor = page.cursor

    def document(self, name: str) -> AttachmentIn | None:
        """A paper that news named."""
        try:
            answer = self._caller.get(f"/documents/{quoted(name, safe='')}")
        except Refused as error:
            if str(error.facts.get("said", "")).startswith(_MISSING):
                return None
            raise
        media = answer.headers.get("content-type", "").partition(";")[0].strip() or "application/octet-stream"
        return AttachmentIn(name, media, answer.content)

    def _page(self, row: reading.Row) -> NewsPage:
        now = clock.now()
        news = tuple(reading.news(each, self._words, now) for each in row["news"])
        return NewsPage(reading.text(row, "cursor"), news, last=row["last"] is True)

    def _accepted(self, row: reading.Row) -> Accepted:
        return reading.accepted(row, self._words)

    def _read(self, answer: Answer, read: Callable[[Any], T], wrong: type[KravError] = Refused) -> T:
        """What an answer says.

        Raises:
            Refused: it cannot be read; Uncertain where something was written, which may be there.
        """
        try:
            return read(answer.told)
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
            said = f"{type(error).__name__}: {error}"[:200]
            raise wrong(_UNREAD, {"system": self._caller.name, "said": said}) from error


def heard(body: bytes, words: Mapping[str, Standing], system: str, now: datetime) -> tuple[NewsIn, ...]:
    """The news of a webhook whose signature was found right.

    Raises:
        Refused: nothing that could be read.
    """
    try:
        rows = json.loads(body)["news"]
        return tuple(reading.news(each, words, now) for each in rows)
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Refused(_UNREAD, {"system": system, "said": type(error).__name__}) from error


def _place(reference: str) -> str:
    return f"/cases/{quoted(reference, safe='')}"
