"""Where each digital mailbox is, and words about a letter that tell nobody's number."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from krav.wire.broken import Broken, Uncertain

NO_NUMBER: Final = "The debtor's own number is not known, and a digital mailbox is found by it alone."
NO_MAILBOX: Final = "The debtor has no mailbox there, or has closed it to this sender."
_FILE: Final = Path(__file__).with_name("boxes.toml")
_NUMBER: Final = re.compile(r"\d[\d -]{4,}\d")


@cache
def boxes() -> Mapping[str, tuple[str, ...]]:
    """The countries of each mailbox, by its code."""
    return {code: tuple(found) for code, found in tomllib.loads(_FILE.read_text("utf-8")).items()}


@contextmanager
def unnamed() -> Iterator[None]:
    """What a mailbox says of a letter, without the number that it may say again."""
    try:
        yield
    except (Broken, Uncertain) as error:
        told = {name: _NUMBER.sub("…", fact) if isinstance(fact, str) else fact for name, fact in error.facts.items()}
        raise type(error)(error.phrase, told) from None
