"""An entry or transaction of a camt file with all in it sorted by path once, so that many fields cost little to ask for."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from krav.formats.xml import Element, Node
from krav.kernel.money import Money

_SHUT = frozenset((
    "AmtDtls", "Avlbty", "BkTxCd", "Cdtr", "CdtrAcct", "Chrgs", "Intrst", "PstlAdr", "RfrdDocAmt",
    "RfrdDocInf", "RltdAgts", "RltdDts", "RtrInf", "Tp", "TxDtls", "UltmtCdtr", "ValDt",
))  # fmt: skip
"""Elements that are seldom asked for what is in them; it is sorted when it is asked for, as `part` or `parts`."""
_DAY = re.compile(r"((?:19[7-9]|20[0-9])[0-9]-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_AMOUNT = re.compile(r"([0-9]{1,15})\.([0-9]{2})")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Names(dict[str, "Names"]):
    """The paths met so far: from an element's tag, whatever its namespace, to the path of what is within it."""

    def __init__(self, path: str = "", name: str = "") -> None:
        super().__init__()
        self.path = path
        self.shut = name in _SHUT

    def __missing__(self, tag: str) -> "Names":
        name = str(tag).rpartition("}")[2]
        known = self[tag] = Names(f"{self.path}/{name}" if self.path else name, name)
        return known


@dataclass(slots=True)
class Fields:
    """The first element of each path (`RmtInf/Ustrd`) in `found`, and those after it in `again`, in the file's order."""

    file: str
    element: Element
    names: Names
    found: dict[str, Element] = field(default_factory=dict)
    again: dict[str, list[Element]] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, element: Element, names: Names) -> "Fields":
        """All that is in the element; `names` may be shared by all elements of a file."""
        fields = cls(file, element, names)
        _sort(element, names, fields.found, fields.again)
        return fields

    def has(self, path: str) -> bool:
        return path in self.found

    def all(self, path: str) -> list[Node]:
        return [Node(self.file, element) for element in self._elements(path)]

    def count(self, path: str) -> int:
        return len(self._elements(path))

    def parts(self, *paths: str) -> "list[Fields]":
        """The elements of the first of the paths that has any, each sorted by itself."""
        path = next((path for path in paths if path in self.found), "")
        return [Fields.of(self.file, element, self.names) for element in self._elements(path)]

    def part(self, path: str) -> "Fields":
        """The first element at the path, sorted by itself; without anything in it where there is none."""
        element = self.found.get(path)
        if element is None:
            return Fields(self.file, self.element, self.names)
        return Fields.of(self.file, element, self.names)

    def text(self, path: str) -> str:
        """The text at the path with runs of blanks made one; empty when there is none."""
        element = self.found.get(path)
        return "" if element is None else " ".join((element.text or "").split())

    def first(self, *paths: str) -> str:
        """The text of the first path that has any."""
        for path in paths:
            if path in self.found and (text := self.text(path)):
                return text
        return ""

    def texts(self, path: str) -> list[str]:
        """Every text at the path, empty ones left out."""
        return [text for element in self._elements(path) if (text := " ".join((element.text or "").split()))]

    def day(self, *paths: str) -> date | None:
        """The day at the first path that has any.

        Raises:
            FormatError: when the text is no day.
        """
        path = next((path for path in paths if self.text(path)), "")
        return (_day(self.text(path)) or Node(self.file, self.found[path]).day()) if path else None

    def currency(self, path: str) -> str:
        element = self.found.get(path)
        return "" if element is None else element.get("Ccy", "").strip()

    def money(self, path: str) -> Money | None:
        """The amount at the path in the currency its attribute names; None when there is no such element.

        Raises:
            FormatError: when it is no amount of money.
        """
        element = self.found.get(path)
        if element is None:
            return None
        usual, currency = _AMOUNT.fullmatch(element.text or ""), element.get("Ccy", "")
        if usual and _CURRENCY.fullmatch(currency):
            return Money(int(usual[1] + usual[2]), currency)
        node = Node(self.file, element)
        return node.amount(node.attribute("Ccy"))

    def _elements(self, path: str) -> "list[Element]":
        element = self.found.get(path)
        if element is None:
            return []
        return [element, *self.again[path]] if path in self.again else [element]


def _sort(element: Element, names: Names, found: dict[str, Element], again: dict[str, list[Element]]) -> None:
    for child in element:
        within = names[child.tag]
        path = within.path
        if path in found:
            again.setdefault(path, []).append(child)
        else:
            found[path] = child
        if not within.shut and len(child):
            _sort(child, within, found, again)


@lru_cache(maxsize=1024)
def _day(text: str) -> date | None:
    written = _DAY.fullmatch(text)
    try:
        return date.fromisoformat(written[1]) if written else None
    except ValueError:
        return None
