"""Looks at what happens by itself: workers, days, letters, files, programs, systems, and the law it goes by."""

from collections.abc import Iterator
from datetime import timedelta

from krav.actions.doctor.finding import Finding, Now, listed
from krav.countries import countries
from krav.kernel.days import days_after
from krav.law.review import ending
from krav.store.queries import operator, runs, watch

LONG = timedelta(hours=1)
"""A file that nobody has taken in for so long waits for a worker that does not come, or for one it kills."""

SOON = 60
"""Law that runs out within so many days is told of."""


def worker(now: Now) -> Iterator[Finding]:
    seen = runs.seen_alive()
    if seen is None:
        yield Finding("worker.never", "No worker has ever run: nothing goes by itself.", "Start “krav worker”.")
    elif now.at - seen > runs.SILENT:
        what = f"No worker was seen alive since {seen:%Y-%m-%d %H:%M} UTC: nothing goes by itself."
        yield Finding("worker.silent", what, "Start “krav worker” (systemctl start krav-worker@1), and read its log.")


def days(now: Now) -> Iterator[Finding]:
    if now.begun and (late := watch.late_days(now.on)):
        what = f"The day has not begun for {listed(list(late))}."
        yield Finding("days.late", what, "Look at “krav autopilot show ACCOUNT”; “krav day” runs it by hand.")


def letters(now: Now) -> Iterator[Finding]:
    if stuck := watch.stuck_letters(now.at):
        what = f"Letters were taken up by a worker that is gone: {listed(stuck)}."
        yield Finding("letters.stuck", what, "Start a worker: it asks the carrier what became of them.")
    if waiting := watch.waiting_letters(now.at, now.on):
        what = f"Letters of days before have not left: {listed(waiting)}."
        yield Finding("letters.wait", what, "See on the account's page what is in their way; start more workers.")
    if ambiguous := watch.ambiguous_letters():
        what = f"Nobody knows whether letters left: {listed(ambiguous)}."
        yield Finding("letters.ambiguous", what, "Look them up in the carrier's log, and say it on the account's page.")


def uploads(now: Now) -> Iterator[Finding]:
    if waiting := watch.waiting_uploads(now.at - LONG):
        what = f"Files wait for longer than an hour to be taken in: {listed(waiting)}."
        yield Finding("uploads.wait", what, "Read the worker's log; it says which file it stops at.")


def programs(_: Now) -> Iterator[Finding]:
    if failing := watch.failing_webhooks():
        what = f"Programs do not take what they are told: {listed(failing)}."
        yield Finding("webhooks.fail", what, "See “krav webhooks list ACCOUNT”; correct their address or end it.")


def systems(_: Now) -> Iterator[Finding]:
    if lost := watch.lost_connections():
        what = f"Accounting systems do not let us in any more: {listed(lost)}."
        yield Finding("connections.lost", what, "An administrator of the account connects it anew.")
    for queue in operator.queues():
        if queue.name in {"hand_overs", "vouchers"} and (queue.uncertain or queue.failed):
            what = f"Of {queue.name.replace('_', '-')}, {queue.failed} were refused and {queue.uncertain} are uncertain."
            mend = "Their accounts' pages say which; a person there decides."
            yield Finding(f"queues.{queue.name}", what, mend, wrong=False)


def law(now: Now) -> Iterator[Finding]:
    for country in countries().values():
        found = [(held.value.until_on, held.table.name) for held in ending(country.book, now.on, SOON)]
        ends = sorted((days_after(until, -1), name) for until, name in found if until)
        if gone := [name for day, name in ends if day < now.on]:
            what = f"{country.name}: what is known ran out of {listed(gone)}."
            yield Finding("law.over", what, "Install the newest Krav; until then nothing is charged by it.")
        if soon := [f"{name} on {day}" for day, name in ends if day >= now.on]:
            what = f"{country.name}: the last days known are of {listed(soon)}."
            yield Finding("law.ends", what, "Install the newest Krav before; “krav law stale” tells more.", wrong=False)
