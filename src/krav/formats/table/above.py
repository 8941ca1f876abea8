"""What stands above the headings of a ledger table: whether it says of itself that it names everything open on a day."""

import re
from collections.abc import Sequence
from datetime import date

from krav.formats.sheets.dates import read_day
from krav.formats.sheets.reading import CellError
from krav.formats.sheets.sheet import Row

_LIST = re.compile(
    r"\b(?:åpne|åbne|öppna|obetalda|ubetalte|utestående|open|outstanding|unpaid)\s+"
    r"(?:kund\w*\s?|customer\s+)?(?:poster?|fakturo?r|faktura\w*|fordringar|items?|invoices|receivables)\b"
    r"|\b(?:kund|kunde|debitor)e?-?reskontra\b|\b(?:debitor|kunde)saldoliste\b|\baged receivables\b",
    re.IGNORECASE,
)
_DAY = r"(?<!\d)(\d{4}[-./]\d\d[-./]\d\d|\d\d?[-./]\d\d?[-./]\d{4})(?!\d)"
_AS_OF = re.compile(rf"\b(?:per|pr|as of|as at|på)\b\.?(?:\s*(?:dato|datum|date|dag))?[\s:.]*{_DAY}", re.IGNORECASE)
_CHOSEN = re.compile(
    r"\b(?:(?:kunde?|debitor)(?:nr|nummer)?|customer|utvalg|udvalg|urval|selection|filter)\b",
    re.IGNORECASE,
)
"""One customer, or some: such a list does not name everything, whatever its title says."""


def everything_on(rows: Sequence[Row]) -> date | None:
    """The day of which the rows above the headings say that all is listed; None where they do not, or tell of a choice."""
    text = "\n".join(" ".join(filter(None, row)) for row in rows)
    found = _AS_OF.search(text)
    if not found or not _LIST.search(text) or _CHOSEN.search(text):
        return None
    try:
        return read_day(found[1], month_first=False)
    except CellError:
        return None
