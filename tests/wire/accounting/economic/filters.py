"""e-conomic's filters and orders, as its documentation says them: what may not be asked for is refused."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

Row = Mapping[str, Any]

_PREDICATE = re.compile(r"([\w.]+)\$(eq|ne|gte|gt|lte|lt|like|in):(\[[\d,]*\]|(?:[^$()]|\$[^a-z])*)")
_ORDER: Mapping[str, Callable[[int], bool]] = {
    "eq": lambda sign: sign == 0,
    "ne": lambda sign: sign != 0,
    "gt": lambda sign: sign > 0,
    "gte": lambda sign: sign >= 0,
    "lt": lambda sign: sign < 0,
    "lte": lambda sign: sign <= 0,
}


class NotFilterable(ValueError):
    """A property that may not be asked for."""


def at(row: Row, path: str) -> Any:  # noqa: ANN401 whatever stands there
    """A property below others."""
    found: Any = row
    for name in path.split("."):
        found = (found or {}).get(name)
    return found


def kept(rows: Iterable[Row], wanted: str, properties: Sequence[str]) -> list[Row]:
    """The rows that meet a filter."""
    if not wanted:
        return list(rows)
    test, rest = _any(wanted, properties)
    if rest:
        raise NotFilterable(rest)
    return [row for row in rows if test(row)]


def sorted_by(rows: Iterable[Row], order: str, properties: Sequence[str]) -> list[Row]:
    """The rows in an order."""
    name = order.removeprefix("-")
    if name not in properties:
        raise NotFilterable(name)
    return sorted(rows, key=lambda row: at(row, name), reverse=order.startswith("-"))


def _any(text: str, properties: Sequence[str]) -> tuple[Callable[[Row], bool], str]:
    test, rest = _all(text, properties)
    tests = [test]
    while rest.startswith("$or:"):
        test, rest = _all(rest.removeprefix("$or:"), properties)
        tests.append(test)
    return lambda row: any(each(row) for each in tests), rest


def _all(text: str, properties: Sequence[str]) -> tuple[Callable[[Row], bool], str]:
    test, rest = _one(text, properties)
    tests = [test]
    while rest.startswith("$and:"):
        test, rest = _one(rest.removeprefix("$and:"), properties)
        tests.append(test)
    return lambda row: all(each(row) for each in tests), rest


def _one(text: str, properties: Sequence[str]) -> tuple[Callable[[Row], bool], str]:
    if text.startswith("("):
        test, rest = _any(text[1:], properties)
        if not rest.startswith(")"):
            raise NotFilterable(text)
        return test, rest[1:]
    found = _PREDICATE.match(text)
    if not found or found[1] not in properties:
        raise NotFilterable(text)
    name, how, value = found[1], found[2], found[3]
    return lambda row: _meets(at(row, name), how, value), text[found.end() :]


def _meets(told: object, how: str, value: str) -> bool:
    if told is None:
        return False
    if how == "in":
        return str(told) in value.strip("[]").split(",")
    if how == "like":
        return bool(re.fullmatch(_pattern(value), str(told), re.IGNORECASE))
    return _ORDER[how](_compared(told, re.sub(r"\$(.)", r"\1", value)))


def _pattern(value: str) -> str:
    wild = value if re.search(r"(?<!\$)\*", value) else f"*{value}*"
    pieces = re.split(r"(\$.|\*)", wild)
    return "".join(".*" if each == "*" else re.escape(each[1:] if each[:1] == "$" else each) for each in pieces)


def _compared(told: object, value: str) -> int:
    try:
        mine, other = Decimal(str(told)), Decimal(value)
    except InvalidOperation:
        return (str(told).casefold() > value.casefold()) - (str(told).casefold() < value.casefold())
    return (mine > other) - (mine < other)
