"""The customers of a ledger table: one value for the lines that say the same."""

from functools import partial

from krav.formats.sheets.reading import CellError, Reading, meaning
from krav.formats.sheets.vocabulary import plain
from krav.formats.table.words import CUSTOMER_TYPES, LANGUAGES, countries
from krav.formats.values import PartyIn


def customers(reading: Reading) -> list[PartyIn]:
    """The customer of each line."""
    columns = [
        reading.cells("customer_name"),
        reading.cells("customer_number"),
        reading.cells("company_number"),
        reading.each("customer_type", partial(meaning, CUSTOMER_TYPES, "customer type"), ""),
        reading.cells("street"),
        reading.cells("postcode"),
        reading.cells("city"),
        reading.each("country", _country, ""),
        reading.cells("email"),
        reading.each("language", partial(meaning, LANGUAGES, "language"), ""),
        reading.cells("attention"),
        reading.cells("phone"),
    ]
    known: dict[tuple[str, ...], PartyIn] = {}
    return [known.get(line) or known.setdefault(line, PartyIn(*line)) for line in zip(*columns, strict=True)]


def _country(cell: str) -> str:
    code = countries().get(plain(cell))
    if code is None:
        raise CellError(f"“{cell}” is no known country.", "Write its two letters (ISO 3166) or its name.")
    return code
