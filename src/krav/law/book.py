"""Reads a country's TOML tables into a rule book and refuses whatever is incomplete.

A topic file holds `[sources.<key>]` tables (section, read_in, checked, maybe publisher) and rule tables. A rule table has
title, unit, keyed_by, ends ("when repealed" or "each period") and values, each with from, value, source, confidence and,
unless it is open, until. `source` and `confidence` may stand once on the rule table. A rule's name is `<file>.<table>`.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from krav.kernel.refusal import KravError
from krav.law.dated import Table, Value
from krav.law.source import Confidence, Source

_TABLE_KEYS = {"title", "unit", "keyed_by", "ends", "values"}
_VALUE_KEYS = {"from", "until", "value", "source", "confidence", "doubt"}
_ENDS = {"when repealed", "each period"}


class BookError(KravError):
    """A rule book that must not be used: names file, table and what is missing or wrong."""


@dataclass(frozen=True)
class Book:
    """A country's rules by name (`fees.reminder_fee`), and the version that every entry made by them carries."""

    tables: dict[str, Table]
    version: str

    def __getitem__(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise BookError(f"The rule book has no table “{name}”; it has {', '.join(sorted(self.tables))}.") from None


def load(folder: Path) -> Book:
    """The rule book of all `*.toml` files in the folder.

    Raises:
        BookError: a value without source or confidence, a gap, an overlap, a float, a wrong key; names file and key.
    """
    tables: dict[str, Table] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes()
        digest.update(content)
        for table in _topic(path, parse(path, content)):
            tables[table.name] = table
    return Book(tables, digest.hexdigest()[:12])


def parse(path: Path, content: bytes) -> dict[str, Any]:
    """The TOML of a file with exact numbers; a doubled key or a broken line is refused with its place."""
    try:
        return tomllib.loads(content.decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BookError(f"{path.name}: {error}. Mend the file; no rule of it is used until then.") from error


def _topic(path: Path, content: dict[str, Any]) -> Iterator[Table]:
    sources = {key: _source(path, key, raw) for key, raw in content.pop("sources", {}).items()}
    for name, raw in content.items():
        if isinstance(raw, dict):
            yield _table(f"{path.stem}.{name}", raw, sources)


def _source(path: Path, key: str, raw: dict[str, Any]) -> Source:
    missing = {"section", "read_in", "checked"} - raw.keys()
    if missing:
        raise BookError(f"{path.name}, source “{key}”: {', '.join(sorted(missing))} is missing.")
    return Source(raw["section"], raw["read_in"], raw["checked"], raw.get("publisher", ""))


def _table(name: str, raw: dict[str, Any], sources: dict[str, Source]) -> Table:
    missing, unknown = _TABLE_KEYS - raw.keys(), raw.keys() - _TABLE_KEYS - {"source", "confidence", "doubt"}
    if missing or unknown:
        raise BookError(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}.")
    if raw["ends"] not in _ENDS:
        raise BookError(f"{name}: ends is “{raw['ends']}”, expected one of {sorted(_ENDS)}.")
    values = tuple(_value(name, {**raw, **row}, sources) for row in raw["values"])
    _check_days(name, raw["ends"], values)
    return Table(name, raw["title"], raw["unit"], raw["keyed_by"], raw["ends"], values)


def _value(name: str, row: dict[str, Any], sources: dict[str, Source]) -> Value:
    day = row.get("from")
    if not isinstance(day, date):
        raise BookError(f"{name}: a value has no day in “from”.")
    if unknown := row.keys() - _TABLE_KEYS - _VALUE_KEYS:
        raise BookError(f"{name}, {day}: unknown {sorted(unknown)}.")
    if row.get("source") not in sources:
        raise BookError(f"{name}, {day}: source “{row.get('source')}” is not among the file's sources.")
    if row.get("confidence") not in set(Confidence):
        raise BookError(f"{name}, {day}: confidence is “{row.get('confidence')}”, expected {', '.join(Confidence)}.")
    if "value" not in row:
        raise BookError(f"{name}, {day}: there is no value.")
    confidence = Confidence(row["confidence"])
    return Value(_exact(row["value"]), day, row.get("until"), sources[row["source"]], confidence, row.get("doubt", ""))


def _exact(value: Any) -> Any:  # noqa: ANN401 a TOML value
    """Whole numbers as Decimal too, so that a table has one kind of number."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, list):
        return tuple(_exact(item) for item in value)
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    return value


def _check_days(name: str, ends: str, values: tuple[Value, ...]) -> None:
    if not values:
        raise BookError(f"{name}: it holds no values.")
    for value in values:
        if value.until_on is not None and value.until_on <= value.from_on:
            raise BookError(f"{name}, {value.from_on}: until {value.until_on} is not after from.")
    for earlier, later in pairwise(values):
        if earlier.until_on is None or earlier.until_on > later.from_on:
            raise BookError(f"{name}, {later.from_on}: overlaps the value from {earlier.from_on}.")
        if ends == "each period" and earlier.until_on != later.from_on:
            raise BookError(f"{name}: there is a gap from {earlier.until_on} to {later.from_on}.")
    if ends == "each period" and values[-1].until_on is None:
        raise BookError(f"{name}, {values[-1].from_on}: a published rate must say until when it is known.")
