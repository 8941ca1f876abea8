"""One file given to one reader."""

from contextlib import suppress

from krav.formats import sniff
from krav.formats.values import FormatError

READERS = {reader.name: reader for reader in sniff._READERS}  # noqa: SLF001 the very list that imports ask
_NAME = "file.csv"  # a table is known by its ending


def take(reader: str, data: bytes) -> None:
    """Reads the file if the reader recognises it; a refusal is a good answer, any other exception a fault."""
    form = READERS[reader]
    if form.recognises(data, _NAME):
        with suppress(FormatError):
            form.read(data, _NAME, "NOK")
