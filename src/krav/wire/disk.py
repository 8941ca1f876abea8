"""The disk below KRAV_HOME and the database: whether it can be written, how much room is left, who may read what."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

SECRETS = ("secret", "seal")
"""The files of a home that hold its keys."""


def free(folder: Path) -> tuple[int, int]:
    """The bytes that are left on a folder's disk, and all of them."""
    usage = shutil.disk_usage(_there(folder))
    return usage.free, usage.total


def writable(folder: Path) -> bool:
    """Whether a file can be written there now, bytes and all."""
    try:
        with NamedTemporaryFile(dir=folder, prefix=".ready-") as file:
            file.write(b"ready" * 1000)
            file.flush()
    except OSError:
        return False
    return True


def open_to_others(path: Path) -> bool:
    """Whether anybody but the owner may read or write a file or folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO))


def world_readable(path: Path) -> bool:
    """Whether everybody on the machine may read or enter it."""
    return bool(stat.S_IMODE(path.stat().st_mode) & stat.S_IRWXO)


def mine(path: Path) -> bool:
    """Whether the file belongs to who asks; root may ask of anybody's."""
    return os.geteuid() in {0, path.stat().st_uid}


def newest(folder: Path) -> datetime | None:
    """When the newest file in a folder and those below it was written; None where there is none."""
    times = list(_times(folder))
    return datetime.fromtimestamp(max(times), UTC) if times else None


def _times(folder: Path) -> Iterator[int]:
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_size:
                yield int(path.stat().st_mtime)


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return folder if folder.exists() or folder == folder.parent else _there(folder.parent)
