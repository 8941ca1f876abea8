"""Payment references in one spelling, however a file or a person writes them."""

import re

from stdnum import luhn

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
