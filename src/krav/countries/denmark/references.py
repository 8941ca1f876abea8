"""FIK: the payment id of a Danish payment slip, kinds 71 (15 digits) and 75 (16 digits), check digit by modulus 10."""

from stdnum import luhn

from krav.kernel.refusal import KravError
from krav.law.creditor_reference import settings
from krav.law.payment import Setting, bare_reference

SETTINGS = settings(
    "FIK payment slip",
    Setting("bank_account", "Registration and account number", "As the bank's files name it; an IBAN will do."),
    Setting(
        "fik_card",
        "Kind of payment slip",
        choices=(("71", "+71, 15 digits, no message"), ("75", "+75, 16 digits and a message")),
    ),
    Setting(
        "fik_creditor", "FI creditor number", "Eight digits, the first of them 8; it stands in the agreement with the bank."
    ),
)

_LENGTHS = {"71": 15, "75": 16}


def payment_id(number: str, card: str) -> str:
    """The id of an invoice number: its digits, padded, with the check digit last.

    >>> payment_id("20260001", "71"), payment_id("12345", "75")
    ('000000202600011', '0000000000123455')
    """
    if card not in _LENGTHS:
        raise KravError(f"“{card}” is no card type of FIK; use 71 or 75.")
    digits = "".join(sign for sign in number if sign in "0123456789")
    if not digits or len(digits) >= _LENGTHS[card]:
        room = _LENGTHS[card] - 1
        raise KravError(f"Invoice number “{number}” does not fit FIK {card}: it needs 1 to {room} digits.")
    return f"{digits}{luhn.calc_check_digit(digits)}".zfill(_LENGTHS[card])


def checked(text: str) -> str:
    """The id of a payment slip that somebody else made, bare.

    >>> checked("+71<000000202600011+81234567<")
    '000000202600011'
    """
    bare = bare_reference(text)
    if not (bare.isascii() and bare.isdigit() and len(bare) <= max(_LENGTHS.values()) and luhn.is_valid(bare)):
        raise KravError("“{reference}” is no FIK reference: up to 16 digits, the last a check digit.", {"reference": text})
    return bare


def creditor_number(text: str) -> str:
    """The creditor's FI number: eight digits from 8."""
    if not (text.isascii() and text.isdigit() and len(text) == 8 and text.startswith("8")):
        raise KravError(f"“{text}” is not an FI creditor number: eight digits, the first of them 8.")
    return text


def code_line(identifier: str, card: str, creditor: str) -> str:
    """The line as printed on a payment slip.

    >>> code_line("000000202600011", "71", "81234567")
    '+71<000000202600011+81234567<'
    """
    return f"+{card}<{identifier}+{creditor_number(creditor)}<"
