"""`krav day` and `krav letters`: the daily run, and what was sent."""

from collections import Counter
from datetime import date
from pathlib import Path

import click
from django.conf import settings

from krav.actions.contents import contents
from krav.actions.daily import DayReport, run_day
from krav.actions.noting import Sent
from krav.actions.outbox import send_letters
from krav.actions.unit import machine
from krav.cli.accounts import chosen
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.render.reminder import document
from krav.store.load import creditor_in_scope
from krav.store.queries.letters import letter_lines
from krav.store.queries.moves import letter
from krav.store.scope import account_scope
from krav.wire import clock, files

BY = machine("daily run")


@click.command()
@click.option("--on", type=DAY, help="The day to run; today unless given.")
@click.option("--account", default="", help="One account; all unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def day(on: date | None, account: str, as_json: bool) -> None:
    """Run a day: decide for every claim whose step is due, write the facts, send the letters. Safe to run again."""
    when = on or clock.today()
    renderer = Renderer()
    reports = {line.slug: run_and_send(line.id, when, renderer) for line in chosen(account)}
    if as_json:
        print_json({slug: _data(report, sent) for slug, (report, sent) in reports.items()})
        return
    heads = ("Account", "Letters", "Delivered", "Withdrawn", "Failed", "Refused")
    show(f"{when}", heads, (_line(slug, *done) for slug, done in reports.items()))
    for slug, (report, _) in reports.items():
        if report.stopped:
            console.print(f"{slug}: {report.stopped}")


def run_and_send(account_id: int, on: date, renderer: Renderer) -> tuple[DayReport, Sent]:
    """One account's day: the decisions, then the outbox."""
    report = run_day(account_id, on=on, by=BY)
    sent = Sent()
    for sent in send_letters(account_id, settings.KRAV_HOME / "letters", on=on, by=BY, renderer=renderer):  # noqa: B007
        pass
    return report, sent


def _line(slug: str, report: DayReport, sent: Sent) -> tuple[object, ...]:
    refused = ", ".join(f"{code} {count}" for code, count in sorted(report.refused.items()))
    return slug, _steps(report.letters), sent.delivered, sent.withdrawn, sent.failed, refused


def _steps(letters: Counter[str]) -> str:
    return ", ".join(f"{step} {count}" for step, count in sorted(letters.items()))


def _data(report: DayReport, sent: Sent) -> dict[str, object]:
    stopped = str(report.stopped) if report.stopped else None
    outbox = {key: getattr(sent, key) for key in ("delivered", "withdrawn", "failed", "ambiguous")}
    return {"letters": report.letters, "refused": report.refused, "stopped": stopped, **outbox}


@click.command()
@click.option("--account", default="", help="One account; all unless given.")
@click.option("--document", "number", default="", help="Write this letter as the electronic document of its country.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file that --document writes.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def letters(account: str, number: str, to: Path | None, *, as_json: bool) -> None:
    """List the letters and what became of each, or write one as an electronic document."""
    if number:
        _write(account, number, to or Path(f"{number}.xml"))
        return
    found = {}
    for line in chosen(account):
        with account_scope(line.id):
            found[line.slug] = letter_lines()
    if as_json:
        print_json({slug: [row._asdict() for row in rows] for slug, rows in found.items()})
        return
    for slug, rows in found.items():
        show(slug, ("Letter", "Debtor", "Step", "Sent", "Deadline", "Total", "State", ""), rows)


def _write(account: str, number: str, to: Path) -> None:
    """The letter of a number, of whichever account has it."""
    for line in chosen(account):
        with account_scope(line.id):
            found = letter(number)
            if found is None:
                continue
            content = document(next(contents([found.id], creditor_in_scope())))
        files.put(to.parent, to.name, content)
        console.print(f"{to}: letter {number} of {line.name}.")
        return
    raise KravError("There is no letter {number}.", {"number": number})
