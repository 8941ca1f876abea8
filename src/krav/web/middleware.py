"""Around every page: a content security policy without exceptions, and the reader, at first without an account."""

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


def content_security(answer: Answer[HttpRequest]) -> Answer[HttpRequest]:
    """Only our own script, style and pictures; nothing inline, nothing framed."""

    def secured(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        return response

    return secured


def reader(answer: Answer[Request]) -> Answer[Request]:
    """A person's chosen language goes before the browser's; no account is open before a page opens one."""

    def in_language(request: Request) -> HttpResponse:
        request.seat = request.desk = request.looks_until = None
        if request.user.is_authenticated and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return answer(request)

    return in_language
