"""PDF files as answers, and the compiler that makes them: one a thread, for it is slow to make and not to be shared."""

from threading import local

from django.http import HttpResponse

from krav.claims.letter import Letter
from krav.render.pdf import Renderer

_own = local()
_HARMLESS = "-_.() "
"""The signs besides letters and digits that a file's name may have on any computer."""


def renderer() -> Renderer:
    """The compiler of this thread."""
    if not hasattr(_own, "renderer"):
        _own.renderer = Renderer()
    made: Renderer = _own.renderer
    return made


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF of our own making, shown where the browser can; nothing between keeps it. What others gave is downloaded."""
    return _file(content, name, "application/pdf", "inline")


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file that a browser saves and never opens, and that nothing between keeps."""
    return _file(content, name, kind, "attachment")


def spreadsheet(text: str, name: str) -> HttpResponse:
    """A table file with a mark of UTF-8, as the spreadsheets of Scandinavia want it."""
    return download(("\ufeff" + text).encode(), name, "text/csv; charset=utf-8")


def picture(content: bytes) -> HttpResponse:
    """A PNG of our own drawing; 404 where there is none."""
    if not content:
        return HttpResponse(status=404)
    return _file(content, "picture.png", "image/png", "inline")


def _file(content: bytes, name: str, kind: str, how: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    plain = "".join(sign if sign.isascii() and (sign.isalnum() or sign in _HARMLESS) else "_" for sign in name).strip(". ")
    answer["Content-Disposition"] = f'{how}; filename="{plain}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def letter_png(letter: Letter) -> HttpResponse:
    """The first page of a letter as a picture."""
    return picture(renderer().png(letter, ppi=110)[0])


def letter_pdf(letter: Letter) -> HttpResponse:
    """All of a letter, as it would be sent."""
    return pdf(renderer().pdf(letter), f"{letter.step.key}.pdf")
