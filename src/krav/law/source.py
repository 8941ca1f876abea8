"""Where a value of the law was read, and how sure we are of it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Confidence(StrEnum):
    """How a value was checked."""

    VERIFIED = "verified"
    SECONDARY = "secondary"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Source:
    """A citation: the section as printed on letters, the place it was read, the day it was checked.

    `publisher` is who issues the value, for readers of letters; empty where the place it was read says that.
    """

    section: str
    read_in: str
    checked_on: date
    publisher: str = ""
