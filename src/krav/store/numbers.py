"""Numbers of persons: masked where they are read, and sealed beside that, so that only who opens one has it whole.

The same number sealed with the same key is the same words, by which a customer is found (AES-SIV, RFC 5297). Of older keys
(settings.KRAV_OLD_SEALS) words open, too, until `krav rotate-keys` has sealed them anew.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256, sha512
from hmac import digest
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

from krav.countries import masked_number
from krav.kernel.refusal import KravError
from krav.law.persons import plain

MARK = "siv:"
"""How a sealed number begins."""


class Kept(NamedTuple):
    """A number as it is kept: as everybody may see it, and sealed where it is a person's."""

    shown: str
    sealed: str


def kept(number: str) -> Kept:
    """A number as it is kept; of a company just as it is."""
    shown = masked_number(number)
    return Kept(shown, seal(plain(number))) if shown else Kept(number, "")


def whole(shown: str, sealed: str) -> str:
    """A number whole, for who has to address or to name its person.

    Raises:
        KravError: it was sealed with another key.
    """
    return opened(sealed) if sealed else shown


def ways(number: str) -> tuple[str, ...]:
    """All the words that a person's number may be kept as, of each key; none for other numbers."""
    bare = plain(number)
    return tuple(_sealed(key, bare) for key in _keys()) if masked_number(number) else ()


def stand_in(sealed: str) -> str:
    """What a customer is called who has no number but a person's."""
    return f"P-{sha256(sealed.encode()).hexdigest()[:12]}"


def seal(number: str) -> str:
    """A number sealed with the first key."""
    return _sealed(_keys()[0], number)


def opened(sealed: str) -> str:
    """The number that was sealed; as `whole`."""
    content = urlsafe_b64decode(sealed.removeprefix(MARK))
    for key in _keys():
        try:
            return _box(key).decrypt(content, None).decode()
        except InvalidTag:
            continue
    raise KravError("A number kept of a customer cannot be read: it was sealed with another key.")


def is_anew(sealed: str) -> bool:
    """Whether the first key opens it."""
    try:
        _box(_keys()[0]).decrypt(urlsafe_b64decode(sealed.removeprefix(MARK)), None)
    except InvalidTag:
        return False
    return True


def draft_text(told: Mapping[str, Any]) -> str:
    """What a draft tells as it is kept: its new customer's number masked, and sealed beside it."""
    customer = told.get("customer") or {}
    shown, sealed = kept(customer.get("company_number", ""))
    if not sealed:
        return _written(told)
    return _written({**told, "customer": {**customer, "company_number": shown}, "sealed": sealed})


def draft_told(text: str) -> dict[str, Any]:
    """What a draft tells; as `whole`."""
    told: dict[str, Any] = json.loads(text)
    if sealed := told.pop("sealed", ""):
        told["customer"]["company_number"] = opened(sealed)
    return told


def _written(told: Mapping[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


def _keys() -> tuple[bytes, ...]:
    return (settings.KRAV_SEAL, *settings.KRAV_OLD_SEALS)


def _sealed(key: bytes, number: str) -> str:
    return MARK + urlsafe_b64encode(_box(key).encrypt(number.encode(), None)).decode()


@lru_cache(maxsize=8)
def _box(key: bytes) -> AESSIV:
    return AESSIV(digest(key, b"krav numbers of persons", sha512))
