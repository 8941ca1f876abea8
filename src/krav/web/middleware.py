"""Around every answer: what a browser may do with it, who may keep it, and the reader, at first without an account."""

from collections.abc import Callable
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from krav.web.reader import Request

Asked = TypeVar("Asked", bound=HttpRequest)
Answer = Callable[[Asked], HttpResponse]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


_OURS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Content-Type-Options": "nosniff",
}


def content_security(answer: Answer[HttpRequest]) -> Answer[HttpRequest]:
    """Only our own script, style and pictures; nothing inline, nothing framed, nothing of a device, nothing guessed."""

    def secured(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        for name, told in _OURS.items():
            response.headers.setdefault(name, told)
        return response

    return secured


def reader(answer: Answer[Request]) -> Answer[Request]:
    """A person's chosen language goes before the browser's; no account is open before a page opens one.

    What was made for a person or a program is kept by nobody on the way, nor by the browser.
    """

    def in_language(request: Request) -> HttpResponse:
        request.seat = request.desk = request.looks_until = None
        request.holed = False
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = answer(request)
        if request.user.is_authenticated or request.path.startswith("/api/"):  # who reads next here is somebody else
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return in_language
