"""Payment references in one spelling, however a file or a person writes them."""

import re
from enum import StrEnum
from itertools import cycle

from stdnum import iso11649, luhn

_LENGTHS = {"71": 15, "75": 16, "04": 16, "15": 16}
_CARD = re.compile(
    r"(?:\+\s?(?P<line>71|75|04|15)\s?[<#/]?|(?P<bare>71|75|04|15)\s?[<#/])"
    r"\s?(?P<number>[0-9]{1,16})\s?(?:\+\s?[0-9]{7,8}\s?<?|<)?"
)
_NUMBER = re.compile(r"[0-9 ]*[0-9][0-9 ]*-?")
_CREDITOR_REFERENCE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}")


def payment_card(card: str, number: str) -> str:
    """A Danish payment card (FIK 71 and 75, giro 04 and 15) as `card/number`, zeros filled in; empty when it is none.

    A 71 has 15 digits, the others 16; 73 and 01 carry no number.

    >>> payment_card("71", "18")
    '71/000000000000018'
    >>> payment_card("71", "1234567890123456")
    ''
    """
    length = _LENGTHS.get(card, 0)
    return f"{card}/{number.zfill(length)}" if re.fullmatch(r"[0-9]+", number) and len(number) <= length else ""


def plain(text: str) -> str:
    """A reference in its plain form: FIK as `71/<15 digits>`, KID and OCR as digits, RF without blanks, else as it is.

    A KID may end in a hyphen (modulus 11) and keeps its leading zeros.

    >>> plain("+71<000000000000018+81234567<"), plain("71#000000000000018"), plain("000 3434 323")
    ('71/000000000000018', '71/000000000000018', '0003434323')
    """
    text = text.strip()
    card = _CARD.fullmatch(text)
    if card:
        return payment_card(card["line"] or card["bare"], card["number"]) or text
    compact = text.replace(" ", "")
    if _NUMBER.fullmatch(text) or _CREDITOR_REFERENCE.fullmatch(compact.upper()):
        return compact.upper()
    return text


def has_false_check_digit(reference: str) -> bool:
    """Whether it is a Danish payment card whose number fails its check digit (modulus 10); told, never refused."""
    card, slash, number = reference.partition("/")
    return bool(slash) and card in _LENGTHS and not luhn.is_valid(number)


class Scheme(StrEnum):
    """What a reference may be by its form and check digit; `OCR_LENGTH` also has the digit that counts its digits."""

    FIK = "fik"
    KID_MOD10 = "kid_mod10"
    KID_MOD11 = "kid_mod11"
    OCR = "ocr"
    OCR_LENGTH = "ocr_length"
    RF = "rf"


def check(reference: str) -> frozenset[Scheme]:
    """Every scheme a reference fits, however it is written. It tells how sure a match is; money is never refused by it.

    >>> Scheme.FIK in check("71#000000000000018"), Scheme.RF in check("rf18 5390 0754 7034"), [*check("0000531")]
    (True, True, [<Scheme.KID_MOD11: 'kid_mod11'>])
    """
    bare = plain(reference)
    if re.fullmatch(r"[0-9]{2}/[0-9]+", bare):
        return frozenset({Scheme.FIK} if not has_false_check_digit(bare) else ())
    if _CREDITOR_REFERENCE.fullmatch(bare):
        return frozenset({Scheme.RF} if iso11649.is_valid(bare) else ())
    if not re.fullmatch(r"[0-9]{1,24}[0-9-]", bare):
        return frozenset()
    return frozenset(_of_digits(bare))


def _of_digits(bare: str) -> set[Scheme]:
    """The schemes of 2 to 25 digits, the last of them a check digit (a hyphen is one of modulus 11)."""
    fits = {Scheme.KID_MOD11} if _mod11(bare[:-1]) == bare[-1] else set()
    if bare[-1] != "-" and luhn.is_valid(bare):
        fits |= {Scheme.KID_MOD10, Scheme.OCR}
        if len(bare) > 2 and int(bare[-2]) == len(bare) % 10:
            fits.add(Scheme.OCR_LENGTH)
    return fits


def _mod11(digits: str) -> str:
    """The check digit by modulus 11, weights 2 to 7 from the right; a hyphen stands for ten."""
    found = -sum(int(digit) * weight for digit, weight in zip(reversed(digits), cycle(range(2, 8)), strict=False)) % 11
    return "-" if found == 10 else str(found)
