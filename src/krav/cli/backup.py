"""`krav backup`: an installation into one file."""

from pathlib import Path

import click

from krav.actions.backup import back_up
from krav.actions.manifest import Manifest
from krav.cli.output import console, print_json
from krav.kernel.refusal import KravError
from krav.wire import clock
from krav.wire.home_files import KEYS

PASSPHRASE = click.option(
    "--passphrase-file",
    "words",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The passphrase is the first line of this file; otherwise it is asked for.",
)
DATABASE_ONLY = click.option(
    "--database-only", is_flag=True, help="The rows only; letters, papers and keys stay where they are."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--sealed", is_flag=True, help="Seal the file with a passphrase.")
@PASSPHRASE
@DATABASE_ONLY
@JSON
def backup(file: Path, *, sealed: bool, words: Path | None, database_only: bool, as_json: bool) -> None:
    """Write the database and the home into FILE, as of one moment, while Krav goes on.

    The file holds the keys of this installation: whoever has it can read everything in it. Keep it like a key, or seal it.
    """
    passphrase = first_line(words) if words else ""
    if sealed and not words:
        passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    now = clock.now()
    manifest = back_up(file.absolute(), now=now, passphrase=passphrase, with_home=not database_only)
    if as_json:
        print_json(summary(manifest))
        return
    console.print(f"{file}: {manifest.rows} rows and {len(manifest.files)} files, as of {clock.told(now)}.")
    if passphrase:
        console.print("It is sealed: without the passphrase nobody can read it, and you cannot either.")
    elif database_only:
        console.print("It is not sealed, and tells what everybody owes: keep it where only you can read it.")
    else:
        console.print("It holds the keys of this installation, unsealed: keep it where only you can read it.")
    tell_missing_keys(manifest)


def first_line(file: Path) -> str:
    """The passphrase that a file holds."""
    passphrase = file.read_text(encoding="utf-8").partition("\n")[0].strip()
    if not passphrase:
        raise KravError(f"{file} has no passphrase in its first line.")
    return passphrase


def summary(manifest: Manifest) -> dict[str, object]:
    """What a machine wants to know of a backup."""
    return {
        "krav": manifest.krav,
        "made_at": manifest.made_at,
        "newest_migration": manifest.newest_migration,
        "rows": manifest.rows,
        "files": len(manifest.files),
        "tables": {name: told.rows for name, told in manifest.tables.items() if told.rows},
        "sums": manifest.sums,
    }


def tell_missing_keys(manifest: Manifest) -> None:
    """Names the keys that the environment told, and no backup holds."""
    for name in KEYS:
        if manifest.home and name not in manifest.files:
            variable = {"secret": "KRAV_SECRET_KEY"}.get(name, "KRAV_SEAL")
            console.print(f"The key in {variable} is not in the backup: keep it by itself, and set it where you restore.")
