"""What runs by itself: its state, today phase by phase, the last days; paused, let go on, and tried without being done."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions import autopilot as actions
from krav.actions import schedules
from krav.actions.dry_run import mail_dry_run
from krav.kernel.days import days_after
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries import runs
from krav.store.queries.connections import link
from krav.store.queries.runs import PhaseLine
from krav.web.autopilot.forms import DryRunForm
from krav.web.autopilot.words import in_a_line, seen
from krav.web.figures import reader
from krav.web.needs.silence import silent_since
from krav.web.page import Page, account_page
from krav.wire import clock
from krav.wire.mail import MailRefused, MailUncertain

DAYS = 30
HERE = "settings_autopilot"


class NextRun(NamedTuple):
    """When the day is run next; `hour` is empty where that is at the next turn."""

    today: bool
    hour: str


@require_GET
@account_page()
def autopilot(page: Page) -> HttpResponse:
    """The state, today's phases and the last days."""
    return _show(page, DryRunForm(initial={"to": runs.settings_now().dry_run_to}))


@require_POST
@account_page(Role.CASEWORKER)
def pause(page: Page) -> HttpResponse:
    """Lets nothing go by itself."""
    schedules.pause(page.account_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("Paused. Nothing goes by itself until somebody lets it go on."))
    return page.go(HERE)


@require_POST
@account_page(Role.CASEWORKER)
def go_on(page: Page) -> HttpResponse:
    """Lets it go by itself again."""
    schedules.go_on(page.account_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("It goes by itself again."))
    return page.go(HERE)


@require_POST
@account_page(Role.CASEWORKER)
def dry_run(page: Page) -> HttpResponse:
    """Mails the reader what tomorrow would do."""
    to, key = page.by.name, page.request.POST.get("key", "") or f"{page.on}"
    try:
        mail_dry_run(page.account_id, days_after(page.on, 1), to, language=reader(), key=key)
    except (MailRefused, MailUncertain) as problem:
        page.refuse(str(problem))
    else:
        page.say(_("What tomorrow would do was mailed to %(to)s. Nothing was done.") % {"to": to})
    return page.go(HERE)


@require_POST
@account_page(Role.ADMINISTRATOR)
def change(page: Page) -> HttpResponse:
    """Chooses who is mailed each evening."""
    form = DryRunForm(page.request.POST)
    if not form.is_valid():
        return _show(page, form, 422)
    to = form.cleaned_data["to"]
    schedules.change_dry_run(page.account_id, to, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    said = _("%(to)s is mailed each evening what the next day would do.") % {"to": to}
    page.say(said if to else _("Nobody is mailed in the evening."))
    return page.go(HERE)


def _show(page: Page, form: DryRunForm, status: int = 200) -> HttpResponse:
    days = runs.days(page.on, DAYS)
    today = days.get(page.on, [])
    lines = [in_a_line(on, told, page.seat.slug) for on, told in days.items()]
    now = clock.now()
    return page.render(
        "autopilot/autopilot.html",
        status,
        form=form,
        settings=runs.settings_now(),
        books=link(),
        quarantine=creditor_in_scope().quarantine,
        next_run=_next_run(page.account_id, today, now),
        today=[seen(line, page.seat.slug) for line in today],
        days=sorted(lines, key=lambda line: not line.troubles),
        silence=silent_since([page.account_id], now, page.on),
        told=clock.told,
        day_of=clock.day_of,
        works=page.may(Role.CASEWORKER),
        sets=page.may(Role.ADMINISTRATOR),
    )


def _next_run(account_id: int, today: list[PhaseLine], now: datetime) -> NextRun:
    """Tomorrow when today was decided; else this morning, or at the account's own minute of the next hour."""
    if any(line.phase == "decide" for line in today):
        return NextRun(False, f"{actions.DAY_BEGINS:02}:00")
    if clock.hour() < actions.DAY_BEGINS:
        return NextRun(True, f"{actions.DAY_BEGINS:02}:00")
    return NextRun(True, clock.told(actions.next_turn(account_id, now)) if today else "")
