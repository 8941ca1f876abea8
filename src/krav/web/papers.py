"""PDF files as answers, and the compiler that makes them: one a thread, for it is slow to make and not to be shared."""

from threading import local

from django.http import HttpResponse

from krav.claims.letter import Letter
from krav.render.pdf import Renderer
from krav.wire.given_out import given_out

_own = local()


def renderer() -> Renderer:
    """The compiler of this thread."""
    if not hasattr(_own, "renderer"):
        _own.renderer = Renderer()
    made: Renderer = _own.renderer
    return made


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF of our own making, shown where the browser can; nothing between keeps it. What others gave is downloaded."""
    return given_out(content, name, "application/pdf", "inline")


def spreadsheet(text: str, name: str) -> HttpResponse:
    """A table file with a mark of UTF-8, as the spreadsheets of Scandinavia want it."""
    return given_out(("\ufeff" + text).encode(), name, "text/csv; charset=utf-8")


def picture(content: bytes) -> HttpResponse:
    """A PNG of our own drawing; 404 where there is none."""
    if not content:
        return HttpResponse(status=404)
    return given_out(content, "picture.png", "image/png", "inline")


def letter_png(letter: Letter) -> HttpResponse:
    """The first page of a letter as a picture."""
    return picture(renderer().png(letter, ppi=110)[0])


def letter_pdf(letter: Letter) -> HttpResponse:
    """All of a letter, as it would be sent."""
    return pdf(renderer().pdf(letter), f"{letter.step.key}.pdf")
