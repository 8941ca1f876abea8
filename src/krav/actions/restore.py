"""A backup brought back into an empty installation, on either database: all of it, compared with what it was, or nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction

from krav.actions import manifest as manifests
from krav.actions.manifest import FileTold, Manifest
from krav.actions.prepare import make_tables
from krav.kernel.refusal import KravError
from krav.store.portable import lines, pour
from krav.store.roles import OWNER, keep_keys, maker, settle_roles, standing
from krav.store.scope import across_accounts
from krav.store.snapshot import filled, look_anew, migrations
from krav.store.sums import sums
from krav.store.tables import Table, count_on_from, tables
from krav.wire.backup_file import opened, said_of_room
from krav.wire.home_files import KEYS, MADE_FIRST, home_files, is_inside, moved_in, staged
from krav.wire.signed import copied, digest


def restore(path: Path, *, passphrase: str = "", with_home: bool = True) -> Manifest:
    """Brings back what the file holds; `with_home` false leaves the home as it is.

    Raises:
        KravError: the file is damaged, sealed, or of another Krav; the installation is not empty; there is no room; or what
            came back is not what was backed up. Nothing is restored then.
    """
    home = Path(settings.KRAV_HOME)
    with opened(path, passphrase) as archive:
        manifest = _manifest(archive)
        with_home = with_home and manifest.home
        if with_home:
            _check_home(home)
        _ready(manifest)
        follows = with_home and _key_is_here(home)
        with said_of_room(home), staged(home) as folder, ExitStack() as moves, _said_of_database(), transaction.atomic():
            if with_home:
                for name, told in manifest.files.items():
                    _bring_file(archive, name, told, folder)
            for table in tables():
                _bring_rows(archive, table)
            count_on_from(manifest.last)
            _compare(manifest)
            if with_home:
                moves.enter_context(moved_in(folder, home))
    look_anew()
    if follows and connection.vendor == "postgresql":
        keep_keys(connections[maker()], _key(home))
    return manifest


def _key_is_here(home: Path) -> bool:
    """Whether this process has its key from the home, and not from the environment: then the next has that of the backup."""
    return _key(home) == settings.SECRET_KEY


def _key(home: Path) -> str:
    """The key of a home: all of its file, or the first line where older keys follow."""
    file = home / KEYS[0]
    text = file.read_text() if file.exists() else ""
    found = [line for line in text.split("\n") if line]
    return found[0] if len(found) > 1 else text


def _manifest(archive: ZipFile) -> Manifest:
    """What the backup says of itself, and its parts are just those that it tells of."""
    if manifests.NAME not in archive.namelist():
        raise KravError("This file is no backup of Krav: it does not say what it holds.")
    manifest = manifests.read(archive.read(manifests.NAME))
    wanted = {f"rows/{name}.jsonl" for name in manifest.tables} | {f"home/{name}" for name in manifest.files}
    if {*archive.namelist()} != {*wanted, manifests.NAME} or not all(map(is_inside, manifest.files)):
        raise KravError("The backup holds other parts than it tells of. Take another backup.")
    if {name: told.columns for name, told in manifest.tables.items()} != {table.name: table.columns for table in tables()}:
        raise KravError(
            "The backup has other tables than this Krav. Restore with the Krav that made it, and update afterwards."
        )
    return manifest


def _check_home(home: Path) -> None:
    """Refuses a home with anything but the keys that the first command makes."""
    there = sorted(name for name, _ in home_files(home) if name not in MADE_FIRST) if home.exists() else []
    if there:
        count = f"{len(there)} files" if len(there) > 1 else "a file"
        raise KravError(
            f"{home} holds {count} ({there[0]} among them), and a backup is restored into an empty home only. "
            "Name another with KRAV_HOME, or move away what is there."
        )


def _ready(manifest: Manifest) -> None:
    """The tables, made where there are none; refuses a database with rows, or of another make than the backup's."""
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql" and maker() != OWNER and not standing().is_owner:
            raise KravError("A restore needs the owner of the tables: give its address as KRAV_DATABASE_OWNER_URL.")
        if migrations():
            settle_roles()
        else:
            make_tables()
        made, there = migrations(), filled()
    except DatabaseError as error:
        problem = f"The database cannot be made ready: {str(error).strip()}. Make an empty one, and give its address"
        raise KravError(f"{problem} as KRAV_DATABASE_URL.") from error
    if there:
        raise KravError(
            f"The database has rows already, in {len(there)} tables ({there[0]} among them); a backup is restored into an "
            "empty database only. Make another, and name it with KRAV_DATABASE_URL."
        )
    if made != manifest.migrations:
        missing = sorted({*made} ^ {*manifest.migrations})
        raise KravError(
            f"The backup's tables and those here were made differently ({missing[0]}). Use the Krav that made it."
        )


def _bring_rows(archive: ZipFile, table: Table) -> None:
    with archive.open(f"rows/{table.name}.jsonl") as member:
        try:
            pour(table, member)
        except DatabaseError as error:
            problem = f"{table.name}: the database refuses a row: {str(error).strip()}"
            raise KravError(f"{problem} Nothing was restored.") from error


def _bring_file(archive: ZipFile, name: str, told: FileTold, folder: Path) -> None:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(f"home/{name}") as source, target.open("wb") as file:
        if copied(source, file) != (told.size, told.sha256):
            raise KravError(f"{name} is not what was backed up. Nothing was restored; take another backup.")
    target.chmod(told.mode)


def _compare(manifest: Manifest) -> None:
    """Reads back all that was written."""
    with across_accounts():
        for table in tables():
            told = manifest.tables[table.name]
            count, found = digest(lines(table))
            if (count, found) != (told.rows, told.sha256):
                problem = f"{table.name}: {count} rows came back that are not the {told.rows} that were backed up."
                raise KravError(f"{problem} Nothing was restored.")
        if sums() != manifest.sums:
            raise KravError("The sums of the accounts are not those of the backup. Nothing was restored.")


@contextmanager
def _said_of_database() -> Iterator[None]:
    """Says in words what the database could not do at the end."""
    try:
        yield
    except DatabaseError as error:
        raise KravError(
            f"The database refuses what was to be restored: {str(error).strip()}. Nothing was restored."
        ) from error
