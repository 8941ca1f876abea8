"""Whether a letter can be printed and put into a window envelope: paper, margins, fonts, and what shows in the window."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import pikepdf

from krav.countries import countries
from krav.wire.broken import Refused
from krav.wire.sending.post.marks import MM, Mark, marks
from krav.wire.sending.protocol import Parcel, To

MOST_PAGES: Final = 20
_A4: Final = (Decimal(210), Decimal(297))
_PLAY: Final = Decimal("0.5")
_MARGIN: Final = Decimal(5)
"""Nearer to the edge than this no printer prints."""

_FILE: Final = Path(__file__).with_name("windows.toml")
_UNREAD: Final = "The letter is no PDF that can be read."
_PAGES: Final = "The letter has {pages} pages; an envelope takes at most {most}."
_PAPER: Final = "Page {page} of the letter is not A4."
_TURNED: Final = "Page {page} of the letter is turned."
_EDGE: Final = "On page {page} something stands nearer than {margin} mm to the edge, where no printer prints."
_FONT: Final = "The letter does not bring the typeface {font} along, so it would look otherwise in print."
_NOBODY: Final = "The address does not stand in the envelope's window."
_PEEPS: Final = "In the envelope's window stands what is not the address: “{words}”."
_LACKING: Final = "The address has no postcode or no town, so the post cannot bring the letter."
_LOCKED: Final = "The letter is locked with a password."


class Box(NamedTuple):
    """A part of a page."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    def holds(self, mark: Mark) -> bool:
        """Whether a mark stands in it whole."""
        across = self.left <= mark.left and mark.right <= self.right
        return across and self.top <= mark.top and mark.bottom <= self.bottom

    def meets(self, mark: Mark) -> bool:
        """Whether a part of a mark stands in it."""
        across = mark.left < self.right and self.left < mark.right
        return across and mark.top < self.bottom and self.top < mark.bottom


class Window(NamedTuple):
    """A window: where the address always shows, and what may show besides."""

    address: Box
    clear: Box


@cache
def windows() -> dict[str, Window]:
    """The windows by their side."""
    told = tomllib.loads(_FILE.read_text("utf-8"))
    return {side: Window(*(_box(row[name]) for name in Window._fields)) for side, row in told.items()}


def check(parcel: Parcel) -> int:
    """Holds a letter to what a print house can print and put into an envelope; how many sheets it is.

    Raises:
        Refused: it cannot be, and why.
    """
    reaches = why_not(parcel.to)
    if reaches:
        raise Refused(reaches)
    try:
        with pikepdf.open(BytesIO(parcel.pdf)) as pdf:
            return _checked(pdf, parcel)
    except pikepdf.PasswordError as error:
        raise Refused(_LOCKED) from error
    except (pikepdf.PdfError, ArithmeticError, AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise Refused(_UNREAD) from error


def why_not(to: To) -> str:
    """Why the post cannot bring a letter to an address; empty where it can."""
    return "" if to.name.strip() and to.postcode.strip() and to.city.strip() else _LACKING


def _checked(pdf: pikepdf.Pdf, parcel: Parcel) -> int:
    pages = len(pdf.pages)
    if not 0 < pages <= MOST_PAGES:
        raise Refused(_PAGES, {"pages": pages, "most": MOST_PAGES})
    for at, page in enumerate(pdf.pages, 1):
        _paper(page, at)
        for font in _missing(page.obj.get("/Resources", pikepdf.Dictionary()), set()):
            raise Refused(_FONT, {"font": font})
        found = marks(page)
        if any(_off(mark) for mark in found):
            raise Refused(_EDGE, {"page": at, "margin": int(_MARGIN)})
        if at == 1:
            _window(found, windows()[countries()[parcel.country].window], parcel)
    return (pages + 1) // 2


def _paper(page: pikepdf.Page, at: int) -> None:
    left, bottom, right, top = (Decimal(str(edge)) * MM for edge in page.mediabox)
    size = (abs(right - left), abs(top - bottom))
    if any(abs(told - wanted) > _PLAY for told, wanted in zip(size, _A4, strict=True)) or "/UserUnit" in page.obj:
        raise Refused(_PAPER, {"page": at})
    if int(page.obj.get("/Rotate", 0)) % 360:
        raise Refused(_TURNED, {"page": at})


def _off(mark: Mark) -> bool:
    """Whether words or a picture stand too near to the edge, or off the page."""
    wide, high = _A4
    across = mark.left >= _MARGIN and mark.right <= wide - _MARGIN
    return mark.kind != "paint" and not (across and mark.top >= _MARGIN and mark.bottom <= high - _MARGIN)


def _window(found: list[Mark], window: Window, parcel: Parcel) -> None:
    """The address stands in the window, and nothing else does but whom it goes back to."""
    shown = [mark for mark in found if window.clear.meets(mark)]
    to = parcel.to
    address = _plain(f"{to.name}{to.attention}{to.street}{to.postcode}{to.city}")
    named = _plain(to.attention)
    inside = [mark for mark in shown if mark.kind == "text" and window.address.holds(mark)]
    said = _plain(" ".join(mark.words for mark in sorted(inside, key=lambda mark: (mark.top, mark.left))))
    if _plain(to.name)[:20] not in said or _plain(to.postcode) not in said:
        raise Refused(_NOBODY)
    abroad = to.country.upper() != parcel.country.upper()
    last = max(inside, key=lambda mark: mark.top)
    for mark in shown:
        words = _plain(mark.words)
        back = _plain(parcel.sender.name)[:20] in words
        own = mark in inside and (words in address or back or (bool(named) and words.endswith(named)))
        if not own and not (abroad and mark is last):
            raise Refused(_PEEPS, {"words": mark.words.strip()[:60] or mark.kind})


def _missing(resources: Any, seen: set[Any]) -> Iterator[str]:  # noqa: ANN401 pikepdf's objects
    """The typefaces that a page uses and does not bring along, also in what it includes."""
    for font in resources.get("/Font", {}).values():
        inner = font["/DescendantFonts"][0] if "/DescendantFonts" in font else font
        about = inner.get("/FontDescriptor", {})
        if font.get("/Subtype") != "/Type3" and not any(name in about for name in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield str(font.get("/BaseFont", "?")).lstrip("/")
    for part in resources.get("/XObject", {}).values():
        if part.objgen not in seen and "/Resources" in part:
            seen.add(part.objgen)
            yield from _missing(part["/Resources"], seen)


def _plain(words: str) -> str:
    """Letters and digits alone, so that blanks and a line's end make no difference."""
    return "".join(sign for sign in words.casefold() if sign.isalnum())


def _box(row: dict[str, int]) -> Box:
    return Box(*(Decimal(row[name]) for name in Box._fields))
