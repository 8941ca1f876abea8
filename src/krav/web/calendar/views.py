"""The look ahead: which letters come on which day, what would come by another policy, and stopping what is seen."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from krav.actions.holds import lift_holds, place_holds
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.ahead import mark
from krav.web import written
from krav.web.calendar.address import LARGE, address
from krav.web.calendar.kept import Asked, kept, worked_out
from krav.web.calendar.other import OtherForm, asked_policy
from krav.web.calendar.seen import seen
from krav.web.page import Page, account_page

AT_ONCE = 500
"""With more open claims than this, the page comes first and what it finds a moment later."""


@require_GET
@account_page()
def calendar(page: Page) -> HttpResponse:
    """What will come until a day."""
    creditor, now = creditor_in_scope(), mark()
    at = address(page.request.GET, page.on, now.open_claims)
    form = OtherForm(creditor.policy, creditor.country, page.request.GET)
    other, refused = asked_policy(form, creditor.country, page.on)
    asked = Asked(creditor, now, page.on, at.until, other)
    many = now.open_claims
    words: dict[str, Any] = {"at": at, "large": many > LARGE, "open_claims": many, "form": form, "refused": refused}
    found = kept(asked)
    if found is None and many > AT_ONCE and "now" not in page.request.GET:
        return page.render("calendar/waits.html", **words)
    return page.render("calendar/calendar.html", **words, **seen(page, at, creditor, *(found or worked_out(asked))))


@require_POST
@account_page(Role.CASEWORKER)
def stop(page: Page) -> HttpResponse:
    """Stops the claims that were ticked, until a day."""
    post = page.request.POST
    ticked = {int(key) for value in post.getlist("claims") for key in value.split(",") if key.isdecimal() and len(key) < 19}
    key = post.get("key", "")
    try:
        until_on = date.fromisoformat(post.get("until_on", ""))
        count = place_holds(page.account_id, ticked, "wait", until_on, on=page.on, by=page.by, key=key)
    except ValueError:
        page.refuse(_("Choose the day until which they are stopped; nothing was stopped."))
    except KravError as error:
        page.refuse(written.refusal(page, error))
    else:
        words = ngettext("%(n)s invoice waits until %(day)s.", "%(n)s invoices wait until %(day)s.", count)
        again = reverse("calendar_undo", kwargs={"slug": page.seat.slug, "placed": key})
        page.say(words % {"n": count, "day": written.day(page, until_on)}, again)
    here = reverse("calendar", kwargs={"slug": page.seat.slug})
    return redirect(f"{here}?{post.get('back', '')}#day")


@require_POST
@account_page(Role.CASEWORKER)
def undo(page: Page, placed: str) -> HttpResponse:
    """Lets the claims that were stopped together go on."""
    try:
        count = lift_holds(page.account_id, placed, on=page.on, by=page.by)
    except KravError as error:
        page.refuse(written.refusal(page, error))
    else:
        page.say(ngettext("%(n)s invoice goes on as before.", "%(n)s invoices go on as before.", count) % {"n": count})
    return page.go("calendar")
