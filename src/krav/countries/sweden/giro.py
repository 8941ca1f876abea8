"""Bankgiro and PlusGiro numbers, and the UsingQR code that Swedish bank apps read."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from stdnum import luhn
from stdnum.se import orgnr

from krav.kernel.refusal import KravError
from krav.law.payment import Payee


class Giro(NamedTuple):
    """The account a creditor is paid on: its kind ("bankgiro" or "plusgiro") and its number as printed."""

    kind: str
    number: str


def giro(payee: Payee) -> Giro:
    """The payee's Bankgiro, else its PlusGiro."""
    if payee.scheme.get("bankgiro"):
        return Giro("bankgiro", bankgiro(payee.scheme["bankgiro"]))
    if payee.scheme.get("plusgiro"):
        return Giro("plusgiro", plusgiro(payee.scheme["plusgiro"]))
    raise KravError(f"{payee.name} has neither a Bankgiro nor a PlusGiro number; enter one before letters are sent.")


def bankgiro(text: str) -> str:
    """A Bankgiro number as printed: seven or eight digits, the last of them a check digit.

    >>> bankgiro("50501055"), bankgiro("160-9908")
    ('5050-1055', '160-9908')
    """
    digits = _checked(text, "Bankgiro", 7)
    return f"{digits[:-4]}-{digits[-4:]}"


def plusgiro(text: str) -> str:
    """A PlusGiro number as printed: two to eight digits, the last of them a check digit, the rest in pairs.

    >>> plusgiro("9019506"), plusgiro("12345674"), plusgiro("42")
    ('90 19 50-6', '123 45 67-4', '4-2')
    """
    digits = _checked(text, "PlusGiro", 2)
    pairs = re.sub(r"(?<=\d\d)(?=(\d\d)+$)", " ", digits[:-1])
    return f"{pairs}-{digits[-1]}"


def _checked(text: str, name: str, shortest: int) -> str:
    digits = text.replace("-", "").replace(" ", "")
    if not (shortest <= len(digits) <= 8 and luhn.is_valid(digits)):
        raise KravError(f"“{text}” is not a {name} number: {shortest} to 8 digits, the last of them a check digit.")
    return digits


def using_qr(demand: Mapping[str, str], payee: Payee) -> str:
    """The UsingQR code of a demand, as JSON in one line; the amount stands as it is given, never as a float."""
    account = giro(payee)
    fields = {
        "uqr": "1",
        "tp": "1",
        "nme": _quoted(payee.name),
        "cid": _quoted(orgnr.format(payee.company_number)),
        "iref": _quoted(demand["reference"]),
        "idt": _quoted(demand["issued_on"].replace("-", "")),
        "ddt": _quoted(demand["due_on"].replace("-", "")),
        "due": demand["amount"],
        "pt": _quoted({"bankgiro": "BG", "plusgiro": "PG"}[account.kind]),
        "acc": _quoted(account.number.replace(" ", "")),
    }
    return "{" + ",".join(f'"{key}":{value}' for key, value in fields.items()) + "}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
