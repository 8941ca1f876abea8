"""How a creditor is paid: account, reference scheme and code, as values every country fills in its own way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

_CARD = re.compile(r"^\+?\d\d ?[</#]")
"""The card type before a payment id of a payment slip, in its spellings: +71<, 71/, 71#."""

_TELLING = 6
"""Digits at the end of a longer account number that tell it from others."""


@dataclass(frozen=True, slots=True)
class Payee:
    """The creditor as receiver of money. `scheme` has the country's own settings (FIK creditor number, KID length …)."""

    name: str
    company_number: str
    account: str
    scheme: Mapping[str, str] = field(default_factory=dict)


class Setting(NamedTuple):
    """One thing a creditor tells of how it is paid. `key` is "bank_account" or a key of the payee's scheme.

    `label` and `hint` are phrases; `choices` pairs of value and phrase, empty where the creditor writes freely. One with
    `needed_by` is needed only where the setting “reference” has this value. `longest` is how many signs it may have.
    """

    key: str
    label: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = True
    needed_by: str | None = None
    longest: int = 34

    def is_lacking(self, told: Mapping[str, str]) -> bool:
        """Whether it is needed beside what is told, and not told."""
        asked = self.needed_by is None or self.needed_by == told.get("reference", "")
        return self.needed and asked and not told.get(self.key)


class PaymentField(NamedTuple):
    """One line of the payment block; `label` is a key of the letter texts."""

    label: str
    text: str


class PaymentCode(NamedTuple):
    """A code to scan; `label` and `alt` are keys of the letter texts."""

    content: str
    label: str


class ScanCode(NamedTuple):
    """A code that a debtor scans on a page; `kind` is epc, or the name of the app that reads it."""

    kind: str
    content: str


class PaymentMeans(NamedTuple):
    """How an electronic invoice (UBL, Peppol) says where to pay: UNCL 4461's code, the reference, the account, its kind."""

    code: str
    reference: str
    account: str
    branch: str = ""


PAYMENT_LINK = "payment_link"
"""The key of the address where a debtor pays in an app, as the creditor has it from who runs the app."""

_LONGEST_LINK = 200


def safe_link(text: str) -> str:
    """An address of https that may stand on a page, as it was told; empty where it is none.

    >>> safe_link("https://pay.example/box?id=42"), safe_link("javascript:alert(1)"), safe_link("https://a@b.example/")
    ('https://pay.example/box?id=42', '', '')
    """
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return ""
    plain = text.isascii() and text.isprintable() and not set(text) & set(" \"<>\\^`{|}") and len(text) <= _LONGEST_LINK
    named = url.hostname is not None and "." in url.hostname
    return text if plain and named and url.scheme == "https" and "@" not in url.netloc else ""


def bare_reference(reference: str) -> str:
    """A payment reference without the marks of any spelling: digits, letters and a closing dash.

    >>> bare_reference("+71<000000020211041+81234567<"), bare_reference("71/000000020211041")
    ('000000020211041', '000000020211041')
    """
    text = _CARD.sub("", reference.strip()).split("+", 1)[0]
    return "".join(sign for sign in text if sign.isalnum() or sign == "-").upper()


def match_key(reference: str) -> str:
    """What two spellings of one payment reference have in common: it bare, without leading zeros.

    >>> match_key("71/000000020211041")
    '20211041'
    """
    bare = reference.upper() if reference.isalnum() else bare_reference(reference)
    return bare.lstrip("0")


def digits(text: str) -> str:
    """The digits of an account or company number, whatever stands between them."""
    return text if text.isdecimal() else "".join(sign for sign in text if sign.isdigit())


def same_account(one: str, other: str) -> bool:
    """Whether two spellings are one account: an IBAN ends in the account number its country knows.

    >>> same_account("9999 0001234567", "DK50 9999 0001 2345 67"), same_account("4567", "99990001234567")
    (True, False)
    """
    shorter, longer = sorted((digits(one).lstrip("0"), digits(other).lstrip("0")), key=len)
    return bool(longer) and (shorter == longer or (len(shorter) >= _TELLING and longer.endswith(shorter)))
