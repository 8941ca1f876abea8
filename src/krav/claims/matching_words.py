"""What the words of a payment may name, and when two names are one customer's."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from krav.claims.matching import Incoming
from krav.law.creditor_reference import named_in

_WORD = re.compile(r"[0-9A-Za-zÆØÅÄÖæøåäö-]+")
_PIECE = re.compile(r"[^\s,;:()]+")
_RUN = re.compile(r"\d{3,}")
_LEGAL = frozenset(
    ("as", "aps", "ivs", "ab", "hb", "kb", "asa", "da", "ans", "enk", "ks", "is", "ps", "amba", "smba", "fmba", "publ")
)
_MARKS = ".,/-+#*'\"<>"
_CUT = 10
"""So many letters of a name are enough where the bank has cut off the rest."""


def words_of(payment: Incoming) -> list[str]:
    """The words of its free texts and references that may be an invoice number or a reference, each once.

    Banks cut texts in the middle of numbers, so lines are also read joined; payers write numbers into one another, and RF
    references with blanks.
    """
    texts = [*payment.texts, *(line + after for line, after in pairwise(payment.texts)), *payment.references]
    if len(payment.texts) > 2:
        texts.append("".join(payment.texts))
    return list(dict.fromkeys(word for text in texts for word in (*_words(text), *named_in(text))))


def _words(text: str) -> Iterator[str]:
    for piece in _PIECE.findall(text):
        yield piece.strip(_MARKS)
        for word in _WORD.findall(piece):
            yield word
            yield word.strip("-")
        runs = _RUN.findall(piece)
        yield from runs
        for run in runs:
            yield from _glued(run)


def _glued(run: str) -> Iterator[str]:
    """Two or three numbers of one length that stand without a blank."""
    for count in (2, 3):
        length, rest = divmod(len(run), count)
        if not rest and length >= 4:
            yield from (run[start : start + length] for start in range(0, len(run), length))


def plain_number(number: str) -> str:
    """An invoice number without case and marks."""
    return number.casefold() if number.isalnum() else "".join(sign for sign in number if sign.isalnum()).casefold()


def plain_name(name: str) -> str:
    """A name without case and marks."""
    return " ".join(_WORD.findall(name.casefold()))


def name_key(name: str) -> str:
    """What spellings of one name have in common: its words without case, marks, order and the form of the company."""
    words = _WORD.findall(name.casefold().replace("/", "").replace(".", ""))
    return " ".join(sorted({word for word in words if word not in _LEGAL} or words))


def same_name(ours: str, theirs: str) -> bool:
    """Whether a payer's name is the customer's: with other marks, turned round, cut short, or without its middle names."""
    if not (told_key := name_key(theirs)):
        return False
    if ours.casefold() == theirs.casefold() or name_key(ours) == told_key:
        return True
    mine, told = plain_name(ours), plain_name(theirs)
    if len(told) >= _CUT and mine.startswith(told):
        return True
    first, second = mine.split(), told.split()
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if len(shorter) != 2 or len(longer) < 3 or longer[-1] in _LEGAL:
        return False
    return (shorter[0], shorter[-1]) == (longer[0], longer[-1])


def alike(ours: str, theirs: str) -> bool:
    """Whether the names have two words in common, or their only one: enough for a guess."""
    mine, told = set(plain_name(ours).split()), set(plain_name(theirs).split())
    return bool(mine) and len(mine & told) >= min(2, len(mine), len(told) or 1)


def numbers_in(words: Sequence[str]) -> list[str]:
    """Those of the words that may be a number."""
    return [word for word in words if len(word) <= 40 and any(sign.isdigit() for sign in word)]
