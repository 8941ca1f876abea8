"""What is kept sealed: neither the database nor its copies tell it without the key of this home.

The first key seals; older ones (settings.KRAV_OLD_SEALS) still open, until `krav rotate-keys` has sealed everything anew.
"""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from krav.kernel.refusal import KravError


def seal(rights: Mapping[str, str]) -> str:
    """The rights as they are kept."""
    return seal_text(json.dumps(dict(rights), sort_keys=True))


def unseal(kept: str) -> dict[str, str]:
    """The rights that were kept.

    Raises:
        KravError: they were sealed with another key.
    """
    return {str(name): str(value) for name, value in json.loads(unseal_text(kept)).items()}


def seal_text(text: str) -> str:
    """A text as it is kept."""
    return Fernet(settings.KRAV_SEAL).encrypt(text.encode()).decode()


def unseal_text(kept: str) -> str:
    """The text that was kept; as `unseal`."""
    try:
        return _keys().decrypt(kept.encode()).decode()
    except InvalidToken as error:
        problem = "What was kept to connect with cannot be read: it was sealed with another key. Connect the system again."
        raise KravError(problem) from error


def is_sealed_anew(kept: str) -> bool:
    """Whether the first key opens it."""
    try:
        Fernet(settings.KRAV_SEAL).decrypt(kept.encode())
    except InvalidToken:
        return False
    return True


def sealed_anew(kept: str) -> str:
    """The same, sealed with the first key; as `unseal`."""
    return seal_text(unseal_text(kept))


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in (settings.KRAV_SEAL, *settings.KRAV_OLD_SEALS)])
