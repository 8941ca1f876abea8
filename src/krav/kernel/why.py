"""Why a number is what it is: rule, section, dated value, source, days and arithmetic."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation of one amount, day or refusal. Parts explain what it was made of.

    `section` and `source` are words for people; `confidence` is verified, secondary or memory, and empty where
    nothing was looked up. `arithmetic` is one line that a reader can repeat.
    """

    rule: str
    section: str = ""
    value: str = ""
    valid_from: date | None = None
    source: str = ""
    checked_on: date | None = None
    confidence: str = ""
    arithmetic: str = ""
    amount: str = ""
    parts: tuple["Why", ...] = field(default=())

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Why"]]:
        """This explanation and all its parts, outermost first, with their depth."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)

    def lines(self) -> Iterator[str]:
        """The explanation as indented text, one fact a line."""
        for depth, why in self.walk():
            pad = "  " * depth
            yield f"{pad}{why.rule}{f': {why.amount}' if why.amount else ''}"
            if why.arithmetic:
                yield f"{pad}  = {why.arithmetic}"
            if why.section or why.value:
                dated = f" from {why.valid_from}" if why.valid_from else ""
                yield f"{pad}  {' · '.join(part for part in (why.section, why.value + dated) if part)}"
            if why.source:
                checked = f", checked {why.checked_on}" if why.checked_on else ""
                yield f"{pad}  source: {why.source} ({why.confidence}{checked})"

    def data(self) -> dict[str, Any]:
        """The explanation for machines: days ISO, empty fields left out."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        said |= {"parts": [part.data() for part in self.parts]}
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items() if value}
