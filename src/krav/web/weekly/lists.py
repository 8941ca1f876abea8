"""The weekly list on the account's own pages: how it is set, the lists that were made, and their answers."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions.rights import Forbidden
from krav.actions.weekly import send_now
from krav.actions.weekly_answers import Reply, answer
from krav.actions.weekly_setup import set_weekly
from krav.claims.weekly import WeeklyList
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.weekly import PAGE, Setup, lists, made_since, mailed, ready, setup, the_list
from krav.web.page import Page, account_page
from krav.web.weekly import words
from krav.web.weekly.forms import WeeklyForm, weekdays
from krav.web.written import day, refusal, word
from krav.wire import clock, zones


@account_page()
def weekly(page: Page) -> HttpResponse:
    """How the list is set, and the lists so far; sent, the form sets it."""
    stands, of = setup(), creditor_in_scope()
    form = WeeklyForm(page.request.POST if page.request.method == "POST" else None, stands, of.policy)
    if not form.is_bound:
        return _page(page, stands, form)
    if form.is_valid():
        try:
            set_weekly(page.account_id, form.asked(), on=page.on, by=page.by, key=page.request.POST.get("key", ""))
        except Forbidden:
            raise
        except KravError as error:
            form.add_error(None, refusal(page, error))
        else:
            page.say(_("Saved. The list is as you set it from now on."))
            return page.go("settings_weekly")
    return _page(page, stands, form, 422)


@require_POST
@account_page(Role.CASEWORKER)
def send(page: Page) -> HttpResponse:
    """Sends the list now."""
    key = page.request.POST.get("key", "")
    try:
        sent = send_now(page.account_id, now=clock.now(), on=page.on, by=page.by, key=key)
    except KravError as error:
        page.refuse(refusal(page, error))
    else:
        page.say(ngettext("%(num)s list was mailed.", "%(num)s lists were mailed.", sent) % {"num": sent})
    return page.go("settings_weekly")


@account_page()
def one(page: Page, list_id: int) -> HttpResponse:
    """A list with its answers; what waits can be answered here as well."""
    listed, refused, told = _found(list_id), "", None
    if page.request.method == "POST":
        chosen = [int(line) for line in page.request.POST.getlist("line") if line.isdecimal()]
        given = page.request.POST.get("answer", "")
        reply = Reply(list_id, chosen, given, "page", page.request.POST.get("why", ""))
        try:
            told = answer(
                page.account_id, reply, now=clock.now(), on=page.on, by=page.by, key=page.request.POST.get("key", "")
            )
        except Forbidden:
            raise
        except KravError as error:
            refused = refusal(page, error)
        else:
            if not told.refusals:
                page.say(words.came(given, told))
                return page.go("settings_weekly_list", list_id=list_id)
        listed = _found(list_id)
    zone = setup().time_zone
    return page.render(
        "weekly/list.html",
        409 if refused else 200,
        head=listed.head,
        lines=listed.lines,
        waiting=len(listed.unanswered),
        over=clock.now() >= listed.head.answer_by,
        until=words.moment(listed.head.answer_by, zone, page.seat.country),
        moment=lambda at: words.moment(at, zone, page.seat.country),
        answered=lambda line: words.answered(line.answer, listed.head.silence),
        unmailed=words.unmailed(mailed([list_id]).get(list_id, "")),
        refused=refused,
        told=told,
        word=word,
        may=page.may(Role.CASEWORKER),
    )


def _found(list_id: int) -> WeeklyList:
    found = the_list(list_id)
    if found is None:  # the address was looked at before the view
        raise KravError("There is no such list in this account.")
    return found


def _page(page: Page, stands: Setup, form: WeeklyForm, status: int = 200) -> HttpResponse:
    number = page.request.GET.get("before", "")
    found = lists(int(number) if number.isdecimal() else 0)
    of, now = creditor_in_scope(), clock.now()
    waiting = ready(of, stands.weekly_step, page.on)
    shown: dict[str, Any] = {
        "form": form,
        "stands": stands,
        "coming": _coming(page, stands),
        "waiting": len(waiting),
        "lists": found,
        "next": found[-1].head.id if len(found) == PAGE else 0,
        "states": {list_id: words.unmailed(state) for list_id, state in _states(found).items()},
        "moment": lambda at: words.moment(at, stands.time_zone, page.seat.country),
        "now": now,
        "word": word,
        "may_set": page.may(Role.ADMINISTRATOR),
        "may_send": page.may(Role.CASEWORKER),
    }
    return page.render("weekly/weekly.html", status, **shown)


def _states(found: list[Any]) -> dict[int, str]:
    ids = [each.head.id for each in found]
    return dict.fromkeys(ids, "") | mailed(ids)


def _coming(page: Page, stands: Setup) -> str:
    """When the next list goes, in a sentence."""
    if stands.weekly_on is None:
        return _("No list is sent. Everything that waits for a yes waits on the page Needs you.")
    if stands.stopped == "quarantine":
        return _("No list is sent before somebody has looked at what the accounting system brought.")
    if stands.stopped:
        return _("No list is sent while the account is paused.")
    now = clock.now()
    over = made_since(zones.day_began(now, stands.time_zone))
    coming = zones.next_time(stands.weekly_on, stands.weekly_hour, stands.time_zone, now, over=over)
    told = {"weekday": weekdays()[stands.weekly_on], "day": day(page, coming.date()), "hour": f"{coming:%H:%M}"}
    return _("The next list goes on %(weekday)s, %(day)s, at %(hour)s, if anything waits then.") % told
