"""An installation written into one file while it runs: every row as of one moment, and the files of its home."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.db import DatabaseError, connection

from krav.actions.manifest import NAME, FileTold, Manifest, TableTold, this_krav
from krav.kernel.refusal import KravError
from krav.store.portable import lines
from krav.store.snapshot import migrations, one_moment
from krav.store.sums import sums
from krav.store.tables import Table, last_ids, tables
from krav.wire.backup_file import BackupError, written
from krav.wire.home_files import home_files
from krav.wire.signed import copied, digest

SHORTEST = 12
"""A passphrase has so many characters at least: who has the file can try as many as they like."""


def back_up(
    path: Path,
    *,
    now: datetime,
    passphrase: str = "",
    with_home: bool = True,
    moment: Callable[[], AbstractContextManager[None]] = one_moment,
) -> Manifest:
    """Writes the file, whole or not at all; who works meanwhile is not kept waiting.

    Files are read after the moment of the rows: whatever a row names is among them.

    Raises:
        KravError: the file cannot be written where it shall be, there are no tables, or the passphrase is too short.
    """
    if 0 < len(passphrase) < SHORTEST:
        raise KravError(f"The passphrase has {len(passphrase)} characters; use at least {SHORTEST}.")
    home = Path(settings.KRAV_HOME)
    if with_home and path.resolve().is_relative_to(home.resolve()):
        raise KravError(f"{path} lies in {home}, which is backed up: name a file on another disk, or at least outside.")
    try:
        with written(path, passphrase) as archive, moment():
            made = migrations()
            if not made:
                raise KravError("There is nothing to back up: the database has no tables. Has “krav init” been run?")
            manifest = Manifest(
                krav=this_krav(),
                made_at=now.astimezone(UTC).isoformat(),
                vendor=connection.vendor,
                migrations=made,
                tables={table.name: _rows(archive, table, now) for table in tables()},
                last=last_ids(),
                sums=sums(),
                home=with_home,
                files=_files(archive, home, now) if with_home else {},
            )
            with archive.open(_member(NAME, now), "w") as member:
                member.write(manifest.written())
    except DatabaseError as error:
        raise BackupError(f"The database cannot be read: {error}. No backup was written.") from error
    return manifest


def _files(archive: ZipFile, home: Path, now: datetime) -> dict[str, FileTold]:
    """Writes the files of the home."""
    return {name: told for name, path in home_files(home) if (told := _file(archive, name, path, now))}


def _rows(archive: ZipFile, table: Table, now: datetime) -> TableTold:
    """Writes the table's rows."""
    with archive.open(_member(f"rows/{table.name}.jsonl", now), "w", force_zip64=True) as member:
        return TableTold(table.columns, *digest(_through(lines(table), member)))


def _through(told: Iterable[bytes], member: IO[bytes]) -> Iterator[bytes]:
    """The lines, each written on its way."""
    for line in told:
        member.write(line)
        yield line


def _file(archive: ZipFile, name: str, path: Path, now: datetime) -> FileTold | None:
    """Writes a file of the home; none where it has gone meanwhile."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KravError(f"{path} cannot be read: {error.strerror}. No backup was written.") from error
    with source, archive.open(_member(f"home/{name}", now), "w", force_zip64=True) as member:
        return FileTold(*copied(source, member), os.fstat(source.fileno()).st_mode & 0o777)


def _member(name: str, now: datetime) -> ZipInfo:
    """A part of the archive, packed, and for its owner only where somebody unpacks it by hand."""
    member = ZipInfo(name, (now.year, now.month, now.day, now.hour, now.minute, now.second))
    member.compress_type, member.external_attr = ZIP_DEFLATED, 0o600 << 16
    return member
