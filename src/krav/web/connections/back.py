"""Back from a system's own page: the rights that it gives are kept for what the person began."""

from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.people import seat
from krav.store.scope import account_scope
from krav.web.connections.begin import Begun, asked, back, keep_rights, named
from krav.web.connections.forms import RightsForm
from krav.web.connections.new import given
from krav.web.page import Page
from krav.web.reader import Request, reader_id
from krav.web.written import refusal
from krav.wire import clock


@require_GET
@login_required
def connected(request: Request) -> HttpResponse:
    """On with the account, or with the new company, that the person began; nobody else's."""
    try:
        begun = Begun.read(request.GET.get("state", ""))
    except BadSignature as error:
        raise Http404 from error
    if begun.user_id != reader_id(request):
        raise Http404
    system = named(begun.code)
    if not begun.slug:
        return given(request, system, request.GET.dict())
    at = seat(reader_id(request), begun.slug)
    if at is None or at.role < Role.ADMINISTRATOR:
        raise Http404
    request.seat = at
    page = Page(request, at, clock.today(), Actor(request.user.get_username(), at.role))
    with account_scope(at.account_id):
        try:
            keep_rights(at.account_id, begun.code, request.GET.dict(), back(request), page.by)
        except KravError as error:
            form = RightsForm(system, {})
            form.add_error(None, refusal(page, error))
            return asked(page, system, form)
        return page.go("settings_books_company")
