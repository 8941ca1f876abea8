"""OCR references of Bankgirot and PlusGirot: digits with a check digit by modulus 10, at the level agreed with the bank."""

import string

from stdnum import luhn

from krav.kernel.refusal import KravError
from krav.law.creditor_reference import settings
from krav.law.payment import Setting, bare_reference

SETTINGS = settings(
    "OCR number",
    Setting("bankgiro", "Bankgiro", "Seven or eight digits. Give a Bankgiro or a PlusGiro.", needed=False),
    Setting("plusgiro", "PlusGiro", "Two to eight digits; used where there is no Bankgiro.", needed=False),
    Setting(
        "bank_account",
        "Account in the bank's files",
        "The IBAN, account or Bankgiro number under which payments are reported.",
    ),
    Setting(
        "ocr_level",
        "OCR control level",
        "As agreed with the bank.",
        (
            ("hard", "Hard: check digit"),
            ("soft", "Soft: check digit, others are let through"),
            ("variable", "Variable length: length and check digit"),
            ("fixed", "Fixed length: padded with zeros"),
        ),
    ),
    Setting("ocr_length", "Digits of a fixed OCR", "Only for the fixed level.", needed=False),
    Setting("swish", "Swish number", "Ten digits, for the code on the debtor’s own page.", needed=False),
)

_LENGTHS = {"bankgiro": (2, 25), "plusgiro": (5, 15)}


def ocr(number: str, level: str, length: str = "", account: str = "bankgiro") -> str:
    """The reference of an invoice number at a control level.

    `soft` and `hard` add the check digit; `variable` also a digit before it for the whole length, modulus 10; `fixed` pads
    with zeros to the agreed `length`. A reference has 2 to 25 digits on a Bankgiro, 5 to 15 on a PlusGiro.

    >>> ocr("2026001", "hard"), ocr("2026001", "variable"), ocr("2026001", "fixed", "10")
    ('20260014', '202600193', '0020260014')
    """
    digits = "".join(sign for sign in number if sign in string.digits)
    if not digits:
        raise KravError(f"Invoice number “{number}” has no digit; an OCR reference is made of its digits.")
    payload = _payload(digits, level, length)
    reference = f"{payload}{luhn.calc_check_digit(payload)}"
    shortest, longest = _LENGTHS[account]
    if not shortest <= len(reference) <= longest:
        raise KravError(
            f"Invoice number “{number}” gives an OCR reference of {len(reference)} digits; a {account} takes {shortest} "
            f"to {longest}. Use another number, or the fixed level where it is too short."
        )
    return reference


def checked(text: str) -> str:
    """An OCR reference that somebody else made, bare; its check digit is right.

    >>> checked("2026 0014")
    '20260014'
    """
    bare, (shortest, longest) = bare_reference(text), _LENGTHS["bankgiro"]
    if not (bare.isascii() and bare.isdigit() and shortest <= len(bare) <= longest and luhn.is_valid(bare)):
        raise KravError("“{reference}” is no OCR reference: 2 to 25 digits, the last a check digit.", {"reference": text})
    return bare


def _payload(digits: str, level: str, length: str) -> str:
    """The reference without its check digit."""
    if level in {"soft", "hard"}:
        return digits
    if level == "variable":
        return f"{digits}{(len(digits) + 2) % 10}"
    if level != "fixed":
        raise KravError(f"“{level}” is no OCR control level; use soft, hard, variable or fixed, as agreed with the bank.")
    if not length.isdecimal():
        raise KravError(f"“{length}” is not a length; a fixed OCR level needs the agreed number of digits, such as 10.")
    room = int(length) - 1
    if len(digits) > room:
        raise KravError(f"Invoice number “{digits}” does not fit an OCR reference of {length} digits: at most {room}.")
    return digits.zfill(room)
