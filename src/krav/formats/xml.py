"""XML read safely: no DOCTYPE, no entities, no network; elements are found by name, whatever their namespace."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from krav.formats.values import FormatError, parse_money
from krav.kernel.money import Money, MoneyError

Element = etree._Element  # noqa: SLF001 (lxml publishes its element class under no other name)

_SAFE_ENCODINGS = frozenset({"utf-8", "us-ascii", "iso-8859-1", "iso-8859-15", "windows-1252"})
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_PROLOGUE = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_START_TAG = re.compile(rb"<(?:([\w.-]+):)?([A-Za-z_][\w.-]*)((?:\s[^<>]*?)?)/?>")
_DECIMAL = re.compile(r"[+-]?(?=\.?[0-9])[0-9]{0,15}(?:\.[0-9]{0,9})?")
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_NOT_CARRIED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Root(NamedTuple):
    """The outermost element's namespace and name."""

    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """An element and the file it stands in. Paths are local names: `Acct/Id/IBAN`; comments are gone."""

    file: str
    element: Element

    @property
    def name(self) -> str:
        return str(self.element.tag).rpartition("}")[2]

    @property
    def namespace(self) -> str:
        return str(self.element.tag).rpartition("}")[0].removeprefix("{")

    @property
    def where(self) -> str:
        """The element and its line, for people."""
        return f"{self.name} in line {self.element.sourceline}"

    def find(self, path: str) -> "Node | None":
        """The first element at the path."""
        found = self.element.find(_wild(path))
        return None if found is None else Node(self.file, found)

    def all(self, path: str) -> "list[Node]":
        """Every element at the path, in the file's order."""
        return [Node(self.file, found) for found in self.element.findall(_wild(path))]

    def within(self, name: str) -> "list[Node]":
        """Every element of that name, however deep, in the file's order."""
        return [Node(self.file, found) for found in self.element.iterfind(f".//{{*}}{name}")]

    def inside(self, name: str) -> bool:
        """Whether it stands in an element of that name, however deep."""
        return any(str(above.tag).rpartition("}")[2] == name for above in self.element.iterancestors())

    @property
    def above(self) -> "Node":
        """The element it stands in; itself where it is the outermost."""
        found = self.element.getparent()
        return self if found is None else Node(self.file, found)

    def children(self) -> "list[Node]":
        return [Node(self.file, child) for child in self.element]

    def attribute(self, name: str) -> str:
        return " ".join((self.element.get(name) or "").split())

    def text(self, path: str = "") -> str:
        """The text at the path with runs of blanks made one; empty when there is no such element."""
        found = self.element.find(_wild(path)) if path else self.element
        return "" if found is None else " ".join((found.text or "").split())

    def first(self, *paths: str) -> str:
        """The text of the first path that has any."""
        return next((text for path in paths if (text := self.text(path))), "")

    def texts(self, path: str) -> tuple[str, ...]:
        """Every text at the path, empty ones left out."""
        return tuple(text for node in self.all(path) if (text := node.text()))

    def day(self, path: str = "") -> date | None:
        """The day at the path as it is written, whatever its zone; None when there is none.

        Raises:
            FormatError: when the text is no day between 1970 and 2099.
        """
        text = self.text(path)
        if not text:
            return None
        written = _DAY.fullmatch(text)
        try:
            day = date.fromisoformat(written[1]) if written else None
        except ValueError:
            day = None
        if day is None or not 1970 <= day.year <= 2099:
            raise self.wrong(f"“{text}” in {path or self.name} is not a day.", "Ask the sender for a corrected file.")
        return day

    def money(self, path: str, currency_attribute: str) -> Money | None:
        """The amount at the path in the currency its attribute names; None when there is no such element.

        Raises:
            FormatError: when it is no decimal, has more than two decimals that count, or names no currency.
        """
        node = self.find(path)
        return None if node is None else node.amount(node.attribute(currency_attribute))

    def amount(self, currency: str) -> Money:
        """The element's own text as an amount of a currency.

        Raises:
            FormatError: when it is no decimal, has more than two decimals that count, or the currency is none.
        """
        node, text = self, self.text()
        if not _DECIMAL.fullmatch(text):
            raise node.wrong(f"“{text}” is not an amount.", "Ask the sender for a corrected file.")
        try:
            return parse_money(text, currency)
        except MoneyError as error:
            raise node.wrong(f"{error}.", "Ask the sender for a corrected file.") from None

    def wrong(self, problem: str, remedy: str) -> FormatError:
        """The error that names this element's place."""
        return FormatError(self.file, self.where, problem, remedy)


def root(data: bytes) -> Root | None:
    """Namespace and name of the outermost element, read without parsing; None when the bytes are not XML."""
    start = _after_prologue(data)
    doctype = _DOCTYPE.match(data, start)
    if doctype:
        start = _after_prologue(data, doctype.end())
    tag = _START_TAG.match(data, start)
    if not tag:
        return None
    prefix, name, attributes = tag.groups()
    declared = rb"\sxmlns" + (b":" + re.escape(prefix) if prefix else b"") + rb"\s*=\s*[\"']([^\"']*)[\"']"
    namespace = re.search(declared, attributes)
    return Root(namespace[1].decode("latin-1") if namespace else "", name.decode("latin-1"))


def parse(data: bytes, file: str, *, long_texts: bool = False) -> Node:
    """The document's outermost element; `long_texts`: one text may have more than 10 MB, as a paper in an invoice has.

    Raises:
        FormatError: for a DOCTYPE, an unusual encoding or XML that is not well formed.
    """
    _refuse_unsafe(data, file)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=long_texts,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return Node(file, etree.fromstring(data, parser))
    except etree.XMLSyntaxError as error:
        raise _malformed(error, file) from None


def walk(data: bytes, file: str, names: Iterable[str]) -> Iterator[tuple[str, Node]]:
    """("start" | "end", element) for each element of these names, as it is met; the caller drops what it has used.

    Raises:
        FormatError: for a DOCTYPE, an unusual encoding or XML that is not well formed.
    """
    _refuse_unsafe(data, file)
    events = etree.iterparse(
        BytesIO(data),
        events=("start", "end"),
        tag=tuple(f"{{*}}{name}" for name in names),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        for event, element in events:
            yield event, Node(file, element)
    except etree.XMLSyntaxError as error:
        raise _malformed(error, file) from None


def carried(text: str) -> str:
    """A text without what XML cannot carry: control characters, halves of letters."""
    return _NOT_CARRIED.sub("", text)


def _refuse_unsafe(data: bytes, file: str) -> None:
    """A DOCTYPE can only stand before the first element; encodings that could hide one from this look are refused."""
    declared = _DECLARED.match(data)
    encoding = declared[1].decode("latin-1") if declared else "utf-8"
    if b"\0" in data[:4] or data[:2] in {b"\xff\xfe", b"\xfe\xff"} or encoding.lower() not in _SAFE_ENCODINGS:
        used = encoding if encoding.lower() not in _SAFE_ENCODINGS else "UTF-16"
        raise FormatError(file, "line 1", f"the XML is written in {used}.", "Save it as UTF-8.")
    start = _after_prologue(data)
    if data.startswith(b"<!", start):
        raise FormatError(
            file,
            f"line {data.count(10, 0, start) + 1}",
            "the XML has a document type declaration (DOCTYPE), which can pull in other files.",
            "Ask the sender for the file without it; no bank or invoice format needs one.",
        )


def _after_prologue(data: bytes, start: int = 0) -> int:
    found = _PROLOGUE.match(data, start)
    return found.end() if found else start


def _malformed(error: etree.XMLSyntaxError, file: str) -> FormatError:
    message = (error.msg or "no element found").split(", line ")[0]
    return FormatError(
        file,
        f"line {error.lineno or 1}",
        f"the XML is damaged or cut off ({message}).",
        "Fetch the file again from where it came.",
    )


@lru_cache(maxsize=512)
def _wild(path: str) -> str:
    return "/".join(f"{{*}}{name}" for name in path.split("/"))
