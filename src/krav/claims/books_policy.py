"""What a creditor has decided about its books: its accounts, and whether charges are booked when made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from krav.kernel.refusal import KravError

_ACCOUNT = re.compile(r"[0-9A-Za-z._-]{0,20}")


@dataclass(frozen=True, slots=True)
class BooksPolicy:
    """A creditor's accounts by name; an empty one is the country's own.

    `charges_booked` says that fees, compensation, costs and interest are booked as income when a letter charges them, and
    not only when they are paid.
    """

    charges_booked: bool = False
    bank: str = ""
    receivable: str = ""
    loss: str = ""
    recovery: str = ""
    vat: str = ""
    vat_15: str = ""
    vat_12: str = ""
    vat_6: str = ""
    fee: str = ""
    compensation: str = ""
    interest: str = ""
    costs: str = ""
    partner: str = ""
    commission: str = ""
    vat_in: str = ""

    def accounts(self, country: Mapping[str, str]) -> dict[str, str]:
        """The country's accounts with the creditor's own laid over them."""
        return {**country, **{name: own for name in ACCOUNTS if (own := getattr(self, name))}}


ACCOUNTS = tuple(field.name for field in fields(BooksPolicy) if field.name != "charges_booked")
"""The names of the accounts."""


def read_books(data: object) -> BooksPolicy:
    """The stored choices laid over the default.

    Raises:
        KravError: a choice that does not exist, or an account that cannot be one.
    """
    if not isinstance(data, Mapping):
        raise KravError("The policy's books are a table of accounts, such as loss and vat.")
    known = {field.name for field in fields(BooksPolicy)}
    if unknown := data.keys() - known:
        facts = {"choice": min(unknown), "choices": ", ".join(sorted(known))}
        raise KravError("The policy's books have no choice “{choice}”. They may set {choices}.", facts)
    chosen: dict[str, Any] = dict(data)
    for name, value in chosen.items():
        sound = type(value) is bool if name == "charges_booked" else isinstance(value, str) and _ACCOUNT.fullmatch(value)
        if not sound:
            told = {"choice": name, "value": repr(value)}
            raise KravError("The policy's books: {choice} is {value}; an account has at most 20 letters and digits.", told)
    return BooksPolicy(**chosen)
