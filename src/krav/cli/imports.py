"""`krav import`, `krav imports`, `krav inbox`: ledgers, invoices and bank files into an account, and what came of them."""

import sys
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

import click

from krav.actions import uploads
from krav.actions.imports import Imported, import_file, preview
from krav.actions.together import File, in_order
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.formats.sniff import too_large
from krav.kernel.refusal import KravError
from krav.store.queries import imports as reads
from krav.store.queries.uploads import upload, waiting_uploads
from krav.store.scope import account_scope
from krav.wire import clock, inbox

_BY = machine("command line")


@click.command("import")
@click.argument("account")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="The day the files speak for; today unless given.")
@click.option("--dry-run", is_flag=True, help="Show what was understood; import nothing.")
@click.option("--close", is_flag=True, help="The list names everything open: close what it does not name.")
@click.option("--report", is_flag=True, help="Name every line that was not used, and why.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def import_(
    account: str, files: tuple[Path, ...], on: date | None, dry_run: bool, close: bool, report: bool, as_json: bool
) -> None:
    """Take FILES, or ZIPs of them, into ACCOUNT: each whole or not at all, invoices before what was paid of them."""
    line, day = named(account), on or clock.today()
    given, refused = in_order(line.id, map(_read, files))
    results: dict[str, Imported] = {}
    for file in given:
        try:
            if dry_run:
                results[file.name] = preview(line.id, file.content, file.name, on=day, close=close)
            else:
                results[file.name] = import_file(line.id, file.content, file.name, on=day, by=_BY, close=close)
        except KravError as error:
            refused.append(str(error))
    if results:
        _answer(results, "Dry run: nothing was imported" if dry_run else "", report, as_json)
    for reason in refused:
        click.echo(f"krav: {reason}", err=True)
    if refused:
        sys.exit(2)


@click.command("imports")
@click.argument("account")
@click.option("--cancel", type=int, help="Stop the upload of this number; nothing of it is written.")
@click.option("--report", type=int, help="The report of the file of this number.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def imports(account: str, cancel: int | None, report: int | None, as_json: bool) -> None:
    """Show what was given to ACCOUNT and what came of it."""
    line = named(account)
    with account_scope(line.id):
        if cancel is not None and upload(cancel) is None:
            raise KravError(f"There is no upload {cancel}.")
        told = reads.report(report) if report is not None else None
        if report is not None and told is None:
            raise KravError(f"There is no file {report}.")
    if told:
        _report(told, as_json)
        return
    if cancel is not None:
        uploads.cancel(line.id, cancel, on=clock.today(), by=_BY)
    with account_scope(line.id):
        waiting, taken = waiting_uploads(), reads.files()
    if as_json:
        print_json({"uploads": [each._asdict() for each in waiting], "files": [each._asdict() for each in taken]})
        return
    show("Not taken in", ("Upload", "File", "State", "By"), ((each.id, each.name, each.state, each.by) for each in waiting))
    heads = ("File", "Name", "Format", "Day", "By", "New", "Not used")
    rows = ((each.id, each.name, each.format, each.imported_on, each.by, each.new, each.unused) for each in taken)
    show("Taken in", heads, rows)


@click.command("inbox")
@click.argument("account")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def inbox_(account: str, as_json: bool) -> None:
    """Show the folder whose files `krav worker` takes into ACCOUNT, and what waits in it."""
    line = named(account)
    folder = inbox.folder(line.slug)
    folder.mkdir(parents=True, exist_ok=True)
    names = [path.name for path in inbox.waiting(line.slug)]
    if as_json:
        print_json({"folder": str(folder), "waiting": names})
        return
    click.echo(folder)
    for name in names:
        click.echo(f"  {name}")


def _read(path: Path) -> File:
    """A file, unless it is too large to be read."""
    if refusal := too_large(path.name, path.stat().st_size):
        raise refusal
    return File(path.name, path.read_bytes())


def _answer(results: dict[str, Imported], title: str, report: bool, as_json: bool) -> None:
    if as_json:
        print_json({name: _data(result) for name, result in results.items()})
        return
    show(title, ("File", "Format", "Items", "New", "Placed", ""), map(_line, results.items()))
    for name, result in results.items():
        for heading, meaning in result.understood:
            console.print(f"  {name}: “{heading}” is read as {meaning}")
        for remark in result.remarks:
            console.print(f"  {name}: {remark}")
        if result.closed:
            console.print(f"  {name}: closed as settled by the ledger: {', '.join(result.closed)}")
        if report:
            _unused(name, result.unused)
        elif result.unused:
            console.print(f"  {name}: {len(result.unused)} lines were not used; --report names them")


def _report(told: reads.Report, as_json: bool) -> None:
    if as_json:
        print_json(told._asdict() | {"file": told.file._asdict(), "unused": [each._asdict() for each in told.unused]})
        return
    show("", ("Count", "Lines"), told.counts.items())
    for remark in told.remarks:
        console.print(f"  {remark}")
    if told.closed:
        console.print(f"  closed as settled by the ledger: {', '.join(told.closed)}")
    _unused(told.file.name, told.unused)


def _unused(name: str, lines: Sequence[tuple[str, str]]) -> None:
    for where, why in lines:
        click.echo(f"  {name}, {where}: not used: {why}")


def _line(item: tuple[str, Imported]) -> tuple[object, ...]:
    name, result = item
    return name, result.format, result.items, result.new, result.placed, "known before" if result.known_before else ""


def _data(result: Imported) -> dict[str, object]:
    return {field.name: getattr(result, field.name) for field in fields(result)}
