"""The home of an installation as files: which of them belong into a backup, and how they come back in one step."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

KEYS = ("secret", "seal")
MADE_FIRST = (*KEYS, "keys.marks")
"""What a home has from the first command on; a restored home brings its own."""

_PASSING = {"cache", "outlooks", "progress", "stopped"}
"""Folders of what is reckoned anew, or tells of work under way."""

_DRAFT = re.compile(r"tmp[a-z0-9_]{8}")
_DATABASE = re.compile(r"\.sqlite3(-\w+)?$")


def home_files(home: Path) -> Iterator[tuple[str, Path]]:
    """The files that belong into a backup, each with its name below the home; links to folders are followed once."""
    seen: set[str] = set()
    for folder, folders, names in os.walk(home, followlinks=True):
        here = Path(folder)
        if (real := os.path.realpath(folder)) in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if here != home or not (name in _PASSING or name.startswith(".")))
        for name in sorted(names):
            path = here / name
            if path.is_file() and not _DRAFT.fullmatch(name) and not _DATABASE.search(name):
                yield path.relative_to(home).as_posix(), path


def is_inside(name: str) -> bool:
    """Whether the name leads to a place below a home and nowhere else."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


@contextmanager
def staged(home: Path) -> Iterator[Path]:
    """A hidden folder beside what is in the home; it goes when the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=".restoring-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def moved_in(folder: Path, home: Path) -> Iterator[None]:
    """Moves everything in the folder into the home for good when the block succeeds; else all of it goes back.

    The keys that the first command made give way to those in the folder.
    """
    aside = folder.with_name(f"{folder.name}-keys")
    aside.mkdir()
    moves = [(home / name, aside / name) for name in MADE_FIRST if (home / name).exists() and (folder / name).exists()]
    moves += [(path, home / path.name) for path in sorted(folder.iterdir())]
    done: list[tuple[Path, Path]] = []
    try:
        for source, target in moves:
            source.rename(target)
            done.append((source, target))
        yield
    except BaseException:
        for source, target in reversed(done):
            target.rename(source)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
