"""KID: the customer identification of a Norwegian giro, 4 to 25 digits, check digit by modulus 10 or 11."""

from itertools import cycle

from stdnum import luhn

from krav.kernel.refusal import KravError
from krav.law.creditor_reference import settings
from krav.law.payment import Setting, bare_reference

SETTINGS = settings(
    "KID",
    Setting("bank_account", "Bank account", "Eleven digits, with or without blanks."),
    Setting("kid_length", "Length of the KID", "4 to 25 digits, as agreed with the bank."),
    Setting("kid_algorithm", "Check digit of the KID", choices=(("MOD10", "MOD10"), ("MOD11", "MOD11"))),
)

_SHORTEST, _LONGEST = 4, 25


def payment_id(number: str, length: str, algorithm: str) -> str:
    """The KID of an invoice number: its digits, padded, with the check digit last.

    `length` and `algorithm` (MOD10 or MOD11) are those of the agreement with the bank.

    >>> payment_id("12345678", "9", "MOD10"), payment_id("12345678", "9", "MOD11"), payment_id("53", "7", "MOD11")
    ('123456782', '123456785', '0000531')
    """
    size = _length(length)
    digits = "".join(sign for sign in number if sign.isdecimal())
    if not digits or len(digits) >= size:
        raise KravError(f"Invoice number “{number}” does not fit a KID of {size} digits: it needs 1 to {size - 1} digits.")
    padded = digits.zfill(size - 1)
    return padded + _check_digit(padded, algorithm)


def checked(text: str) -> str:
    """A KID that somebody else made, bare; its check digit is right by modulus 10 or 11.

    >>> checked("12345678 2"), checked("123456785")
    ('123456782', '123456785')
    """
    bare = bare_reference(text)
    digits = bare.removesuffix("-") + "0" * bare.endswith("-")
    fits = digits.isascii() and digits.isdigit() and _SHORTEST <= len(bare) <= _LONGEST
    if not fits or not (luhn.is_valid(bare) or _mod11(digits[:-1]) == bare[-1]):
        raise KravError("“{reference}” is no KID: 4 to 25 digits, the last a check digit.", {"reference": text})
    return bare


def _length(text: str) -> int:
    if not (text.isdecimal() and _SHORTEST <= int(text) <= _LONGEST):
        raise KravError(f"“{text}” is no length of a KID; set kid_length to the bank's {_SHORTEST} to {_LONGEST}.")
    return int(text)


def _check_digit(digits: str, algorithm: str) -> str:
    if algorithm == "MOD10":
        return str(luhn.calc_check_digit(digits))
    if algorithm != "MOD11":
        raise KravError(f"“{algorithm}” is no check of a KID; set kid_algorithm to MOD10 or MOD11.")
    check = _mod11(digits)
    if check == "-":
        raise KravError(f"{digits} has no check digit by MOD11 (a KID would end in “-”). Use MOD10 or another number.")
    return check


def _mod11(digits: str) -> str:
    """The check digit by modulus 11; a dash stands for ten."""
    check = -sum(int(digit) * weight for digit, weight in zip(reversed(digits), cycle(range(2, 8)), strict=False)) % 11
    return "-" if check == 10 else str(check)
