"""The pages for what went wrong: each says what, and what to do."""

import logging
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

_log = logging.getLogger("krav.web")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's own signature
    """Nothing there, or nothing of the reader's: the two look the same."""
    return render(request, "errors/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 Django's own signature
    """Something outside an account that this person may not do."""
    return render(request, "errors/forbidden.html", {"needed": None, "givers": ()}, status=403)


def expired(request: HttpRequest, reason: str) -> HttpResponse:  # noqa: ARG001 Django's own signature
    """A form that was not made for this browser, or stood open over a log-in."""
    return render(request, "errors/expired.html", status=403)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A body with more in it than a page has, or one that cannot be taken apart; or a name that is not this site's."""
    if isinstance(exception, DisallowedHost):  # nobody knows yet who asks
        return HttpResponseBadRequest(_("No Krav answers to this name. Whoever runs it says its name with KRAV_SITE."))
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
    return render(request, "errors/unreadable.html", status=400)


def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """A body of more bytes than a page can use."""
    return render(request, "errors/too_large.html", {"most": most // 1024 // 1024}, status=413)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours; drawn without asking the database for anything. Its reference stands in the log.

    Beside it stands the pattern of the address: the address itself may bear a debtor's code, or a name.
    """
    reference, at = uuid4().hex[:8], request.resolver_match
    _log.error("Fault %s at %s /%s", reference, request.method, at.route if at else "…")
    return HttpResponseServerError(render_to_string("errors/broken.html", {"reference": reference}))
