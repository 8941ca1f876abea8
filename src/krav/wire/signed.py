"""A stream that ends with the hash of all before it, so that a change of any byte is seen; and hashes made on the way."""

import io
from collections.abc import Iterable
from hashlib import sha256
from typing import IO
from zipfile import BadZipFile

from krav.wire.passphrase import Sealing

LENGTH = 64
"""So many characters of the end are the hash."""

_READ = 1024 * 1024


class Signed:
    """Passes on what is written, and instead of the last characters the hash of all the others."""

    def __init__(self, under: IO[bytes] | Sealing) -> None:
        self._under, self._hash, self._kept = under, sha256(), bytearray()

    def flush(self) -> None:
        """What is kept back goes at the end."""

    def close(self) -> None:
        """A ZIP closes only what it has opened."""

    def write(self, data: bytes) -> int:
        self._kept += data
        if ready := bytes(self._kept[:-LENGTH]):
            self._hash.update(ready)
            self._under.write(ready)
            del self._kept[:-LENGTH]
        return len(data)

    def end(self) -> None:
        """Writes the hash."""
        self._under.write(self._hash.hexdigest().encode())


def check(file: IO[bytes]) -> None:
    """Compares the hash at the end with all before it.

    Raises:
        BadZipFile: it is another.
    """
    left = file.seek(0, io.SEEK_END) - LENGTH
    file.seek(0)
    found = sha256()
    while left > 0 and (data := file.read(min(_READ, left))):
        found.update(data)
        left -= len(data)
    if file.read() != found.hexdigest().encode():
        raise BadZipFile("the hash at the end is another")


def digest(told: Iterable[bytes]) -> tuple[int, str]:
    """How many lines there are, and their hash."""
    count, found = 0, sha256()
    for line in told:
        found.update(line)
        count += 1
    return count, found.hexdigest()


def copied(source: IO[bytes], target: IO[bytes]) -> tuple[int, str]:
    """Copies to the end; the number of bytes and their hash."""
    size, found = 0, sha256()
    while data := source.read(_READ):
        target.write(data)
        found.update(data)
        size += len(data)
    return size, found.hexdigest()
