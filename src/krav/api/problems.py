"""How the interface says no: the same shape for everything that cannot be, may not be, or is not there."""

from collections.abc import Callable

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from krav.actions.policy import Unlawful
from krav.actions.rights import Forbidden
from krav.actions.stale import Overtaken
from krav.actions.unit import DoneBefore
from krav.api.shapes import Problem, as_problem, problem
from krav.claims.told_check import Untold
from krav.kernel.refusal import KravError, Refused
from krav.law.dated import NotInForce

_CODES: dict[type[KravError], tuple[int, str]] = {
    Forbidden: (403, "forbidden"),
    DoneBefore: (409, "done_before"),
    Overtaken: (409, "overtaken"),
    NotInForce: (409, "not_in_force"),
    Unlawful: (422, "unlawful"),
    Untold: (422, "untold"),
}
"""Which status and code an error has; any other is 422, cannot_be."""


def answer_problems(api: NinjaAPI) -> None:
    """Lets every refusal be answered as a Problem."""

    def answering(made: Callable[[Exception], tuple[int, Problem]]) -> Callable[[HttpRequest, Exception], HttpResponse]:
        def answer(request: HttpRequest, error: Exception) -> HttpResponse:
            status, said = made(error)
            return api.create_response(request, said.model_dump(mode="json"), status=status)

        return answer

    api.exception_handler(KravError)(answering(_refused))
    api.exception_handler(Http404)(answering(_absent))
    api.exception_handler(ValidationError)(answering(_invalid))
    api.exception_handler(HttpError)(answering(_http))
    api.exception_handler(BadRequest)(answering(_unread))
    api.exception_handler(SuspiciousOperation)(answering(_unread))


def _refused(error: Exception) -> tuple[int, Problem]:
    if isinstance(error, Refused):
        return 409, as_problem(error.refusal)
    status, code = next((told for kind, told in _CODES.items() if isinstance(error, kind)), (422, "cannot_be"))
    assert isinstance(error, KravError)  # noqa: S101 the handler is registered for nothing else
    said = problem(code, error)
    if isinstance(error, Untold):
        said.fields = error.fields
    return status, said


def _absent(error: Exception) -> tuple[int, Problem]:
    return 404, Problem(code="not_found", message=_("There is nothing here for this key."))


def _invalid(error: Exception) -> tuple[int, Problem]:
    wrong = error.errors if isinstance(error, ValidationError) else []
    fields = [".".join(map(str, each["loc"])) for each in wrong]
    return 422, Problem(code="invalid", message="; ".join(str(each["msg"]) for each in wrong), fields=fields)


def _http(error: Exception) -> tuple[int, Problem]:
    status = error.status_code if isinstance(error, HttpError) else 400
    if status == 401:
        return status, Problem(code="no_key", message=_("Show a key that opens an account: Authorization: Bearer …"))
    code = {413: "too_large", 429: "too_often"}.get(status, "unreadable")
    return status, Problem(code=code, message=str(error))


def _unread(error: Exception) -> tuple[int, Problem]:
    """What Django says of a body that it does not read, or not to its end."""
    if isinstance(error, RequestDataTooBig):
        return 413, Problem(code="too_large", message=str(error))
    return 400, Problem(code="unreadable", message=_("The body cannot be read."))
