"""The file of a backup: a ZIP that ends with the hash of all before it, sealed with a passphrase where one is given.

It appears under its name when it is whole, readable by its owner only; until then, and where it fails, there is none.
"""

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from krav.kernel.refusal import KravError
from krav.wire.passphrase import Opened, Sealing, is_sealed
from krav.wire.signed import LENGTH, Signed, check

_READ = 1024 * 1024
_LEVEL = 3
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BackupError(KravError):
    """A backup that cannot be written or read."""


@contextmanager
def written(path: Path, passphrase: str = "") -> Iterator[ZipFile]:
    """A ZIP to write into, which becomes the file when the block ends.

    Raises:
        BackupError: there is a file of this name, no folder for it, or no room left.
    """
    if path.exists():
        raise BackupError(
            f"{path} exists. A backup never replaces a file: give it a name of its own, such as one with the day."
        )
    if not path.parent.is_dir():
        raise BackupError(f"The folder {path.parent} does not exist. Make it first.")
    with said_of_room(path.parent), NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        try:
            sealing = Sealing(draft.file, passphrase) if passphrase else None
            signed = Signed(sealing or draft.file)
            with ZipFile(signed, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
                archive.comment = b"0" * LENGTH
                yield archive
            signed.end()
            if sealing:
                sealing.end()
            draft.flush()
            os.fsync(draft.fileno())
            os.replace(draft.name, path)  # noqa: PTH105 the one call that replaces in one step on every system
        finally:
            Path(draft.name).unlink(missing_ok=True)


@contextmanager
def opened(path: Path, passphrase: str = "") -> Iterator[ZipFile]:
    """The ZIP inside of the file, after every byte of it was looked at.

    Raises:
        BackupError: it is no backup, sealed and without a passphrase, damaged or cut off.
        SealError: the passphrase is wrong, or what was sealed is damaged.
    """
    with path.open("rb") as file:
        if sealed := is_sealed(file):
            if not passphrase:
                raise BackupError(f"{path} is sealed: its passphrase is needed.")
            inside: IO[bytes] = io.BufferedReader(Opened(file, passphrase), _READ)
        else:
            inside = file
        try:
            check(inside)
            with ZipFile(inside) as archive:
                yield archive
        except BadZipFile as error:
            what = "is damaged or cut off" if sealed else "is no backup of Krav, or is damaged or cut off"
            raise BackupError(f"{path} {what}. Nothing was restored; take another backup.") from error


def is_locked(path: Path) -> bool:
    """Whether the file can be opened with a passphrase only."""
    with path.open("rb") as file:
        return is_sealed(file)


@contextmanager
def said_of_room(folder: Path) -> Iterator[None]:
    """Says it in words where there is no room left in the folder, or it may not be written to."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise BackupError(
                f"There is no room left in {folder}. Nothing was written: make room, or name another folder."
            ) from error
        raise BackupError(f"{folder} cannot be written to: {error.strerror}. Nothing was written.") from error
