"""A process that lives the life on from where it stands, and dies where it is told to."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from krav.store import models as rows
from krav.wire import clock
from krav.wire.accounting import systems
from krav.wire.partners import partners
from tests.crash import facts, outside, points, story, troubles
from tests.crash.outside import Life

LEASE = 1
"""Seconds after which what a killed process had in hand is free again."""


@dataclass(frozen=True)
class Told:
    """What a process is to do: die at a place ("commit:after") when it comes there `at` times, or have a trouble there."""

    end: str
    dies: str = ""
    at: int = 0
    trouble: str = ""


def live(told: Told) -> None:
    """Lives on; at the end of the life it writes down everything that came of it, and how often it came where."""
    home = Path(settings.KRAV_HOME)
    settings.KRAV_LEASE_SECONDS = LEASE
    life = Life(home, rows.Account.objects.values_list("id", flat=True).get())
    meet(life)
    points.expect(told.dies, told.at, troubles.begins(told.trouble))
    moments = story.story()
    for count in range(story.come_so_far(home), len(moments)):
        stand_at(moments[count].at)
        print(moments[count].at, moments[count].name, flush=True)  # noqa: T201
        troubles.around(told.trouble, moments[count], life, stand_at)
        story.note(home, count + 1)
    came = {"facts": facts.facts(home, life.account_id), "reached": points.reached, "had": troubles.had}
    Path(told.end).write_text(json.dumps(came, default=str))


def meet(life: Life) -> None:
    """The only agency and the only books there are."""
    agencies, books = {"havn": outside.partner(life.desk)}, {"books": outside.books(life.books)}
    partners.partners = lambda: agencies
    systems.systems = lambda: books


def stand_at(moment: datetime) -> None:
    """The clock stands at a moment."""
    clock.now = lambda: moment
    clock.today = lambda: clock.day_of(moment)
    clock.hour = lambda: int(clock.told(moment)[:2])
    clock.wait = lambda seconds: None  # noqa: ARG005 nobody waits


def prepare() -> None:
    """The machine as it is before the life begins."""
    call_command("migrate", verbosity=0)
    settings.KRAV_LEASE_SECONDS = LEASE
    meet(Life(Path(settings.KRAV_HOME), 0))
    story.prepare()
