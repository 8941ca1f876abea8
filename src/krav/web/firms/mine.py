"""The firm that looks after an account, as the account sees it: who pays, its logo and words, and letting it go."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.firms import change_branding, change_payer, end_client
from krav.claims.branding import places
from krav.countries import country
from krav.kernel.role import Role
from krav.store.queries.firms import colleagues, keeper
from krav.store.queries.people import members
from krav.web.firms.clients import stays
from krav.web.page import Page, account_page
from krav.web.papers import picture
from krav.wire.logos import firm_logo


@require_GET
@account_page()
def firm(page: Page) -> HttpResponse:
    """Who looks after the account and what that means; without a firm, how one comes to."""
    client = keeper(page.account_id)
    here = {member.user_id for member in members(page.account_id)}
    people = [each for each in colleagues(client.firm_id) if each.user_id in here] if client else []
    kinds = places(country(page.seat.country), page.on)
    return page.render("firms/mine.html", client=client, people=people, kinds=kinds, may=page.may(Role.ADMINISTRATOR))


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def change(page: Page) -> HttpResponse:
    """Pays for itself from now on, or shows the firm's logo and words, or does not."""
    asked, key = page.request.POST, page.request.POST.get("key", "")
    if "pays" in asked:
        change_payer(page.account_id, asked["pays"], on=page.on, by=page.by, key=key)
        page.say(_("%(account)s pays for itself from now on.") % {"account": page.seat.name})
    else:
        branded = asked.get("branded") == "1"
        change_branding(page.account_id, branded=branded, on=page.on, by=page.by, key=key)
        shown = _("The firm’s name stands on your pages now.")
        page.say(shown if branded else _("The firm’s name is gone from your pages."))
    return page.go("settings_firm")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page) -> HttpResponse:
    """Leaves the firm; its people lose their places."""
    stay = end_client(page.account_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("No firm looks after %(account)s any more.") % {"account": page.seat.name} + " " + stays(stay))
    return page.go("settings_firm")


@require_GET
@account_page()
def logo_png(page: Page) -> HttpResponse:
    """The logo of the account's firm."""
    client = keeper(page.account_id)
    content = firm_logo(client.firm_id, client.logo) if client else b""
    return picture(content)
