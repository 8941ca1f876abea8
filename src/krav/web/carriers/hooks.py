"""The door at which carriers tell what became of letters: an address of its own for each."""

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from krav.actions.carriers import told_by
from krav.kernel.refusal import KravError
from krav.wire import clock

_AGAIN = "120"
"""In so many seconds a letter that is handed over now is surely noted."""


@csrf_exempt
@require_http_methods(["POST", "HEAD"])  # some services look whether there is somebody
def carrier(request: HttpRequest, carrier_id: int, token: str) -> HttpResponse:
    """Hears what a carrier tells: 204 once it is kept, 404 at a wrong address, 400 for what is forged, old or unreadable.

    503 asks it to tell again: the letter may only be handed over now.
    """
    if request.method == "HEAD":
        return HttpResponse(status=204)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        kept = told_by(carrier_id, token, headers, request.body, now=clock.now())
    except LookupError as error:
        raise Http404 from error
    except RequestDataTooBig:
        return HttpResponse(status=413)
    except KravError:
        return HttpResponse(status=400)
    return HttpResponse(status=204) if kept else HttpResponse(status=503, headers={"Retry-After": _AGAIN})
