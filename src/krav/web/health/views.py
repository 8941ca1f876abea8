"""Whether this process is alive, whether it is ready for requests, and its figures; none says anything to strangers."""

from hmac import compare_digest

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from krav.store import catalogue
from krav.web.health.figures import written
from krav.wire import disk, log

_PLAIN = "text/plain; charset=utf-8"


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 Django's own signature
    """This process answers; nothing else is asked."""
    return HttpResponse("alive\n", content_type=_PLAIN)


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 Django's own signature
    """Requests can be answered; otherwise 503 and one word of what is missing: database, migrations or disk."""
    missing = _missing()
    if missing:
        log.event("not_ready", level="warning", missing=missing)
    return HttpResponse(f"{missing or 'ready'}\n", content_type=_PLAIN, status=503 if missing else 200)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures for Prometheus, for whoever bears the token; nothing is here where there is none, or for anybody else."""
    wanted, given = settings.KRAV_METRICS_TOKEN, request.headers.get("Authorization", "")
    if not wanted or not compare_digest(f"Bearer {wanted}".encode(), given.encode()):
        raise Http404
    return HttpResponse(written(), content_type=CONTENT_TYPE_LATEST)


def _missing() -> str:
    try:
        if catalogue.pending():
            return "migrations"
    except DatabaseError:
        return "database"
    return "" if disk.writable(settings.KRAV_HOME) else "disk"
