"""The vouchers of a period as a file: the formats that accounting systems read, by the name one asks for them with."""

from collections.abc import Callable
from typing import NamedTuple

from krav.formats import saft, sie, voucher_table
from krav.formats.vouchers import BooksOut


class Format(NamedTuple):
    """A format: its name for people, how its files end, their media type, its writer."""

    name: str
    ends: str
    kind: str
    write: Callable[[BooksOut], bytes]


FORMATS = {
    "sie": Format("SIE 4I", "si", "text/plain", sie.write),
    "saft": Format("SAF-T", "xml", "application/xml", saft.write),
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8", voucher_table.write),
}
"""The formats in the order they are offered."""
