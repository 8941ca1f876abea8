"""What a Swedish accounting system writes into a posting's text: an invoice's number and a customer's name."""

import re
from typing import NamedTuple

_NUMBER = r"(?P<number>(?:[A-Z]{1,3}-?)?[0-9][0-9A-Z-]{0,19})"
_INVOICE = r"(?:kund|kredit)?fakt(?:ura)?s?[ -]?(?:nummer|nr)?[.:]?\s*(?:nr[.:]?\s*)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\[{_NUMBER}\]\s*(?P<customer>.*)",
        r"(?:[A-Z]{2}/)?(?:FA|KN)(?P<number>[0-9]{1,20})/(?P<customer>.*)",
        rf"(?:.*\b)?{_INVOICE}{_NUMBER}\b(?:[,:;]?\s*(?:namn:\s*)?(?P<customer>\D.*)?)?",
        rf"{_NUMBER} / (?P<customer>.+)",
        r"(?P<number>[0-9]{1,20})\s{2,}(?P<customer>.+)",
        r"(?:.*\b)?OCR[.:]?\s*(?P<number>[0-9]{2,25})(?:[,:;]?\s*(?P<customer>.*))?",
    )
)
_CREDIT = re.compile(r"\bkredit|\bkn[0-9]|\bcredit", re.IGNORECASE)
_SEVERAL = re.compile(r"[-–+&]|och\b|m\.?\s?fl|t\.?o\.?m|till\b", re.IGNORECASE)
"""What follows a number where a text speaks of several invoices, and so names none of them."""

_VOUCHER = re.compile(r"(?P<series>[A-Z]{1,3})(?P<number>[0-9]+) / ")


class Named(NamedTuple):
    """The number and the customer that a text names, empty where it names none; `credit` when it speaks of a credit note."""

    number: str = ""
    customer: str = ""
    credit: bool = False


def named(text: str) -> Named:
    """What a text names.

    >>> named("Faktnr: 891, Namn: Karl Svensson")
    Named(number='891', customer='Karl Svensson', credit=False)
    >>> named("BE/KN30054/Jannes Bil")
    Named(number='30054', customer='Jannes Bil', credit=True)
    """
    for pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            customer = (found["customer"] or "").strip(" ,;:")
            if _SEVERAL.match(customer):
                break
            return Named(found["number"], customer, bool(_CREDIT.search(text)))
    return Named(credit=bool(_CREDIT.search(text)))


def voucher_named(text: str) -> tuple[str, str] | None:
    """Series and number where a payment names the voucher of an invoice: “K133 / Karl Svensson”."""
    found = _VOUCHER.match(text)
    return (found["series"], found["number"]) if found else None
