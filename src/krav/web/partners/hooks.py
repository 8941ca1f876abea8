"""The door at which collection partners tell their news: an address of its own for each agreement, and signed words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from krav.actions.partner_news import heard
from krav.kernel.refusal import KravError
from krav.wire import clock

_SALT = "krav.partner"


def address(agreement_id: int) -> str:
    """The path at which the partner of an agreement tells its news."""
    return reverse("hooks_partner", kwargs={"agreement_id": agreement_id, "token": _token(agreement_id)})


@csrf_exempt
@require_POST
def partner(request: HttpRequest, agreement_id: int, token: str) -> HttpResponse:
    """Hears what a partner tells: 204 once it is kept, 404 at a wrong address, 400 for what is forged, old or unreadable."""
    if not constant_time_compare(token, _token(agreement_id)):
        raise Http404
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        heard(agreement_id, headers, request.body, now=clock.now())
    except KravError:
        return HttpResponse(status=400)
    return HttpResponse(status=204)


def _token(agreement_id: int) -> str:
    """What stands in the address of an agreement, so that nobody finds one by counting."""
    return salted_hmac(_SALT, str(agreement_id), algorithm="sha256").hexdigest()[:32]
