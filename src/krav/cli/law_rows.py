"""A dated value as words for people and as data for machines."""

from datetime import date
from decimal import Decimal
from typing import Any

from krav.kernel.days import ONE_DAY, plain
from krav.law.country import Country
from krav.law.dated import Table, Value
from krav.law.review import Held


def told(value: Any) -> str:  # noqa: ANN401 whatever a table can hold
    """A value in one line.

    >>> told(Decimal("8.00")), told(True), told(({"upto": Decimal(500), "amount": Decimal(100)}, "the rest"))
    ('8', 'true', 'upto 500, amount 100; the rest')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return "; ".join(map(told, value))
    if isinstance(value, dict):
        return ", ".join(f"{key} {told(item)}" for key, item in value.items())
    return "" if value is None else str(value)


def data(value: Any) -> Any:  # noqa: ANN401 whatever a table can hold
    """A value for machines: numbers as decimal strings, days ISO."""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [data(item) for item in value]
    if isinstance(value, dict):
        return {key: data(item) for key, item in value.items()}
    return value


def lines(table: Table, value: Value) -> list[str]:
    """A value with everything that is known of it, one fact a line."""
    items = value.value if isinstance(value.value, tuple) else (value.value,)
    first = f"{told(items[0])} {table.unit}".strip() if len(items) == 1 else ""
    until = f"until {value.until_on}" if value.until_on else "open"
    return [
        f"{table.name}: {table.title}{f': {first}' if first else ''}",
        *(f"  - {told(item)}" for item in items if not first),
        f"  from {value.from_on}, {until}; picked by: {table.keyed_by}",
        f"  {value.source.section}",
        f"  source: {value.source.read_in} ({value.confidence}, checked {value.source.checked_on})",
        *([f"  doubt: {value.doubt}"] if value.doubt else []),
    ]


def record(held: Held) -> dict[str, Any]:
    """The same for machines; `until` null is open."""
    table, value = held
    return {
        "rule": table.name,
        "title": table.title,
        "unit": table.unit,
        "keyed_by": table.keyed_by,
        "value": data(value.value),
        "from": value.from_on.isoformat(),
        "until": data(value.until_on),
        "section": value.source.section,
        "source": value.source.read_in,
        "checked": value.source.checked_on.isoformat(),
        "confidence": str(value.confidence),
        "doubt": value.doubt,
    }


def last_day(value: Value) -> date | None:
    """The last day on which a value is in force; None when it is open."""
    return value.until_on - ONE_DAY if value.until_on else None


def head(country: Country) -> dict[str, str]:
    """Which country's book answers, and in which version."""
    return {"country": country.code, "name": country.name, "version": country.book.version}
