"""The folder an account's files are put into by other programs: what of it is whole, and where it goes then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from krav.wire import files

STILL = timedelta(seconds=10)
"""A file that nobody has written to for so long is whole."""

EVERYTHING = "everything"
"""The folder in it for lists that name everything open; what they do not name is settled."""

_UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart", ".partial")


def folder(slug: str) -> Path:
    """The folder of an account."""
    return Path(settings.KRAV_HOME) / "inbox" / slug


def waiting(slug: str) -> list[Path]:
    """The files that wait in it, by name, then those in its folder for lists of everything.

    Hidden ones and those that say they are not finished are left alone.
    """
    here = folder(slug)
    places = [place for place in (here, here / EVERYTHING) if place.is_dir() and not place.is_symlink()]
    return [path for place in places for path in sorted(place.iterdir()) if _is_file(path)]


def ready(slug: str, now: datetime, still: timedelta = STILL) -> Iterator[Path]:
    """Those of them that have stopped growing."""
    for path in waiting(slug):
        try:
            found = path.stat()
        except FileNotFoundError:  # somebody else was faster
            continue
        written = datetime.fromtimestamp(max(found.st_mtime, found.st_ctime), UTC)
        if now - written >= still:
            yield path


def lying(now: datetime, still: timedelta = STILL) -> set[str]:
    """The accounts, by their slugs, in whose folders files have stopped growing."""
    home = Path(settings.KRAV_HOME) / "inbox"
    slugs = [place.name for place in home.iterdir() if place.is_dir()] if home.is_dir() else []
    return {slug for slug in slugs if next(ready(slug, now, still), None)}


def put_away(path: Path, where: str, why: str = "") -> Path | None:
    """Moves a file to a folder beside it, with a text that says why where there is something to say; None if it has gone."""
    beside = path.parent / where
    beside.mkdir(exist_ok=True)
    target = _free(beside / path.name)
    if not path.exists():
        return None
    if why:
        files.put(beside, f"{target.name}.txt", why.encode())
    try:
        return path.rename(target)
    except FileNotFoundError:
        return None


def _is_file(path: Path) -> bool:
    hidden = path.name.startswith((".", "~$"))
    return path.is_file() and not path.is_symlink() and not hidden and path.suffix.lower() not in _UNFINISHED


def _free(target: Path) -> Path:
    """The path, or one like it that no file has."""
    number, found = 1, target
    while found.exists():
        number += 1
        found = target.with_name(f"{target.stem} ({number}){target.suffix}")
    return found
