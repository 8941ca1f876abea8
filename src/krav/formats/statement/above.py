"""What stands above the headings of a statement: the account, the last day of the period, the day it was made."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import NamedTuple

from krav.formats.sheets.dates import read_day
from krav.formats.sheets.reading import CellError
from krav.formats.sheets.sheet import Row
from krav.formats.statement.words import ABOVE

_DAY = r"(?<!\d)(?:\d{4}[-./]\d\d[-./]\d\d|\d\d?[-./]\d\d?[-./]\d{4})(?!\d)"
_IBAN = re.compile(r"(?<!\w)([A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)(?!\w)")
_ACCOUNT = re.compile(rf"{ABOVE['account']}[^\w\n]{{0,4}}(\d[\d .,\-*]{{4,30}}\d)", re.IGNORECASE)
_BARE_ACCOUNT = re.compile(r"(?<!\S)(\d{4,5}[ ,-]{1,2}\d[\d -]{4,13}\d|\d{4}[ .]\d\d[ .]\d{5}|\d{11})(?!\S)")
_PERIOD = re.compile(rf"(?:{_DAY})\s*(?:[-–—]|til|till|to|t\.?\s?o\.?\s?m\.?)?\s*({_DAY})", re.IGNORECASE)
_LAST_DAY = re.compile(rf"{ABOVE['last_day']}[^\w\n]{{0,4}}({_DAY})", re.IGNORECASE)
_MADE_ON = re.compile(rf"{ABOVE['made_on']}[^\d\n]{{0,12}}({_DAY})", re.IGNORECASE)


class Above(NamedTuple):
    """The account as printed, empty where none is; the days None where they are not said."""

    account: str
    last_day: date | None
    made_on: date | None


def above(rows: Sequence[Row]) -> Above:
    """What the rows above the headings say."""
    text = "\n".join(" ".join(filter(None, row)) for row in rows)
    return Above(_account(text), _day(text, _PERIOD) or _day(text, _LAST_DAY), _day(text, _MADE_ON))


def _account(text: str) -> str:
    undated = re.sub(_DAY, "|", text)
    for pattern in (_IBAN, _ACCOUNT, _BARE_ACCOUNT):
        if found := pattern.search(undated):
            return found[1].strip()
    return ""


def _day(text: str, pattern: re.Pattern[str]) -> date | None:
    return max(_days(text, pattern), default=None)


def _days(text: str, pattern: re.Pattern[str]) -> Iterator[date]:
    for found in pattern.finditer(text):
        with suppress(CellError):
            yield read_day(found[1], month_first=False)
