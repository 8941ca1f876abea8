"""The words of ledger files in Danish, Norwegian, Swedish and English, kept in words.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import Locale

from krav.formats.sheets.columns import Kind
from krav.formats.sheets.vocabulary import Vocabulary, plain

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))

COLUMNS = Vocabulary(_DATA["columns"])
NEEDED = tuple(field for field, words in _DATA["columns"].items() if words.get("needed"))
"""The fields without which a row is no invoice."""
CUSTOMER_TYPES = Vocabulary(_DATA["customer_types"])
DOCUMENT_TYPES = Vocabulary(_DATA["document_types"])
ANSWERS = Vocabulary(_DATA["answers"])
LANGUAGES = Vocabulary(_DATA["languages"])
LEDGER = Kind(
    words=COLUMNS,
    needed=NEEDED,
    key=("invoice_number", "invoice_date"),
    numbers=frozenset({"customer_number", "company_number", "invoice_number", "credited_invoice", "payment_reference"}),
    totals=Vocabulary(_DATA["totals"]),
    instead=(
        ("invoice_number", "voucher_number"),
        ("invoice_date", "voucher_date"),
        ("customer_name", "contact"),
        ("attention", "contact"),
    ),
)


@cache
def countries() -> Mapping[str, str]:
    """ISO 3166 codes by plain name, in each of the four languages, and by the code itself."""
    codes: dict[str, str] = {}
    for language in _DATA["languages"]:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2:
                codes |= {plain(name): code, plain(code): code}
    return codes
