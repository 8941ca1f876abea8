"""Rights to others' systems, sealed: neither the database nor its copies tell them without the key of this home."""

import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from krav.kernel.refusal import KravError


def seal(rights: Mapping[str, str]) -> str:
    """The rights as they are kept."""
    return Fernet(settings.KRAV_SEAL).encrypt(json.dumps(dict(rights), sort_keys=True).encode()).decode()


def unseal(kept: str) -> dict[str, str]:
    """The rights that were kept.

    Raises:
        KravError: they were sealed with another key.
    """
    try:
        told = Fernet(settings.KRAV_SEAL).decrypt(kept.encode())
    except InvalidToken as error:
        problem = "What was kept to connect with cannot be read: it was sealed with another key. Connect the system again."
        raise KravError(problem) from error
    return {str(name): str(value) for name, value in json.loads(told).items()}
