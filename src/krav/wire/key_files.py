"""The files of the home that hold its keys: the first line is the key, the lines below are older ones that still open."""

import os
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile


def add(file: Path) -> None:
    """Puts a new key on top."""
    _write(file, f"{token_urlsafe(48)}\n{file.read_text()}")


def told(file: Path) -> list[str]:
    """The keys, the one that is used first; an older one that was written by hand has its line's end."""
    found = file.read_text()
    first, *older = [line for line in found.split("\n") if line]
    return [first, *(each for line in older for each in (line, f"{line}\n"))] if older else [found]


def forget(file: Path) -> int:
    """Leaves the first key alone; how many older ones are gone."""
    first, *old = [line for line in file.read_text().split("\n") if line]
    if old:
        _write(file, first)
    return len(old)


def _write(file: Path, text: str) -> None:
    """Whole or not at all, and for its owner's eyes."""
    with NamedTemporaryFile("w", dir=file.parent, delete=False) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(file)
