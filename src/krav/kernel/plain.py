"""Text that every database keeps and every file can hold."""

import re
from typing import Final

_HALF: Final = re.compile("[\ud800-\udfff]")


def is_text(words: str) -> bool:
    """Whether words hold neither the sign of no text (NUL), which PostgreSQL refuses, nor half of a sign (a surrogate)."""
    return "\x00" not in words and not _HALF.search(words)
