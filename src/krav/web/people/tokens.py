"""Keys for programs: made and shown once, listed, revoked."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.tokens import make_token, revoke_token
from krav.kernel.role import Role
from krav.store.queries.tokens import tokens
from krav.web.page import Page, account_page
from krav.web.people.forms import NewToken


@account_page(needs=Role.ADMINISTRATOR)
def keys(page: Page) -> HttpResponse:
    """The account's keys; a new one stands on the page that answers, and nowhere later."""
    form = NewToken(page.request.POST if page.request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _keys(page, form, 422 if form.is_bound else 200)
    secret = make_token(page.account_id, **form.cleaned_data, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    answer = _keys(page, NewToken(), secret=secret, made=form.cleaned_data["name"])
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def key_revoke(page: Page, token_id: int) -> HttpResponse:
    """Ends a key."""
    name = revoke_token(page.account_id, token_id, on=page.on, by=page.by)
    page.say(_("The key “%(name)s” opens nothing any more.") % {"name": name})
    return page.go("settings_tokens")


def _keys(page: Page, form: NewToken, status: int = 200, secret: str = "", made: str = "") -> HttpResponse:
    found = tokens(page.account_id)
    return page.render("people/tokens.html", status, form=form, tokens=found, secret=secret, made=made)
