"""Who works at a firm: asked by e-mail, given a role, taken off; their seats on the clients go with them."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.colleagues import change_colleague, let_go
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.firms import colleagues, desk
from krav.web.firms.forms import Ask
from krav.web.firms.offers import LASTS, send_work
from krav.web.firms.page import FirmPage, firm_page
from krav.web.reader import reader_id


@firm_page()
def people(page: FirmPage) -> HttpResponse:
    """Everybody sees who else works there; an administrator asks somebody more."""
    if page.request.method == "POST":
        return _ask(page)
    return _people(page, Ask())


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def role(page: FirmPage, user_id: int) -> HttpResponse:
    """Gives somebody another role, at the firm and on its clients."""
    given = {str(each.value): each for each in Role}.get(page.request.POST.get("role", ""))
    if given is None:
        raise KravError(_("Choose one of the three roles."))
    name = change_colleague(page.firm.id, user_id, given, on=page.on, by=page.by)
    page.say(_("%(name)s has another role now.") % {"name": name})
    return page.go("firm_people")


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def remove(page: FirmPage, user_id: int) -> HttpResponse:
    """Takes somebody's place away, and their seats on the clients."""
    stay = let_go(page.firm.id, user_id, on=page.on, by=page.by)
    page.say(_("They work at %(firm)s no more, and have lost their places on its clients.") % {"firm": page.firm.name})
    if stay:
        which = {"which": ", ".join(stay)}
        page.refuse(_("Nobody else administers these, so they keep their place there: %(which)s.") % which)
    return page.go("firm_people") if desk(reader_id(page.request), page.firm.slug) else redirect("needs")


def _ask(page: FirmPage) -> HttpResponse:
    form = Ask(page.request.POST)
    if not page.may(Role.ADMINISTRATOR):
        return _people(page, form, 403)
    if not form.is_valid():
        return _people(page, form, 422)
    email = form.cleaned_data["email"]
    if send_work(page.request, page.firm, email, form.cleaned_data["role"], page.by.name):
        page.say(_("%(email)s is asked. The link lasts %(days)s days.") % {"email": email, "days": LASTS.days})
    else:
        page.refuse(_("The mail server did not take the e-mail. Ask them again later."))
    return page.go("firm_people")


def _people(page: FirmPage, form: Ask, status: int = 200) -> HttpResponse:
    found = colleagues(page.firm.id)
    mine = page.may(Role.ADMINISTRATOR)
    return page.render("firms/people.html", status, form=form, people=found, roles=list(Role), mine=mine)
