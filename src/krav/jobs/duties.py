"""What is done for an account whose turn it is, duty by duty, and what is done for the installation."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from django.conf import settings

from krav.actions import autopilot, weekly
from krav.actions.credit_mail import warn_low
from krav.actions.dry_run import mail_evening
from krav.actions.erasure import erase_this_month
from krav.actions.inbox import take_inbox
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.actions.purses import expire
from krav.actions.receipts import poll_receipts
from krav.actions.telling import tell_administrators
from krav.actions.tries import forget_tries
from krav.actions.unit import machine
from krav.actions.uploads import run
from krav.actions.webhooks import deliver_due
from krav.render.pdf import Renderer
from krav.store.queries import runs
from krav.store.queries.runs import PhaseLine
from krav.store.queries.turns import Moment
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.ping import ping

BY = machine("worker")
INBOX = machine("inbox")
EVENING = 18
"""The hour (Scandinavian time) from which it is mailed what the next day would do."""

SOON, SELDOM, PING, DAILY = timedelta(seconds=10), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
"""How often programs are told of events, lists and credits are looked at, the address outside is asked, tries forgotten."""

ASK = timedelta(minutes=5)
"""So often partners are asked what is new, and carriers what became of letters."""

PACE = {"hour": timedelta(hours=1), "receipts": ASK, "programs": SOON, "weekly list": SELDOM}
"""How often an account's turn comes for what is done now and then."""

PACED = {"day": "hour"}
"""The name under which a duty is let alone once it is done, if not its own: a day that is to be run waits for no hour."""


class Visit(NamedTuple):
    """A turn to an account, with what its duties work with."""

    id: int
    slug: str
    renderer: Renderer
    still: timedelta


def moment() -> Moment:
    """When it is."""
    hour = clock.hour()
    return Moment(clock.now(), clock.today(), hour >= autopilot.DAY_BEGINS, hour >= EVENING)


def until(duty: str, account_id: int, now: datetime) -> datetime | None:
    """Until when a duty that was done is let alone; None where it is done again whenever it waits.

    Of the day that is the account's own minute of the next hour, unless it was not decided and waits.
    """
    if duty == "day":
        return autopilot.next_turn(account_id, now)
    pause = {**PACE, "partners": SOON}.get(duty)
    return now + pause if pause else None


def _uploads(to: Visit) -> Iterator[str]:
    for name, state in run(to.id, on=clock.today()):
        yield f"{to.slug}: {name}: {state} ({BY.name})"


def _inbox(to: Visit) -> Iterator[str]:
    return take_inbox(to.id, to.slug, on=clock.today(), by=INBOX, still=to.still)


def _day(to: Visit) -> Iterator[str]:
    """The account's day, or only what has changed and what waits; administrators hear of what stands in the way.

    A day is not begun while a file is being taken in: that may tell of the money somebody would be asked for.
    """
    at = moment()
    with account_scope(to.id):
        begins = at.day and not runs.is_decided(at.on)
        if begins and runs.takes_in_files(at.now):
            return
    if begins:
        done = autopilot.run(to.id, on=at.on, by=BY, renderer=to.renderer, now=at.now)
    else:
        done = autopilot.hourly(to.id, on=at.on, by=BY, now=at.now)
    yield from (f"{to.slug}: letters: {said}" for said in _said(done))
    if done:
        tell_administrators(to.id, on=at.on, now=at.now)


def _said(done: Iterable[PhaseLine]) -> Iterator[str]:
    """What is worth a line of what phases brought."""
    for line in done:
        if line.problem:
            yield f"{line.phase}: {line.problem}"
        elif line.phase == "letters" and line.said["made"]:
            yield f"{sum(line.said['made'].values())} made today"
        elif line.phase == "gate" and line.said["why"]:
            yield f"none today: {line.said['why']}"


def _letters(to: Visit) -> Iterator[str]:
    """What may leave between the runs leaves, unless the account is paused."""
    with account_scope(to.id):
        if runs.settings_now().paused_by:
            return
    sent = autopilot.send(to.id, on=clock.today(), by=BY, renderer=to.renderer, now=clock.now())
    yield f"{to.slug}: {sent.delivered} letters left, {sent.failed} failed, {sent.ambiguous} ambiguous"


def _partners(to: Visit) -> Iterator[str]:
    """What waits goes to the partners, unless the account is paused; what they tell is read."""
    on = clock.today()
    with account_scope(to.id):
        paused = bool(runs.settings_now().paused_by)
    if not paused:
        sent = send_queued(to.id, on=on, by=BY, renderer=to.renderer)
        if sent.cases or sent.words:
            yield f"{to.slug}: partners took {sent.cases} cases and {sent.words} words about cases"
    heard = read_news(to.id, on=on, by=BY, before=clock.now() - ASK)
    if heard.taken:
        yield f"{to.slug}: partners told {heard.taken} things, of which {heard.refused} need a person"


def _receipts(to: Visit) -> Iterator[str]:
    if new := poll_receipts(to.id, on=clock.today(), by=BY, now=clock.now()):
        yield f"{to.slug}: carriers told {new} things of letters"


def _programs(to: Visit) -> Iterator[str]:
    if count := deliver_due(to.id, now=clock.now(), by=BY):
        yield f"{to.slug}: programs were told of {count} events"


def _weekly_lists(to: Visit) -> Iterator[str]:
    now, on = clock.now(), clock.today()
    closed = weekly.close_due(to.id, now=now, on=on, by=BY)
    mailed = weekly.mail_due(to.id, now=now, on=on, by=BY)
    if closed or mailed:
        yield f"{to.slug}: {mailed} weekly lists mailed, {closed} of their lines closed"


def _evening_mail(to: Visit) -> Iterator[str]:
    with account_scope(to.id):
        reader = runs.settings_now().dry_run_to
    if reader and mail_evening(to.id, reader, on=clock.today(), now=clock.now()):
        yield f"{to.slug}: what tomorrow would do was mailed"


def _erasure(to: Visit) -> Iterator[str]:
    if erased := erase_this_month(to.id, on=clock.today(), by=BY, now=clock.now()):
        yield f"{to.slug}: {len(erased)} customers whose time is up were erased"


Duty: TypeAlias = Callable[[Visit], Iterator[str]]

BRINGING: dict[str, Duty] = {"uploads": _uploads, "inbox": _inbox, "day": _day}
FOLLOWING: dict[str, Duty] = {
    "letters": _letters,
    "partners": _partners,
    "receipts": _receipts,
    "programs": _programs,
    "weekly list": _weekly_lists,
    "dry run": _evening_mail,
    "erasure": _erasure,
}
"""What is done for an account, in this order: first what brings something, then what may follow from it."""


def _credits() -> Iterator[str]:
    """What ran out leaves the purses, and who can buy more is told, once."""
    if lost := expire(on=clock.today(), by=BY):
        yield f"{lost} credits ran out"
    if mailed := warn_low(on=clock.today(), now=clock.now()):
        yield f"{mailed} mails said that credits run out"


def _tries() -> Iterator[str]:
    if gone := forget_tries(now=clock.now()):
        yield f"{gone} wrong tries and log-ins that are over are forgotten"


def _ping() -> Iterator[str]:
    if settings.KRAV_PING_URL and (problem := ping(settings.KRAV_PING_URL)):
        yield f"The address of KRAV_PING_URL did not answer: {problem}"


CHORES: dict[str, tuple[Callable[[], Iterator[str]], timedelta]] = {
    "credits": (_credits, SELDOM),
    "tries": (_tries, DAILY),
    "ping": (_ping, PING),
}
"""What is done for the installation, and how often."""
