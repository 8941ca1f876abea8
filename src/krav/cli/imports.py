"""`krav import`: ledgers, invoices and bank files into an account."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import click

from krav.actions.imports import Imported, import_file, preview
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.formats.sniff import too_large
from krav.wire import clock


@click.command("import")
@click.argument("account")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="The day the files speak for; today unless given.")
@click.option("--dry-run", is_flag=True, help="Show what was understood; import nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def import_(account: str, files: tuple[Path, ...], on: date | None, dry_run: bool, as_json: bool) -> None:
    """Take FILES into ACCOUNT: each whole or not at all."""
    line = named(account)
    day = on or clock.today()
    results = {}
    for file in files:
        if refusal := too_large(file.name, file.stat().st_size):
            raise refusal
        data = file.read_bytes()
        if dry_run:
            results[file.name] = preview(line.id, data, file.name)
        else:
            results[file.name] = import_file(line.id, data, file.name, on=day, by=machine("command line"))
    if as_json:
        print_json({name: _data(result) for name, result in results.items()})
        return
    title = "Dry run: nothing was imported" if dry_run else ""
    show(title, ("File", "Format", "Items", "New", "Placed", ""), map(_line, results.items()))
    for name, result in results.items():
        for heading, meaning in result.understood:
            console.print(f"  {name}: “{heading}” is read as {meaning}")
        for remark in result.remarks:
            console.print(f"  {name}: {remark}")


def _line(item: tuple[str, Imported]) -> tuple[object, ...]:
    name, result = item
    return name, result.format, result.items, result.new, result.placed, "known before" if result.known_before else ""


def _data(result: Imported) -> dict[str, object]:
    return {field.name: getattr(result, field.name) for field in fields(result)}
