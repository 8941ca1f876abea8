"""PDF files as answers, and the compiler that makes them: one a thread, for it is slow to make and not to be shared."""

from threading import local

from django.http import HttpResponse

from krav.claims.letter import Letter
from krav.render.pdf import Renderer

_own = local()


def renderer() -> Renderer:
    """The compiler of this thread."""
    if not hasattr(_own, "renderer"):
        _own.renderer = Renderer()
    made: Renderer = _own.renderer
    return made


def pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF that no browser takes for anything else, and that nothing between keeps."""
    return _file(content, name, "application/pdf", "inline")


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file that a browser saves and never opens, and that nothing between keeps."""
    return _file(content, name, kind, "attachment")


def _file(content: bytes, name: str, kind: str, how: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    answer["Content-Disposition"] = f'{how}; filename="{plain}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def letter_png(letter: Letter) -> HttpResponse:
    """The first page of a letter as a picture."""
    return HttpResponse(renderer().png(letter, ppi=110)[0], content_type="image/png")


def letter_pdf(letter: Letter) -> HttpResponse:
    """All of a letter, as it would be sent."""
    return pdf(renderer().pdf(letter), f"{letter.step.key}.pdf")
