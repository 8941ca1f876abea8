"""Files below KRAV_HOME that hold somebody's words, found and taken away."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

_CHARSETS = ("utf-8", "latin-1", "utf-16-le")


def there(paths: Iterable[str]) -> list[str]:
    """The paths below KRAV_HOME that are files; a star stands for any name."""
    home = Path(settings.KRAV_HOME)
    return sorted({str(file.relative_to(home)) for path in paths for file in home.glob(path) if file.is_file()})


def holding(folders: Iterable[str], words: Iterable[str]) -> Iterator[str]:
    """The files of these folders, and of those in them, that hold one of the words as text, in whatever charset."""
    home = Path(settings.KRAV_HOME)
    signs = {word.encode(charset, "ignore") for word in words for charset in _CHARSETS} - {b""}
    for folder in folders:
        for file in sorted(home.joinpath(folder).rglob("*")):
            if file.is_file() and _holds(file, signs):
                yield str(file.relative_to(home))


def forget(path: str) -> None:
    """Takes a file below KRAV_HOME away; one that is gone already is well."""
    with suppress(FileNotFoundError):
        (Path(settings.KRAV_HOME) / path).unlink()


def _holds(file: Path, signs: Iterable[bytes]) -> bool:
    with suppress(FileNotFoundError):
        content = file.read_bytes()
        return any(sign in content for sign in signs)
    return False
