"""Connecting a carrier: what it asks for, and the first look at it."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.actions.carriers import check_carrier, connect_carrier
from krav.countries import translator
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.web.carriers import words
from krav.web.carriers.forms import RightsForm
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.written import refusal
from krav.wire.sending.carriers import carriers


@account_page(needs=Role.ADMINISTRATOR)
def connect(page: Page, via: str) -> HttpResponse:
    """What a carrier asks for; then it is asked itself, kept, and looked at."""
    chosen = carriers().get(via)
    if chosen is None:
        raise Http404
    posted = page.request.POST if page.request.method == "POST" else None
    form = RightsForm(chosen, posted)
    if posted is not None and form.is_valid():
        try:
            made = connect_carrier(
                page.account_id, via, form.cleaned_data, on=page.on, by=page.by, key=posted.get("key", "")
            )
            check_carrier(page.account_id, made, on=page.on, by=page.by)
        except KravError as error:
            form.add_error(None, refusal(page, error))
        else:
            page.say(_("%(name)s is connected. Send yourself a test.") % {"name": chosen.name})
            return page.go("settings_carrier", carrier_id=made)
    told = {"carrier": chosen, "form": form, "where": words.where(chosen), "verified": translator(reader())(chosen.verified)}
    return page.render("carriers/connect.html", 422 if form.errors else 200, **told)
