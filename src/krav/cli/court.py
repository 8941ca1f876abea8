"""`krav case package` and `krav case file`: what a court is told of a case, and the whole case for a lawyer or an agency."""

import json
from datetime import date
from pathlib import Path

import click

from krav.actions.case_files import case_file
from krav.actions.cases import one
from krav.actions.filings import prepare
from krav.claims.case import Case
from krav.cli.accounts import named
from krav.cli.output import DAY, console, show
from krav.kernel.refusal import KravError
from krav.render.court import package_sheet
from krav.render.pdf import Renderer
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import case_id_of
from krav.store.scope import account_scope
from krav.wire import clock, files


def _case(number: str) -> Case:
    """A case of the account in scope, by its number."""
    found = case_id_of(number)
    if found is None:
        raise KravError("There is no such case in this account.")
    return one(found)


@click.command()
@click.argument("account")
@click.argument("case")
@click.argument("filing")
@click.option(
    "--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON of answers by their key."
)
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where the PDF and the data go.")
@click.option("--on", type=DAY, help="The day it is filed; today unless given.")
def package(account: str, case: str, filing: str, answers: Path | None, folder: Path | None, on: date | None) -> None:
    """Make the package of CASE (its number) for FILING, and say what is missing in it."""
    told = {key: str(value) for key, value in json.loads(answers.read_text("utf-8")).items()} if answers else {}
    with account_scope(named(account).id):
        creditor = creditor_in_scope()
        made = prepare(_case(case), creditor, filing, told, on or clock.today())
        asked = creditor.country.questions(made.filing, made.matter)
    if folder:
        files.put(folder, f"{case}-{filing}.pdf", Renderer().sheet(package_sheet(made.matter, made.package)))
        files.put(folder, f"{case}-{filing}.json", made.data)
    show(
        f"{case} · {filing} · {made.package.claimed}",
        ("Answer", "What is asked"),
        [(each.key, each.label) for each in asked],
    )
    for problem in made.package.problems:
        console.print(f"- {problem.in_full()}", soft_wrap=True)


@click.command()
@click.argument("account")
@click.argument("case")
@click.option(
    "--as",
    "kind",
    type=click.Choice(["pdf", "json", "csv"]),
    default="pdf",
    help="The bundle, its data, or a row a component.",
)
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="Where it goes; here unless given."
)
@click.option("--on", type=DAY, help="The day to reckon to; today unless given.")
def file(account: str, case: str, kind: str, folder: Path, on: date | None) -> None:
    """Write the whole of CASE (its number) for a lawyer, an agency or a court."""
    line = named(account)
    with account_scope(line.id):
        found = case_file(line.id, _case(case), creditor_in_scope(), on or clock.today())
        made = found.pdf(Renderer()) if kind == "pdf" else found.json() if kind == "json" else found.csv()
    console.print(str(files.put(folder, f"{case}.{kind}", made)))
