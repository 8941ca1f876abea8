"""Why a number is what it is: rule, section, dated value, source, days and arithmetic."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from krav.kernel.phrase import Translate

_NO_FACTS: Mapping[str, object] = MappingProxyType({})


class Why(NamedTuple):
    """The explanation of one amount, day or refusal. Parts explain what it was made of.

    `rule` and `arithmetic` are phrases; {names} in them are filled from `facts` when they are shown. `section`, `value` and
    `source` are words for people, `publisher` is who issues the value; `confidence` is verified, secondary or memory, and
    empty where nothing was looked up.
    """

    rule: str
    section: str = ""
    value: str = ""
    valid_from: date | None = None
    source: str = ""
    publisher: str = ""
    checked_on: date | None = None
    confidence: str = ""
    arithmetic: str = ""
    amount: str = ""
    facts: Mapping[str, object] = _NO_FACTS
    parts: tuple["Why", ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, "Why"]]:
        """This explanation and all its parts, outermost first, with their depth."""
        yield depth, self
        for part in self.parts:
            yield from part.walk(depth + 1)

    def lines(self, translate: Translate = str) -> Iterator[str]:
        """The explanation as indented text, one fact a line, in the translator's language."""
        for depth, why in self.walk():
            pad = "  " * depth
            yield f"{pad}{why.said(why.rule, translate)}{f': {why.amount}' if why.amount else ''}"
            if why.arithmetic:
                yield f"{pad}  = {why.said(why.arithmetic, translate)}"
            if why.section or why.value:
                dated = f" ({translate('from')} {why.valid_from})" if why.value and why.valid_from else ""
                yield f"{pad}  {' · '.join(part for part in (why.section, why.value + dated) if part)}"
            if why.source:
                checked = f", {translate('checked')} {why.checked_on}" if why.checked_on else ""
                yield f"{pad}  {translate('source')}: {why.source} ({translate(why.confidence)}{checked})"

    def said(self, phrase: str, translate: Translate = str) -> str:
        """A phrase of this explanation, translated and filled."""
        return translate(phrase).format_map(self.facts) if self.facts else translate(phrase)

    def data(self, translate: Translate = str) -> dict[str, Any]:
        """The explanation for machines: days ISO, empty fields left out."""
        said = {name: value for name, value in self._asdict().items() if name != "facts"}
        said |= {"rule": self.said(self.rule, translate), "arithmetic": self.said(self.arithmetic, translate)}
        said |= {"parts": [part.data(translate) for part in self.parts]}
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items() if value}
