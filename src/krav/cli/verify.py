"""`krav verify`: whether the journals of cases are whole, and their export for an auditor."""

from pathlib import Path

import click

from krav.cli.accounts import named
from krav.cli.output import console, print_json, show
from krav.kernel.refusal import KravError
from krav.store import journal
from krav.store.queries.accounts import accounts
from krav.store.queries.journals import journals
from krav.store.scope import account_scope
from krav.store.verify import Fault, export, exported_lines, verify
from krav.wire import files


@click.command()
@click.argument("account", default="")
@click.option("--case", "number", default="", help="One case by its number; every case unless given.")
@click.option("--export", "folder", type=click.Path(file_okay=False, path_type=Path), help="Also write each journal there.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An earlier export of it.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def verify_(account: str, *, number: str, folder: Path | None, against: Path | None, as_json: bool) -> None:
    """Check that no line of a case's journal was changed, left out or cut off; of ACCOUNT, or of all."""
    if against and not number:
        raise KravError("An export is of one case; give its number with --case.")
    rows: list[tuple[str, str, int, Fault | None]] = []
    for line in [named(account)] if account else accounts():
        with account_scope(line.id):
            for case_id, case in journals(number):
                faults = verify(case_id, _read(against) if against else ())
                rows += [(line.slug, case, fault.seq, fault) for fault in faults] or [(line.slug, case, 0, None)]
                if folder:
                    files.put(folder, f"{line.slug}-{case}.jsonl", export(journal.journal(case_id)).encode())
    if as_json:
        names = ("account", "case", "line", "fault")
        print_json([dict(zip(names, (*row[:3], row[3].said() if row[3] else ""), strict=True)) for row in rows])
    else:
        heads = ("Account", "Case", "Line", "What is wrong")
        show("Journals", heads, [(*row[:3], row[3].said() if row[3] else "whole") for row in rows])
        broken = len({row[:2] for row in rows if row[3]})
        console.print(f"{len({row[:2] for row in rows})} journals, {broken} of them broken.")
    if any(row[3] for row in rows):
        reason = "A journal is not whole: somebody has changed facts beside Krav."
        raise KravError(f"{reason} Keep the database as it is, and ask your auditor.")


def _read(path: Path) -> list[journal.Written]:
    try:
        return exported_lines(path.read_text(encoding="utf-8"))
    except (ValueError, TypeError) as error:
        raise KravError("{name} is no exported journal: {error}.", {"name": path.name, "error": str(error)}) from error
