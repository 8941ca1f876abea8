"""The cockpit: what needs a person, over all of somebody's accounts or in one; everything else goes by itself."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.kernel.role import Role
from krav.store.queries.needs import Need, standing
from krav.store.queries.people import Seat, invitations_for, seats, withheld
from krav.store.queries.today import beside
from krav.web.figures import reader
from krav.web.frame import territory
from krav.web.kept import kept
from krav.web.needs import queue
from krav.web.needs.approve import answered, has_answers
from krav.web.needs.approve import approve as say_yes
from krav.web.needs.silence import silent_since
from krav.web.page import Page, account_page
from krav.web.reader import Request, reader_id
from krav.wire import clock


@require_GET
@login_required
def needs(request: Request) -> HttpResponse:
    """The queue over all of the reader's accounts; without any, how to begin."""
    every, waiting = seats(reader_id(request), reader()), invitations_for(reader_id(request))
    behind = withheld(reader_id(request), reader())
    if not every:
        return render(request, "needs/begin.html", {"waiting": waiting, "behind": behind})
    on = clock.today()
    shown = _shown(request, every, on, reverse("needs"))
    shown |= {"waiting": waiting, "behind": behind, "on": on, "key": uuid4().hex, "back": ""}
    return render(request, "needs/needs.html", shown)


def _else(page: Page) -> str | None:
    """What the queue hangs on beside the account: whether a worker runs. None where it tells something once."""
    return None if has_answers(page.request) else silent_since([page.account_id], clock.now(), page.on)


@require_GET
@account_page()
@kept(_else)
def needs_account(page: Page) -> HttpResponse:
    """The queue of one account."""
    shown = _shown(page.request, [page.seat], page.on, reverse("needs_account", kwargs={"slug": page.seat.slug}))
    return page.render("needs/needs.html", waiting=(), behind=(), back=page.seat.slug, **shown)


@require_POST
@login_required
def needs_approve(request: Request) -> HttpResponse:
    """The yes to everything ticked; what became of each stands on the page one came from."""
    say_yes(request, request.POST.getlist("approve"), request.POST.get("key", ""), clock.today())
    back = request.POST.get("back", "")
    known = back and any(seat.slug == back for seat in seats(reader_id(request)))
    return redirect("needs_account", slug=back) if known else redirect("needs")


def _shown(request: Request, every: Sequence[Seat], on: date, url: str) -> dict[str, Any]:
    """The words of the queue's page."""
    found = standing([seat.account_id for seat in every], on)
    only = request.GET.get("kind", "")
    clients = queue.clients(every, found, only if only in {kind.pick for kind in queue.KINDS.values()} else "")
    tasks = [need for each in found.values() for need in each.needs]
    leaves, from_clients = queue.leaving(found)
    letters = sum(number for _name, number in leaves)
    side = beside({account_id: each.creditor.country for account_id, each in found.items()}, on)
    of_account = {seat.account_id: seat for seat in every}
    return {
        "head": queue.head(len(tasks), sum(bool(each.needs) for each in found.values()), len(every))
        if tasks
        else _("Nothing needs you"),
        "line": queue.line(letters),
        "picks": queue.picks(found, only, url),
        "clients": clients,
        "done": not tasks,
        "answers": answered(request),
        "leaves": leaves,
        "letters": letters,
        "from_clients": from_clients,
        "side": side,
        "rates": [(territory(rate.country.code), rate.from_on) for rate in side.rates],
        "running": [(of_account[account_id], claim) for account_id, claim in side.running_out[:3]],
        "may_approve": _may_approve(every, tasks),
        "silence": silent_since([seat.account_id for seat in every], clock.now(), on),
    }


def _may_approve(every: Sequence[Seat], tasks: Sequence[Need]) -> bool:
    """Whether anything waits for a yes that the reader may give somewhere."""
    return any(need.kind == "approve" for need in tasks) and any(seat.role >= Role.CASEWORKER for seat in every)
