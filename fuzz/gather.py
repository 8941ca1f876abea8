"""A plugin of pytest that keeps every file the tests give a reader and it takes: what fuzzing starts from."""

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from fuzz.take import READERS

KEPT = Path(__file__).parents[1] / "var" / "fuzz"
LONGEST = 65_536


def pytest_configure() -> None:
    """Puts itself before the reader of each format, ahead of the tests that import it."""
    for reader in READERS:
        package: Any = import_module(f"krav.formats.{reader}")
        package.read = keeping(KEPT / reader / "corpus", package.read)


def keeping(folder: Path, read: Callable[..., Any]) -> Callable[..., Any]:
    """The reader, which then leaves what it has taken in the folder."""

    def read_and_keep(data: bytes, *rest: object, **named: object) -> object:
        content = read(data, *rest, **named)
        if len(data) <= LONGEST:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        return content

    return read_and_keep
