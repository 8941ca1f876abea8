"""Every request as it is told of: a line in the log and two figures, by the route's name and never by the address."""

import re
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from structlog.contextvars import bind_contextvars

from krav.wire import clock, log

REGISTRY = CollectorRegistry()
"""The figures of this process alone; under gunicorn all of them write into one folder, and it is read instead."""

_ASKED = Counter("krav_requests", "Requests answered.", ["route", "status"], registry=REGISTRY)
_TOOK = Histogram("krav_request_seconds", "How long an answer took.", ["route"], registry=REGISTRY)
_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
_WATCHED = {"health", "ready", "metrics"}
"""Asked every few seconds by machines: counted, and not told of line by line."""

HEADER = "X-Request-ID"


def told(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Tells of every request when it is answered; each has an id, which its log lines and its answer bear."""

    def answered(request: HttpRequest) -> HttpResponse:
        began = clock.ticks()
        request_id = _id(request.headers.get(HEADER, ""))
        with log.told_with(request=request_id, account=None):
            response = answer(request)
            took = clock.ticks() - began
            route = route_of(request)
            _ASKED.labels(route, str(response.status_code)).inc()
            _TOOK.labels(route).observe(took)
            whose = getattr(request, "seat", None) or getattr(request, "auth", None)  # a person's place, or a program's
            bind_contextvars(account=getattr(whose, "account_id", None))
            log.event(
                "request",
                level="debug" if route in _WATCHED else "info",
                method=_method(request),
                route=route,
                status=response.status_code,
                milliseconds=round(took * 1000),
            )
        response.headers[HEADER] = request_id
        return response

    return answered


def route_of(request: HttpRequest) -> str:
    """The name of the route that was taken; `none` where nothing is at the address, which is never told itself."""
    found = request.resolver_match
    return (found.view_name or "unnamed") if found else "none"


def _id(given: str) -> str:
    """The id that a proxy gave, where it is well formed; else one of our own."""
    return given if _ID.fullmatch(given) else uuid4().hex


def _method(request: HttpRequest) -> str:
    """The method, where it is a known one: a caller may write anything there."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return str(request.method) if request.method in known else "other"
