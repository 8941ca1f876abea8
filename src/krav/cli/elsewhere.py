"""`krav case new`: a case of invoices made elsewhere, told in a file."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from krav.actions.attachments import keep
from krav.actions.elsewhere import Started, start_told
from krav.actions.unit import machine
from krav.claims.told import read_told
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json
from krav.kernel.refusal import KravError
from krav.wire import clock


@click.command("new")
@click.argument("account")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--on", type=DAY, help="The day it starts; today unless given.")
@click.option("--key", default="", help="What has the same key is done once.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def new(account: str, file: Path, on: date | None, key: str, as_json: bool) -> None:
    """Start a case in ACCOUNT of the invoices that FILE tells of (JSON).

    The file has customer, claims, letters and payments; amounts are minor units, days ISO. A paper is the name of a PDF
    beside the file.
    """
    line = named(account)
    try:
        data = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise KravError(f"{file.name} is no JSON: {error}") from error
    told = read_told(_with_papers(line.id, data, file.parent))
    done = start_told(line.id, told, on=on or clock.today(), by=machine("command line"), key=key)
    if as_json:
        print_json({"case": done.case_id, "claims": done.claim_ids, "letter": done.letter_id, "why": _why(done)})
        return
    console.print(f"Case {done.case_id} has begun." if done.case_id else "The invoices are taken in; no case can begin yet.")
    if done.letter_id:
        console.print(f"Its letter {done.letter_id} leaves at {clock.told(done.leaves_at) if done.leaves_at else ''}.")
    elif done.refusal:
        console.print(f"Its letter waits: {done.refusal.in_full()}")


def _why(done: Started) -> str:
    return done.refusal.in_full() if done.refusal else ""


def _with_papers(account_id: int, data: Any, folder: Path) -> Any:  # noqa: ANN401 whatever JSON can say
    """The same with each paper that is named kept, and told as it is kept."""
    if not isinstance(data, dict):
        return data
    rows = [row for part in ("claims", "letters") for row in data.get(part, ()) if isinstance(row, dict)]
    for row in rows:
        if isinstance(name := row.get("paper"), str):
            path = folder / name
            if not path.is_file():
                raise KravError(f"There is no file {path}.")
            kept = keep(account_id, path.read_bytes(), path.name)
            row["paper"] = {"sha256": kept.sha256, "name": kept.name, "size": kept.size, "pages": kept.pages}
    return data
