"""What stands on a page and where: text, pictures and painted areas, in millimetres from the page's upper left corner."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal, NamedTuple, cast

import pikepdf

Kind = Literal["text", "picture", "paint"]
Matrix = tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal]

_ONE: Final[Matrix] = (Decimal(1), Decimal(0), Decimal(0), Decimal(1), Decimal(0), Decimal(0))
MM: Final = Decimal("25.4") / 72
_THOUSAND: Final = Decimal(1000)
_ASCENT, _DESCENT = Decimal("0.75"), Decimal("-0.25")
"""How far letters reach above and below their line, in parts of their size; near enough for a window."""

_DEEPEST: Final = 12
_PAINTS: Final = frozenset({"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"})
_ONE_SIGN: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_SIGNS: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f]+>|\[[^\]]*\])")


class Mark(NamedTuple):
    """One thing on the page: its box, and its words where it is text."""

    kind: Kind
    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal
    words: str = ""


@dataclass(frozen=True)
class Font:
    """How wide each sign is, and what it says; `pair` where a sign takes two bytes."""

    widths: Mapping[int, Decimal] = field(default_factory=dict)
    missing: Decimal = Decimal(500)
    words: Mapping[int, str] = field(default_factory=dict)
    pair: bool = False

    def signs(self, told: bytes) -> Iterator[int]:
        """The signs of a piece of text."""
        step = 2 if self.pair else 1
        for at in range(0, len(told) - step + 1, step):
            yield int.from_bytes(told[at : at + step])

    def said(self, sign: int) -> str:
        """What a sign says."""
        return self.words.get(sign) or ("" if self.pair else chr(sign))


@dataclass(frozen=True)
class State:
    """What the operators so far have set: where things go, and how text looks."""

    at: Matrix = _ONE
    font: Font = field(default_factory=Font)
    size: Decimal = Decimal(0)
    between: Decimal = Decimal(0)
    words: Decimal = Decimal(0)
    wide: Decimal = Decimal(1)
    leading: Decimal = Decimal(0)
    rise: Decimal = Decimal(0)
    hidden: bool = False


def marks(page: pikepdf.Page) -> list[Mark]:
    """All that stands on a page.

    Raises:
        ValueError: the page cannot be read to its end.
    """
    left, _, _, top = (Decimal(str(edge)) for edge in page.mediabox)
    reader = _Reader(left, top)
    reader.read(page, page.obj.get("/Resources", pikepdf.Dictionary()), State(), 0)
    return reader.found


class _Reader:
    """Goes through the operators of a page and of what it includes."""

    def __init__(self, left: Decimal, top: Decimal) -> None:
        self.found: list[Mark] = []
        self._left, self._top = left, top
        self._fonts: dict[Any, Font] = {}

    def read(self, stream: Any, resources: Any, state: State, depth: int) -> None:  # noqa: ANN401 pikepdf's objects
        """One content stream."""
        if depth > _DEEPEST:
            raise ValueError("pictures inside of pictures without end")
        kept: list[State] = []
        path: list[tuple[Decimal, Decimal]] = []
        line = start = _ONE
        for step in pikepdf.parse_content_stream(stream):
            name, told = str(step.operator), list(step.operands)
            if name == "q":
                kept.append(state)
            elif name == "Q":
                state = kept.pop() if kept else state
            elif name == "BT":
                line = start = _ONE
            elif name in _MOVES:
                state, start = _MOVES[name](state, start, told)
                line = start
            elif name in _SHOWS:
                state, start = _SHOWS[name](state, start, told)
                line = self._text(state, start if name in _ANEW else line, told[-1])
            elif name in _SETS:
                state = _SETS[name](state, told)
            elif name == "Tf":
                state = replace(state, font=self._font(resources, str(told[0])), size=_number(told[1]))
            elif name in _INCLUDES:
                self._include(resources, str(told[0]), state, depth)
            else:
                path = self._paint(name, told, state, path)

    def _paint(
        self, name: str, told: list[Any], state: State, path: list[tuple[Decimal, Decimal]]
    ) -> list[tuple[Decimal, Decimal]]:
        """Takes the points of a path together until it is painted, or dropped."""
        if name == "re":
            x, y, wide, high = (_number(each) for each in told)
            return [*path, (x, y), (x + wide, y + high)]
        if name in {"m", "l", "c", "v", "y"}:
            numbers = [_number(each) for each in told]
            return [*path, *zip(numbers[::2], numbers[1::2], strict=True)]
        if name in _PAINTS:
            if path:
                self._box("paint", state.at, path)
            return []
        return [] if name == "n" else path

    def _text(self, state: State, line: Matrix, told: Any) -> Matrix:  # noqa: ANN401 a string, or pieces with gaps
        """Shows a piece of text; where the next one goes."""
        pieces = list(told) if isinstance(told, pikepdf.Array) else [told]
        before, said = line, ""
        for piece in pieces:
            if isinstance(piece, pikepdf.String):
                for sign in state.font.signs(bytes(piece)):
                    said += state.font.said(sign)
                    width = state.font.widths.get(sign, state.font.missing) / _THOUSAND * state.size + state.between
                    width += state.words if sign == 32 and not state.font.pair else 0
                    line = _times((*_ONE[:4], width * state.wide, Decimal(0)), line)
            else:
                gap = -_number(piece) / _THOUSAND * state.size * state.wide
                line = _times((*_ONE[:4], gap, Decimal(0)), line)
        if said.strip() and not state.hidden:
            high, low = state.rise + _ASCENT * state.size, state.rise + _DESCENT * state.size
            corners = [_point(before, (Decimal(0), edge)) for edge in (low, high)]
            corners += [_point(line, (Decimal(0), edge)) for edge in (low, high)]
            self._box("text", state.at, corners, said)
        return line

    def _include(self, resources: Any, name: str, state: State, depth: int) -> None:  # noqa: ANN401 pikepdf's objects
        found = resources.get("/XObject", {}).get(name)
        if found is None or found.get("/Subtype") == "/Image":
            self._box("picture", state.at, _SQUARE)
            return
        at = _times(_matrix(list(found["/Matrix"])), state.at) if "/Matrix" in found else state.at
        self.read(found, found.get("/Resources", resources), replace(state, at=at), depth + 1)

    def _box(self, kind: Kind, at: Matrix, points: Sequence[tuple[Decimal, Decimal]], words: str = "") -> None:
        placed = [_point(at, point) for point in points]
        across, down = [(x - self._left) * MM for x, _ in placed], [(self._top - y) * MM for _, y in placed]
        self.found.append(Mark(kind, min(across), min(down), max(across), max(down), words))

    def _font(self, resources: Any, name: str) -> Font:  # noqa: ANN401 pikepdf's objects
        told = resources.get("/Font", {}).get(name)
        if told is None:
            return Font()
        key = told.objgen if told.is_indirect else id(told)
        if key not in self._fonts:
            self._fonts[key] = _font(told)
        return self._fonts[key]


def _font(told: Any) -> Font:  # noqa: ANN401 pikepdf's objects
    words = _words(told["/ToUnicode"].read_bytes()) if "/ToUnicode" in told else {}
    if told.get("/Subtype") == "/Type0":
        inner = told["/DescendantFonts"][0]
        return Font(_cid_widths(inner.get("/W", [])), _number(inner.get("/DW", 1000)), words, pair=True)
    first = int(told.get("/FirstChar", 0))
    widths = {first + at: _number(width) for at, width in enumerate(told.get("/Widths", []))}
    return Font(widths, Decimal(500), words)


def _cid_widths(told: Any) -> dict[int, Decimal]:  # noqa: ANN401 pikepdf's objects
    found: dict[int, Decimal] = {}
    rest = list(told)
    while len(rest) >= 2:
        first, second = int(rest[0]), rest[1]
        if isinstance(second, pikepdf.Array):
            found |= {first + at: _number(width) for at, width in enumerate(second)}
            rest = rest[2:]
        else:
            found |= dict.fromkeys(range(first, min(int(second), 65_535) + 1), _number(rest[2]))
            rest = rest[3:]
    return found


def _words(told: bytes) -> dict[int, str]:
    """What signs say, by the table that a font brings along (ToUnicode)."""
    found: dict[int, str] = {}
    for part in re.finditer(rb"beginbf(char|range)(.*?)endbf", told, re.DOTALL):
        if part.group(1) == b"char":
            found |= {int(first, 16): _said(second) for first, second in _ONE_SIGN.findall(part.group(2))}
            continue
        for first, last, said in _SIGNS.findall(part.group(2)):
            start = int(first, 16)
            if said.startswith(b"["):
                found |= {start + at: _said(each) for at, each in enumerate(re.findall(rb"<([0-9A-Fa-f]+)>", said))}
            else:
                base = int(said[1:-1], 16)
                found |= {start + at: chr(base + at) for at in range(min(int(last, 16) - start, 65_535) + 1)}
    return found


def _said(told: bytes) -> str:
    return bytes.fromhex(told.decode()).decode("utf-16-be", "replace")


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _point(at: Matrix, point: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    (a, b, c, d, e, f), (x, y) = at, point
    return a * x + c * y + e, b * x + d * y + f


def _number(told: Any) -> Decimal:  # noqa: ANN401 whatever number pikepdf has
    return Decimal(str(told))


def _matrix(told: Sequence[Any]) -> Matrix:
    return cast("Matrix", tuple(_number(each) for each in told[:6]))


def _moved(state: State, start: Matrix, told: Sequence[Any]) -> tuple[State, Matrix]:
    return state, _times((*_ONE[:4], _number(told[0]), _number(told[1])), start)


def _moved_by_leading(state: State, start: Matrix, told: Sequence[Any]) -> tuple[State, Matrix]:
    return _moved(replace(state, leading=-_number(told[1])), start, told)


def _next_line(state: State, start: Matrix, _: Sequence[Any]) -> tuple[State, Matrix]:
    return _moved(state, start, (0, -state.leading))


def _kept(state: State, start: Matrix, _: Sequence[Any]) -> tuple[State, Matrix]:
    return state, start


def _placed(state: State, _: Matrix, told: Sequence[Any]) -> tuple[State, Matrix]:
    return state, _matrix(told)


_SQUARE: Final = ((Decimal(0), Decimal(0)), (Decimal(1), Decimal(1)), (Decimal(0), Decimal(1)), (Decimal(1), Decimal(0)))
_MOVES: Final[Mapping[str, Callable[[State, Matrix, Sequence[Any]], tuple[State, Matrix]]]] = {
    "Td": _moved, "TD": _moved_by_leading, "T*": _next_line, "Tm": _placed,
}  # fmt: skip
_SHOWS: Final = {"Tj": _kept, "TJ": _kept, "'": _next_line, '"': _next_line}
_ANEW: Final = frozenset({"'", '"'})
_INCLUDES: Final = frozenset({"Do", "INLINE IMAGE"})
_SETS: Final[Mapping[str, Callable[[State, Sequence[Any]], State]]] = {
    "cm": lambda state, told: replace(state, at=_times(_matrix(told), state.at)),
    "Tc": lambda state, told: replace(state, between=_number(told[0])),
    "Tw": lambda state, told: replace(state, words=_number(told[0])),
    "Tz": lambda state, told: replace(state, wide=_number(told[0]) / 100),
    "TL": lambda state, told: replace(state, leading=_number(told[0])),
    "Ts": lambda state, told: replace(state, rise=_number(told[0])),
    "Tr": lambda state, told: replace(state, hidden=int(told[0]) == 3),
}
