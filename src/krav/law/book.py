"""Reads a country's TOML tables into a rule book and refuses whatever is incomplete.

A topic file holds `[sources.<key>]` tables (section, read_in, checked, maybe publisher) and rule tables. A rule table has
title, unit, keyed_by, ends ("when repealed" or "each period") and values, each with from, value, source, confidence and,
unless it is open, until. `source` and `confidence` may stand once on the rule table. A rule's name is `<file>.<table>`.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeGuard

from krav.kernel.refusal import KravError
from krav.law.dated import Table, Value
from krav.law.source import Confidence, Source

_TABLE_KEYS = {"title", "unit", "keyed_by", "ends", "values"}
_VALUE_KEYS = {"from", "until", "value", "source", "confidence", "doubt"}
_ENDS = {"when repealed", "each period"}
_ABOUT = {"code", "name", "currency", "languages", "window"}


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


def about(folder: Path) -> dict[str, Any]:
    """What country.toml says: code, name, currency, languages, and the side of an envelope's window.

    `time_zone` is the place by whose clock its days begin, UTC where nothing is said.
    `e_reminder` names the electronic document that a letter becomes: oioubl, ehf, or ubl where nothing is said.
    `vat_area` is the union within which a buyer reckons the VAT of a service, the country itself where nothing is said.

    Raises:
        BookError: there is no such file, or a key is missing.
    """
    path = folder / "country.toml"
    if not path.is_file():
        raise BookError(f"{_place(path)}: there is no such file; it makes a folder a country.")
    content = parse(path, path.read_bytes())
    if missing := _ABOUT - content.keys():
        raise BookError(f"{_place(path)}: {', '.join(sorted(missing))} is missing.")
    return content


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
        raise BookError(f"{_place(path)}: {error}. Mend the file; no rule of it is used until then.") from error


def _place(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _topic(path: Path, content: dict[str, Any]) -> Iterator[Table]:
    sources = {key: _source(path, key, raw) for key, raw in content.pop("sources", {}).items()}
    for name, raw in content.items():
        if isinstance(raw, dict):
            try:
                yield _table(f"{path.stem}.{name}", raw, sources)
            except BookError as error:
                raise BookError(f"{_place(path)}: {error}") from error


def _source(path: Path, key: str, raw: dict[str, Any]) -> Source:
    place = f"{_place(path)}, source “{key}”"
    if missing := sorted(name for name in ("section", "read_in", "checked") if not raw.get(name)):
        raise BookError(f"{place}: {', '.join(missing)} is missing.")
    if not _is_day(raw["checked"]):
        raise BookError(f"{place}: checked is “{raw['checked']}”, not a day.")
    return Source(raw["section"], raw["read_in"], raw["checked"], raw.get("publisher", ""))


def _table(name: str, raw: dict[str, Any], sources: dict[str, Source]) -> Table:
    missing, unknown = _TABLE_KEYS - raw.keys(), raw.keys() - _TABLE_KEYS - {"source", "confidence", "doubt"}
    if missing or unknown:
        raise BookError(f"{name}: missing {sorted(missing)}, unknown {sorted(unknown)}.")
    if raw["ends"] not in _ENDS:
        raise BookError(f"{name}: ends is “{raw['ends']}”, expected one of {sorted(_ENDS)}.")
    if not isinstance(raw["values"], list) or not all(isinstance(row, dict) for row in raw["values"]):
        raise BookError(f"{name}: values is not a list of tables, each with from and value.")
    values = tuple(_value(name, {**raw, **row}, sources) for row in raw["values"])
    _check_days(name, raw["ends"], values)
    return Table(name, raw["title"], raw["unit"], raw["keyed_by"], raw["ends"], values)


def _value(name: str, row: dict[str, Any], sources: dict[str, Source]) -> Value:
    day, until = row.get("from"), row.get("until")
    if not _is_day(day):
        raise BookError(f"{name}: a value has no day in “from”.")
    place = f"{name}, {day}"
    if unknown := row.keys() - _TABLE_KEYS - _VALUE_KEYS:
        raise BookError(f"{place}: unknown {sorted(unknown)}.")
    if until is not None and not _is_day(until):
        raise BookError(f"{place}: until is “{until}”, not a day.")
    if row.get("source") not in sources:
        raise BookError(f"{place}: source “{row.get('source')}” is not among the file's sources.")
    if row.get("confidence") not in set(Confidence):
        raise BookError(f"{place}: confidence is “{row.get('confidence')}”, expected {', '.join(Confidence)}.")
    if "value" not in row:
        raise BookError(f"{place}: there is no value.")
    confidence = Confidence(row["confidence"])
    return Value(_exact(place, row["value"]), day, until, sources[row["source"]], confidence, row.get("doubt", ""))


def _is_day(value: Any) -> TypeGuard[date]:  # noqa: ANN401 a TOML value
    return isinstance(value, date) and not isinstance(value, datetime)


def _exact(place: str, value: Any) -> Any:  # noqa: ANN401 a TOML value
    """Whole numbers as Decimal too, so that a table has one kind of number; what is no exact number is refused."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise BookError(f"{place}: {value} is not an exact number.")
    if isinstance(value, list):
        return tuple(_exact(place, item) for item in value)
    if isinstance(value, dict):
        return {key: _exact(place, item) for key, item in value.items()}
    return value


def _check_days(name: str, ends: str, values: tuple[Value, ...]) -> None:
    if not values:
        raise BookError(f"{name}: it holds no values.")
    for value in values:
        if value.until_on is not None and value.until_on <= value.from_on:
            raise BookError(f"{name}, {value.from_on}: until {value.until_on} is not after from.")
        if type(value.value) is not type(values[0].value):
            raise BookError(f"{name}, {value.from_on}: “{value.value}” is of another kind than the values before it.")
    for earlier, later in pairwise(values):
        if earlier.until_on is None or earlier.until_on > later.from_on:
            raise BookError(f"{name}, {later.from_on}: overlaps the value from {earlier.from_on}.")
        if ends == "each period" and earlier.until_on != later.from_on:
            raise BookError(f"{name}: there is a gap from {earlier.until_on} to {later.from_on}.")
    if ends == "each period" and values[-1].until_on is None:
        raise BookError(f"{name}, {values[-1].from_on}: a published rate must say until when it is known.")
