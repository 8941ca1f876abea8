"""`krav demo`: invented companies, their ledgers and their bank's files, lived through day by day."""

import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from django.conf import settings
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from krav.actions.accounts import open_account
from krav.actions.holds import lift_hold, place_hold
from krav.actions.imports import import_file
from krav.actions.policy import change_policy
from krav.actions.prepare import prepare_database
from krav.actions.unit import machine
from krav.cli.accounts import chosen
from krav.cli.daily import run_and_send
from krav.cli.demo_agency import beside, live_with, served
from krav.cli.demo_cases import act
from krav.cli.demo_folder import Creditor, Stop, creditors
from krav.cli.demo_people import seat_people, who
from krav.cli.demo_result import data, end_state, result, show_result
from krav.cli.output import console, print_json
from krav.cli.serve import DEMO_DAY, serve_pages
from krav.kernel.days import days_after
from krav.render.pdf import Renderer
from krav.store.queries.accounts import accounts
from krav.store.queries.results import holds
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("demo")
DAYS = 120
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--folder", default="demo", type=_FOLDER, help="Where the companies' files lie; demo unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def demo(folder: Path, as_json: bool) -> None:
    """Fill invented companies and let 120 days pass from the first due day. Safe to run again: nothing happens twice.

    On a terminal it goes on to serve their pages as they stand on the last day, unless KRAV_DEMO_SERVE is 0.
    """
    for sentence in prepare_database(on=clock.today(), by=BY):
        if not as_json:
            console.print(sentence)
    companies = creditors(folder)
    first = min(day for each in companies for day in each.files)
    before = {line.slug: line.id for line in accounts()}
    cast = {before.get(each.account.slug) or open_account(each.account, on=first): each for each in companies}
    last = days_after(first, DAYS)
    days = [days_after(first, count) for count in range(DAYS + 1)]
    with beside(folder) as agency:
        _live(cast, days, agency, known=set(before.values()), quiet=as_json)
    seat_people(list(cast), on=last)
    (settings.KRAV_HOME / DEMO_DAY).write_text(f"{last}\n")
    results = [result(chosen(each.account.slug)[0], last) for each in cast.values()]
    if as_json:
        print_json({found.account.slug: data(found) for found in results} | {"end_state": end_state(results)})
        return
    console.print(f"From {first}, the first due day, to {last}:")
    for found in results:
        console.print()
        show_result(found, settings.KRAV_HOME / "letters")
    console.print()
    console.print(end_state(results), soft_wrap=True, markup=False)
    if sys.stdout.isatty() and os.environ.get("KRAV_DEMO_SERVE") != "0":
        console.print()
        console.print(who())
        with served(folder) as agency:
            if agency:
                console.print(f"Havn Inkasso, a collection agency to play, is at {agency}")
            serve_pages("127.0.0.1:8000", 2)


def _live(cast: dict[int, Creditor], days: Sequence[date], agency: str, *, known: set[int], quiet: bool) -> None:
    """Every day in every account: what arrives, the stops, what people do in cases and at the agency, the letters.

    A `known` account has lived these days before, and keeps the choices its people have made since.
    """
    renderer, sent = Renderer(), 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet) as progress:
        task = progress.add_task("", total=len(days))
        for day in days:
            for account_id, creditor in cast.items():
                steps = creditor.approval.get(day)
                if steps and account_id not in known:
                    change_policy(account_id, {**creditor.account.policy, "approval": list(steps)}, on=day, by=BY)
                for file in creditor.files.get(day, ()):
                    import_file(account_id, file.read_bytes(), file.name, on=day, by=BY)
                _stop_and_lift(account_id, creditor.stops, day)
                act(account_id, creditor.deeds, on=day, known=account_id in known)
                live_with(account_id, creditor.deeds, agency, on=day, known=account_id in known)
                sent += run_and_send(account_id, day, renderer)[1].delivered
            progress.update(task, advance=1, description=f"{day}: {sent} letters sent")


def _stop_and_lift(account_id: int, stops: Sequence[Stop], on: date) -> None:
    """Places and lifts the holds of the day, unless that was done before."""
    today = [stop for stop in stops if on in {stop.from_on, stop.lifted_on}]
    if not today:
        return
    with account_scope(account_id):
        known = {(hold.number, hold.from_on): hold for hold in holds()}
    for stop in today:
        hold = known.get((stop.invoice, stop.from_on))
        if hold is None and on == stop.from_on:
            place_hold(
                account_id, stop.invoice, stop.reason, note=stop.note, until_on=stop.until_on, on=on, by=BY
            )
        elif hold and on == stop.lifted_on and hold.lifted_on is None:
            lift_hold(account_id, hold.id, on=on, by=BY)
