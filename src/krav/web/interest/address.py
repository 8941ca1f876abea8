"""The address of the interest invoices' page: which list, from where on, and what was just made."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

from django.urls import reverse

READY, BELOW, REFUSED, ORDERS, ISSUED, CORRECT = "ready", "below", "refused", "orders", "issued", "correct"
SHOWS = (READY, ORDERS, ISSUED, CORRECT, BELOW, REFUSED)
"""The lists: who may be invoiced, drafts, what was issued, what to mend, who waits below the threshold, who is left out."""

PAGE = 100

T = TypeVar("T")


class Span(NamedTuple):
    """The ids that one action made, from the first to the last; no other action of the account made any between."""

    first: int = 0
    last: int = -1

    def __contains__(self, made: object) -> bool:
        return isinstance(made, int) and self.first <= made <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}" if self.last >= self.first else ""


class Address(NamedTuple):
    """What the page is asked for; `after` is the key of the last row of the page before."""

    show: str = READY
    after: str = ""
    new: Span = Span()

    def url(self, slug: str) -> str:
        """The address of the page."""
        told = {key: str(value) for key, value in self._asdict().items() if value != Address._field_defaults[key]}
        return reverse("invoices_interest", kwargs={"slug": slug}) + (f"?{urlencode(told)}" if told else "")


def address(told: Mapping[str, str]) -> Address:
    """The address as a reader's browser tells it; what makes no sense is as always."""
    show = told.get("show", "")
    return Address(show if show in SHOWS else READY, told.get("after", "")[:40], span(told.get("new", "")))


def span(text: str) -> Span:
    """The ids of “5-9”; none where that is no span."""
    first, last = number(text.partition("-")[0]), number(text.partition("-")[2])
    return Span(first, last) if first and last else Span()


def numbers(texts: Sequence[str]) -> list[int]:
    """The ids among these texts, each once."""
    return [found for text in dict.fromkeys(texts) if (found := number(text))]


def number(text: str) -> int:
    """The id, or 0."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def paged(items: Sequence[T], after: str, key: Callable[[T], str]) -> tuple[Sequence[T], str]:
    """The items of a page, and the key the next page comes after; empty at the end."""
    start = next((place + 1 for place, item in enumerate(items) if key(item) == after), 0)
    shown = items[start : start + PAGE]
    return shown, key(shown[-1]) if len(items) > start + PAGE else ""
