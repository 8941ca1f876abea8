"""A process that lives the life on from where it stands, and dies where it is told to."""

import json
import sys
from datetime import datetime
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402 models need the settings
from django.core.management import call_command  # noqa: E402

from krav.store import models as rows  # noqa: E402
from krav.wire import clock  # noqa: E402
from krav.wire.partners import partners  # noqa: E402
from tests.crash import facts, outside, points, story  # noqa: E402

LEASE = 1
"""Seconds after which what a killed process had in hand is free again."""


def live(dies: str, at: int, told: Path) -> None:
    """Lives on; at the end of the life it writes down everything that came of it, and how often it came where."""
    home = Path(settings.KRAV_HOME)
    settings.KRAV_LEASE_SECONDS = LEASE
    known = {"havn": outside.partner(home.parent / "desk")}
    partners.partners = lambda: known
    if dies == "prepare":
        call_command("migrate", verbosity=0)
        story.prepare()
        return
    points.watch(dies, at)
    life = story.Life(home, rows.Account.objects.values_list("id", flat=True).get())
    moments = story.story()
    for count in range(story.come_so_far(home), len(moments)):
        _stand_at(moments[count].at)
        print(moments[count].at, moments[count].name, flush=True)  # noqa: T201
        moments[count].do(life)
        story.note(home, count + 1)
    told.write_text(json.dumps({"facts": facts.facts(home, life.account_id), "reached": points.reached}, default=str))


def _stand_at(moment: datetime) -> None:
    """The clock stands at a moment."""
    clock.now = lambda: moment
    clock.today = lambda: clock.day_of(moment)
    clock.hour = lambda: int(clock.told(moment)[:2])
    clock.wait = lambda seconds: None  # noqa: ARG005 nobody waits


if __name__ == "__main__":
    live(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
