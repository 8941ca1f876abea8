"""The code that the Swish app reads: to whom, how much, the OCR as message, all of it locked."""

from collections.abc import Mapping
from urllib.parse import quote

from krav.law.payment import Payee, digits

_MOST = 150_000
_LONGEST = 50


def swish(demand: Mapping[str, str], payee: Payee) -> str:
    """What the code holds, or empty where the creditor has no Swish number or the amount is more than Swish takes.

    >>> owed = {"amount": "100.00", "currency": "SEK", "reference": "12229445"}
    >>> swish(owed, Payee("", "", "", {"swish": "123 785 69 01"}))
    'C1237856901;100,00;12229445;0'
    """
    number = digits(payee.scheme.get("swish", ""))
    whole = demand["amount"].partition(".")[0]
    fits = demand["currency"] == "SEK" and whole.isdigit() and int(whole) < _MOST
    if len(number) != 10 or not fits:
        return ""
    return f"C{number};{demand['amount'].replace('.', ',')};{quote(demand['reference'][:_LONGEST])};0"
