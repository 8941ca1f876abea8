"""What numbers of persons have in common: a day of birth, and signs between their digits."""

_SIGNS = str.maketrans("", "", " -+.\u2013\u00a0")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def plain(text: str) -> str:
    """The digits of a number, without what stands between them; empty where letters do.

    >>> plain("010190-1234"), plain("DK13585628")
    ('0101901234', '')
    """
    bare = text.translate(_SIGNS)
    return bare if bare.isascii() and bare.isdecimal() else ""


def is_birth(day: int, month: int) -> bool:
    """Whether somebody can be born on it."""
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]
