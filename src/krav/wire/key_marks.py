"""Marks of the keys of this installation, kept in its home when it is made ready: they tell whether a key is the same still.

A mark tells nobody the key: it is a keyed hash, and keys are long and random.
"""

import hmac
import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from krav.wire import files

NAME = "keys.marks"
_KEYS = ("KRAV_SECRET_KEY", "KRAV_SEAL")
_ABOUT = b"krav: which key this is"


def keep_marks() -> None:
    """Keeps the marks of the keys as they are, where none are kept or an older key of ours was marked."""
    known = _kept()
    marks = {name: _mark(keys[0]) for name, keys in _keys().items() if name not in known or _is_old(known[name], keys)}
    if marks:
        files.put(settings.KRAV_HOME, NAME, json.dumps(known | marks, indent=1).encode())


def changed() -> list[str]:
    """The keys that are others than those this home was made ready with."""
    known = _kept()
    return [name for name, keys in _keys().items() if name in known and known[name] not in map(_mark, keys)]


def _keys() -> dict[str, list[bytes]]:
    """Each key and those before it, which still open what they closed."""
    old_seals = getattr(settings, "KRAV_OLD_SEALS", [])
    both = ([settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS], [settings.KRAV_SEAL, *old_seals])
    told = [[each.encode() if isinstance(each, str) else each for each in keys] for keys in both]
    return dict(zip(_KEYS, told, strict=True))


def _is_old(mark: str, keys: list[bytes]) -> bool:
    return mark in map(_mark, keys[1:])


def _mark(key: bytes) -> str:
    return hmac.digest(key, _ABOUT, sha256).hex()[:24]


def _kept() -> dict[str, str]:
    path = Path(settings.KRAV_HOME) / NAME
    with suppress(FileNotFoundError, ValueError):
        found = json.loads(path.read_text())
        if isinstance(found, dict):
            return {str(name): str(mark) for name, mark in found.items()}
    return {}
