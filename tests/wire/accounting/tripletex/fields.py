"""The fields that a question names, by which Tripletex fills its rows: `id,customer(name)`; without them a row is sparse."""

from collections.abc import Mapping
from functools import cache
from typing import Any

Wanted = Mapping[str, "Wanted | None"]


@cache
def parsed(fields: str) -> Wanted:
    """The names, each with the names below it, or None."""
    found: dict[str, Wanted | None] = {}
    depth, name, start = 0, "", 0
    for place, letter in enumerate(f"{fields},"):
        if letter == "(":
            depth += 1
            if depth == 1:
                name, start = fields[start:place], place + 1
        elif letter == ")":
            depth -= 1
            if depth == 0:
                found[name] = parsed(fields[start:place])
                start = place + 1
        elif letter == "," and depth == 0:
            if fields[start:place]:
                found[fields[start:place]] = None
            start = place + 1
    return found


def chosen(row: Mapping[str, Any], fields: str) -> dict[str, Any]:
    """What of a row is told."""
    return _filled(row, parsed(fields or "id"))


def known(spec: Mapping[str, Any], name: str, fields: str) -> None:
    """Raises an AssertionError where the vendor's description has no such field."""
    if spec:
        _known(spec["components"]["schemas"], name, parsed(fields))


def _known(schemas: Mapping[str, Any], name: str, wanted: Wanted) -> None:
    for field, below in wanted.items():
        about = schemas[name]["properties"].get(field)
        assert about, f"{name} has no field {field}"
        if below:
            reference = about.get("$ref") or about["items"]["$ref"]
            _known(schemas, reference.rsplit("/", 1)[1], below)


def _filled(row: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    return {field: _told(row[field], below) for field, below in wanted.items() if field in row}


def _told(value: Any, below: Wanted | None) -> Any:  # noqa: ANN401 whatever a row holds
    if isinstance(value, list):
        return [_told(each, below) for each in value]
    return _filled(value, below or {"id": None}) if isinstance(value, dict) else value
