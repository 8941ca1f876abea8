"""The accounting system of an account: how the connection stands, what waits in quarantine, reading now, letting go."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions.connecting import disconnect, let_go_on
from krav.actions.syncing import sync
from krav.countries import step_name
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries import connections as queries
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.wire import clock
from krav.wire.accounting.systems import systems


@account_page()
def connection(page: Page) -> HttpResponse:
    """The systems there are, or how the one that is connected stands."""
    at = queries.link()
    if at is None:
        known = [each for each in systems().values() if each.ready]
        return page.render("connections/systems.html", systems=known, may=page.may(Role.ADMINISTRATOR))
    if at.state == "choosing" and page.may(Role.ADMINISTRATOR):
        return page.go("settings_books_company")
    creditor, waits = creditor_in_scope(), at.state == "quarantine" and at.whole_on is not None
    found = queries.catch_up(creditor, page.on) if waits else None
    return page.render(
        "connections/connection.html",
        link=at,
        system=systems()[at.system],
        catch_up=found,
        steps=[(step_name(key, reader()), count) for key, count in found.steps.items()] if found else [],
        left_out=queries.left_out(at.id),
        differences=queries.differences(creditor, at.id, page.on) if at.whole_on else [],
        refused=queries.refused(),
        told=clock.told,
        may=page.may(Role.ADMINISTRATOR),
        may_read=page.may(Role.CASEWORKER),
    )


@require_POST
@account_page(needs=Role.CASEWORKER)
def read(page: Page) -> HttpResponse:
    """Reads what has changed, or the whole ledger, while the person waits."""
    whole, close = "whole" in page.request.POST, "close" in page.request.POST
    done = sync(page.account_id, on=page.on, by=page.by, whole=whole, close=close)
    if done is None:
        page.refuse(_("Nothing is connected that could be read."))
    elif done.new or done.changed or done.closed:
        new = ngettext("%(num)s new invoice", "%(num)s new invoices", done.new) % {"num": done.new}
        moved = done.changed + done.closed
        page.say(_("%(new)s, %(moved)s with news.") % {"new": new, "moved": moved})
    else:
        page.say(_("Nothing has changed there."))
    return page.go("settings_books")


@require_POST
@account_page(needs=Role.CASEWORKER)
def go_on(page: Page) -> HttpResponse:
    """Lets the account go on from what the first reading brought."""
    let_go_on(page.account_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("It goes on. Each claim gets its next lawful step, and no more than one at a time."))
    return page.go("settings_books")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page) -> HttpResponse:
    """Disconnects the system; what was read stays."""
    at = queries.link()
    if at is not None:
        disconnect(page.account_id, at.id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
        page.say(_("Disconnected. What was fetched stays; the rights are forgotten."))
    return page.go("settings_books")
