"""`krav doctor`: what is wrong with this installation, and how to mend it."""

import sys

import click

from krav.actions.autopilot import DAY_BEGINS
from krav.actions.doctor.finding import Finding, Now
from krav.actions.doctor.looking import examine
from krav.cli.output import console, print_json
from krav.wire import clock

_HOURS = 3
"""So many hours after the days may begin, all of them should have."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def doctor(as_json: bool) -> None:
    """Look at everything that can be wrong; nothing is changed. Exit code 1 where something is."""
    now = Now(clock.now(), clock.today(), clock.hour() >= DAY_BEGINS + _HOURS)
    found, looks = examine(now)
    wrong = sum(each.wrong for each in found)
    if as_json:
        print_json({"at": now.at.isoformat(), "looks": looks, "wrong": wrong, "found": [each._asdict() for each in found]})
    else:
        for each in found:
            console.print(_line(each), soft_wrap=True)
        told = f"{wrong} things are wrong" if wrong > 1 else "One thing is wrong" if wrong else "Nothing is wrong"
        console.print(f"{told}; {looks} looks were taken.")
    sys.exit(1 if wrong else 0)


def _line(each: Finding) -> str:
    return f"{'wrong' if each.wrong else 'look '}  {each.code}: {each.what} → {each.mend}"
