"""Who may do what on an account: the people, their roles, and whom it waits for."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.people import ask_second_step, change_role, invite, remove_person, withdraw_invitation
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.people import (
    administrators,
    asked,
    asks_second_step,
    invitation,
    members,
    seat,
    with_second_step,
)
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.people.forms import Invite
from krav.web.people.mail import send_invitation
from krav.web.people.matrix import matrix
from krav.web.reader import reader_id


@require_GET
@account_page()
def people(page: Page) -> HttpResponse:
    """Everybody sees who else may; an administrator changes it."""
    return _people(page, Invite())


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def people_invite(page: Page) -> HttpResponse:
    """Asks somebody by e-mail; who was asked before is asked again."""
    form = Invite(page.request.POST)
    if not form.is_valid():
        return _people(page, form, 422)
    key = page.request.POST.get("key", "")
    try:
        made = invite(page.account_id, **form.cleaned_data, on=page.on, by=page.by, key=key)
    except KravError as error:
        form.add_error("email", said(error, reader()))
        return _people(page, form, 409)
    waiting = invitation(made)
    if waiting and send_invitation(page.request, waiting):
        page.say(_("%(email)s is invited. They join when they say yes.") % {"email": waiting.email})
    else:
        page.refuse(_("The invitation stands, but the mail server did not take the e-mail. Invite them again later."))
    return page.go("settings_people")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def people_withdraw(page: Page, invitation_id: int) -> HttpResponse:
    """Takes an invitation back."""
    email = withdraw_invitation(page.account_id, invitation_id, on=page.on, by=page.by)
    page.say(_("%(email)s is not invited any more.") % {"email": email})
    return page.go("settings_people")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def people_role(page: Page, user_id: int) -> HttpResponse:
    """Gives somebody another role."""
    given = {str(role.value): role for role in Role}.get(page.request.POST.get("role", ""))
    if given is None:
        raise KravError(_("Choose one of the three roles."))
    name = change_role(page.account_id, user_id, given, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("%(name)s has another role now.") % {"name": name})
    return page.go("settings_people")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def people_remove(page: Page, user_id: int) -> HttpResponse:
    """Takes somebody's place away."""
    name = remove_person(page.account_id, user_id, on=page.on, by=page.by)
    page.say(_("%(name)s cannot open %(account)s any more.") % {"name": name, "account": page.seat.name})
    return page.go("settings_people") if seat(reader_id(page.request), page.seat.slug) else redirect("needs")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def people_second_step(page: Page) -> HttpResponse:
    """Asks everybody for a second step, or nobody any more."""
    asks = page.request.POST.get("asks") == "1"
    ask_second_step(page.account_id, asks=asks, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    if asks:
        page.say(_("Only who has a second step at log-in opens this account from now on."))
    else:
        page.say(_("A second step at log-in is everybody’s own choice again."))
    return page.go("settings_people")


def _people(page: Page, form: Invite, status: int = 200) -> HttpResponse:
    everybody = members(page.account_id)
    return page.render(
        "people/people.html",
        status,
        form=form,
        members=everybody,
        stepped=with_second_step([member.user_id for member in everybody]),
        asks_second_step=asks_second_step(page.account_id),
        asked=asked(page.account_id),
        matrix=matrix(),
        roles=list(Role),
        administrators=administrators(page.account_id),
    )
