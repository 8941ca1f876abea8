"""The order of names from A to Å: a database sorts by its own letters, so names are sorted here."""

import re
from unicodedata import combining, normalize

_AE_FIRST = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c", "aa": "{c", "ü": "y"}
_AA_FIRST = {"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c", "ü": "y"}
_WORD = re.compile("[a-z0-9]+")
_LETTERS = {"sv": _AA_FIRST}


def alphabetical(name: str, language: str = "da") -> str:
    """What names are sorted by: æ, ø and å (written aa, too) follow z, in Swedish å, ä and ö; other accents do not count.

    >>> sorted(["Ål", "Zoo", "Æble", "Andé"], key=alphabetical)
    ['Andé', 'Zoo', 'Æble', 'Ål']
    >>> sorted(["Ö", "Ä", "Å"], key=lambda name: alphabetical(name, "sv"))
    ['Å', 'Ä', 'Ö']
    """
    text = normalize("NFC", name).casefold()
    for letter, place in _LETTERS.get(language, _AE_FIRST).items():
        text = text.replace(letter, place)
    return "".join(sign for sign in normalize("NFD", text) if not combining(sign))


def sort_key(name: str, language: str = "da") -> str:
    """The same order in small letters and figures alone, which every database sorts alike.

    >>> sorted(["Ål", "Zoo", "Æble 2", "Andé"], key=sort_key)
    ['Andé', 'Zoo', 'Æble 2', 'Ål']
    """
    return "0".join(_WORD.findall(alphabetical(name, language).replace("{", "zz")))
