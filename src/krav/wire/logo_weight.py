"""How much an SVG draws once everything it repeats is drawn as often as it is repeated: a few lines may ask for billions."""

import re
from typing import Final

from krav.formats.xml import Element
from krav.kernel.refusal import KravError

MOST_DRAWN: Final = 20_000
"""So many elements are drawn at most."""

_DEEPEST: Final = 100

_NAMED = re.compile(r"url\(\s*[\"']?#([^)\"']+)")
_CUT: Final = {"mask", "clipPath"}
"""What is drawn anew for each element that names it; a style sheet names it for unknown many."""


class LogoError(KravError):
    """A file that cannot be a logo."""


def refuse_swelling(root: Element) -> None:
    """Says no to a picture that repeats itself beyond measure, or without end.

    Raises:
        LogoError: it does.
    """
    parts = {name: each for each in root.iter() if (name := each.get("id"))}
    if _Weighing(parts).weight(root) > MOST_DRAWN:
        raise LogoError("The SVG draws so much that it cannot be used. Save the logo as PNG.")


class _Weighing:
    """The weights of the parts, each reckoned once."""

    def __init__(self, parts: dict[str, Element]) -> None:
        self._parts, self._known, self._open = parts, dict[Element, int](), set[Element]()

    def weight(self, element: Element) -> int:
        """How many elements are drawn for one; more than any picture may have where it names itself, or goes too deep."""
        if element in self._open or len(self._open) > _DEEPEST:
            return MOST_DRAWN + 1
        if element not in self._known:
            self._open.add(element)
            self._known[element] = (
                1 + sum(map(self.weight, element)) + sum(self.weight(each) for each in self._named(element))
            )
            self._open.discard(element)
        return self._known[element]

    def _named(self, element: Element) -> list[Element]:
        """The parts that an element names, each as often as it does."""
        values = {str(key): str(value) for key, value in element.attrib.items()}
        names = [value[1:] for key, value in values.items() if key.endswith("href") and value.startswith("#")]
        names += [name for value in values.values() for name in _NAMED.findall(value)]
        if str(element.tag).endswith("}style"):
            names += [name for name in _NAMED.findall(element.text or "") if self._cuts(name)] * MOST_DRAWN
        return [self._parts[name] for name in names if name in self._parts]

    def _cuts(self, name: str) -> bool:
        return name in self._parts and str(self._parts[name].tag).rpartition("}")[2] in _CUT
