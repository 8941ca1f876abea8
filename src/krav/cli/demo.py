"""`krav demo`: invented companies, their ledgers and their bank's files, lived through day by day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
from django.conf import settings
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from krav.actions.accounts import open_account
from krav.actions.holds import lift_hold, place_hold
from krav.actions.imports import import_file
from krav.actions.prepare import prepare_database
from krav.actions.unit import Actor
from krav.cli.accounts import chosen
from krav.cli.daily import run_and_send
from krav.cli.demo_folder import Creditor, Stop, creditors
from krav.cli.demo_result import data, end_state, result, show_result
from krav.cli.output import console, print_json
from krav.kernel.days import days_after
from krav.render.pdf import Renderer
from krav.store.queries.results import holds
from krav.store.scope import account_scope

BY = Actor("demo")
DAYS = 120
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.option("--folder", default="demo", type=_FOLDER, help="Where the companies' files lie; demo unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def demo(folder: Path, as_json: bool) -> None:
    """Fill invented companies and let 120 days pass from the first due day. Safe to run again: nothing happens twice."""
    prepare_database()
    companies = creditors(folder)
    first = min(day for each in companies for day in each.files)
    cast = {open_account(each.account, on=first): each for each in companies}
    last = days_after(first, DAYS)
    _live(cast, [days_after(first, count) for count in range(DAYS + 1)], quiet=as_json)
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


def _live(cast: dict[int, Creditor], days: Sequence[date], *, quiet: bool) -> None:
    """Every day in every account: what arrives, the stops, the decisions, the letters."""
    renderer, sent = Renderer(), 0
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("days"), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=quiet) as progress:
        task = progress.add_task("", total=len(days))
        for day in days:
            for account_id, creditor in cast.items():
                for file in creditor.files.get(day, ()):
                    import_file(account_id, file.read_bytes(), file.name, on=day, by=BY)
                _stop_and_lift(account_id, creditor.stops, day)
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
            place_hold(account_id, stop.invoice, stop.reason, until_on=stop.until_on, on=on, by=BY)
        elif hold and on == stop.lifted_on and hold.lifted_on is None:
            lift_hold(account_id, hold.id, on=on, by=BY)
