"""`krav autopilot`: what runs by itself, from the command line: run now, pause, go on, how it stands, what it would do."""

import sys
from datetime import date
from typing import NamedTuple

import click

from krav.actions import autopilot as actions
from krav.actions import schedules
from krav.actions.dry_run import told
from krav.actions.unit import machine
from krav.cli.accounts import chosen, named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.days import days_after
from krav.store.queries import runs
from krav.store.queries.accounts import AccountLine
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


class Standing(NamedTuple):
    """How an account stands today."""

    account: str
    state: str
    last: str
    problems: list[str]


@click.group()
def autopilot() -> None:
    """What runs by itself: run it now, pause it, let it go on, see how it stands and what it would do."""


@autopilot.command()
@click.argument("account")
def run(account: str) -> None:
    """Run ACCOUNT's day now: read, match, decide, write, send, post. Safe to run again."""
    line = named(account)
    done = actions.run_now(line.id, line.slug, on=clock.today(), by=BY, now=clock.now())
    if not done:
        console.print(f"{account}: somebody else runs it at this moment.")
        return
    show(account, ("Phase", "From", "What came of it", "Problem"), (_phase(line) for line in done))
    if any(line.problem for line in done):
        sys.exit(1)


@autopilot.command()
@click.argument("account")
def pause(account: str) -> None:
    """Let nothing of ACCOUNT go by itself; its accounting system is read on."""
    schedules.pause(named(account).id, on=clock.today(), by=BY)
    console.print(f"{account} is paused.")


@autopilot.command("go-on")
@click.argument("account")
def go_on(account: str) -> None:
    """Let ACCOUNT go by itself again."""
    schedules.go_on(named(account).id, on=clock.today(), by=BY)
    console.print(f"{account} goes by itself again.")


@autopilot.command()
@click.option("--account", default="", help="One account; all unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def status(account: str, *, as_json: bool) -> None:
    """How each account stands today; ends with exit code 1 where something waits and the worker is not running."""
    lines, now = chosen(account), clock.now()
    begun = clock.hour() >= actions.DAY_BEGINS
    silent = runs.is_silent(now) and runs.waits({line.id for line in lines}, now, clock.today(), begun=begun)
    found = [_standing(line) for line in lines]
    if as_json:
        seen = runs.seen_alive()
        told_of = [each._asdict() for each in found]
        print_json({"silent": silent, "seen": seen.isoformat() if seen else None, "accounts": told_of})
    else:
        heads = ("Account", "State", "Last phase", "Problems")
        show(f"{clock.today()}", heads, ([*each[:3], "; ".join(each.problems)] for each in found))
    if silent:
        seen = runs.seen_alive()
        since = f"since {clock.day_of(seen)} {clock.told(seen)}" if seen else "yet"
        click.echo(f"Nothing has run {since}: the worker is not running. Start “krav worker”.", err=True)
        sys.exit(1)


@autopilot.command("dry-run")
@click.argument("account")
@click.option("--on", type=DAY, help="The day; tomorrow unless given.")
@click.option("--language", default="en", show_default=True, help="The language it is said in: da, nb, sv or en.")
def dry_run(account: str, on: date | None, language: str) -> None:
    """Say what ACCOUNT's next day would do by itself. Nothing is done."""
    day = on or days_after(clock.today(), 1)
    console.print(told(named(account).id, day, language).text, soft_wrap=True)


def _phase(line: runs.PhaseLine) -> tuple[object, ...]:
    said = ", ".join(f"{name} {_flat(value)}" for name, value in line.said.items() if value not in ("", {}, 0))
    return line.phase, clock.told(line.began_at), said, line.problem


def _flat(value: object) -> str:
    return " ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else str(value)


def _standing(line: AccountLine) -> Standing:
    with account_scope(line.id):
        paused, today = runs.settings_now().paused_by, runs.phases(clock.today(), clock.today())
    gate = next((str(each.said.get("why", "")) for each in today if each.phase == "gate"), "")
    last = f"{today[-1].phase} {clock.told(today[-1].began_at)}" if today else "none today"
    problems = [f"{each.phase}: {each.problem}" for each in today if each.problem]
    return Standing(line.slug, f"paused by {paused}" if paused else gate or "on", last, problems)
