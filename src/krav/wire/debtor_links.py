"""The code on a letter that opens its debtor's page: derived from a secret of this home, so that only its hash is kept.

Eighty bits in the letters of Crockford's alphabet, which has none that are taken for another; in groups of four.
"""

import hmac
from hashlib import sha256

from django.conf import settings

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 16
_READ_AS = str.maketrans("OILU", "011V")


def code_for(account_id: int, letter_id: int, key: bytes = b"") -> str:
    """The code of a letter, always the same: sixteen signs. `key` is an older one than the home's, that made it then."""
    named = f"debtor page {account_id} {letter_id}".encode()
    number = int.from_bytes(hmac.new(key or settings.KRAV_SEAL, named, sha256).digest()[:10])
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH))


def fingerprint(typed: str) -> str:
    """What is kept of a code, however it was typed; empty where it cannot be one.

    >>> fingerprint("abcd-efgh-jkmn-pqrs") == fingerprint("ABCDEFGHJKMNPQRS"), fingerprint("ABCD"), fingerprint("a" * 99)
    (True, '', '')
    """
    bare = typed.replace("-", "").replace(" ", "").upper().translate(_READ_AS)
    if len(bare) != _LENGTH or set(bare) - set(_ALPHABET):
        return ""
    return sha256(bare.encode()).hexdigest()


def grouped(code: str) -> str:
    """The code as it is read and typed.

    >>> grouped("ABCDEFGHJKMNPQRS")
    'ABCD-EFGH-JKMN-PQRS'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def address(code: str) -> str:
    """Where the page is."""
    return f"{settings.KRAV_SITE.origin}/d/{grouped(code)}/"
