"""A rule book under review: whether it is whole, what runs out, what is unconfirmed, what is old, how two books differ."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple

from krav.kernel.days import days_after
from krav.kernel.money import Money, MoneyError
from krav.law.book import Book, BookError
from krav.law.country import Country
from krav.law.dated import Table, Value
from krav.law.source import Confidence
from krav.law.texts import TextBook, load_texts

NEEDED = ("interest.rate", "interest.demand_days", "interest.counting", "deadlines.moves")
"""The tables without which no country can answer."""

_RATES = {"interest.rate", "interest.margin"}
_HEAD = ("title", "unit", "keyed_by", "ends")


class Held(NamedTuple):
    """A dated value and the table that holds it."""

    table: Table
    value: Value


class Named(NamedTuple):
    """A day that stands inside a value: `what` is its key, such as review_by."""

    table: Table
    what: str
    on: date


class Change(NamedTuple):
    """A difference of two books. `what` is table, value or the changed field; without `from_on` it is the whole table's.

    `before` is None where `what` was added, `after` where it was removed.
    """

    rule: str
    from_on: date | None
    what: str
    before: Any
    after: Any


class Whole(NamedTuple):
    """A country found complete: its letter texts, and the oldest day on which a source of a value was checked."""

    country: Country
    texts: TextBook
    checked_on: date


def whole(country: Country) -> Whole:
    """The country, when its rule book can be used in every part; gaps, overlaps and sources were seen to by its loading.

    Raises:
        BookError: a table every country needs is missing, an amount or a rate is none, a step has no letter.
    """
    folder, book = country.folder.name, country.book
    if missing := [name for name in NEEDED if name not in book.tables]:
        raise BookError(f"{_place(folder, missing[0])}: the table is missing.")
    for table, value in held(book):
        _amount(folder, table, value, country.currency)
    _rates(folder, book)
    texts = _texts(country)
    return Whole(country, texts, min(value.source.checked_on for _, value in held(book)))


def held(book: Book) -> Iterator[Held]:
    """Every dated value of the book."""
    return (Held(table, value) for table in book.tables.values() for value in table.values)


def ending(book: Book, on: date, within: int) -> list[Held]:
    """Last values that end within so many days before or after the day, and published rates that ended at any time."""
    first, last = days_after(on, -within), days_after(on, within)
    return [
        Held(table, table.values[-1])
        for table in book.tables.values()
        if (until := table.values[-1].until_on)
        and until <= last
        and (until > first or table.ends == "each period")
    ]


def named_days(book: Book, on: date, within: int) -> list[Named]:
    """Days inside values (of a review, of an expected decision) within so many days before or after the day."""
    found = (Named(table, *named) for table, value in held(book) for named in _days("", value.value))
    return [named for named in found if abs((named.on - on).days) <= within]


def unconfirmed(book: Book) -> list[Held]:
    """Values that were not verified, or that carry a doubt."""
    return [each for each in held(book) if each.value.confidence is not Confidence.VERIFIED or each.value.doubt]


def unchecked(book: Book, since: date) -> list[Held]:
    """Values whose source was last checked before the day."""
    return [each for each in held(book) if each.value.source.checked_on < since]


def changes(old: Book, new: Book) -> list[Change]:
    """What was added, removed or changed from one book to the other, by rule and day."""
    names = sorted(old.tables.keys() | new.tables.keys())
    return list(chain.from_iterable(_table_changes(name, old.tables.get(name), new.tables.get(name)) for name in names))


def _table_changes(name: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    if old and new:
        heads = ((head, getattr(old, head), getattr(new, head)) for head in _HEAD)
        yield from (Change(name, None, head, before, after) for head, before, after in heads if before != after)
    else:
        yield Change(name, None, "table", old and old.title, new and new.title)
    before, after = _by_day(old), _by_day(new)
    for day in sorted(before.keys() | after.keys()):
        yield from _value_changes(name, day, before.get(day), after.get(day))


def _by_day(table: Table | None) -> Mapping[date, Value]:
    return {value.from_on: value for value in table.values} if table else {}


def _value_changes(name: str, day: date, old: Value | None, new: Value | None) -> Iterator[Change]:
    if not old or not new:
        yield Change(name, day, "value", old and old.value, new and new.value)
        return
    if old.value != new.value:
        yield Change(name, day, "value", old.value, new.value)
    fields = (
        ("until", old.until_on, new.until_on),
        ("section", old.source.section, new.source.section),
        ("source", old.source.read_in, new.source.read_in),
        ("checked", old.source.checked_on, new.source.checked_on),
        ("confidence", str(old.confidence), str(new.confidence)),
        ("doubt", old.doubt, new.doubt),
    )
    yield from (Change(name, day, what, before, after) for what, before, after in fields if before != after)


def _days(key: str, value: Any) -> Iterator[tuple[str, date]]:  # noqa: ANN401 a TOML value
    if isinstance(value, date):
        yield key, value
    elif isinstance(value, dict):
        yield from chain.from_iterable(_days(name, item) for name, item in value.items())
    elif isinstance(value, tuple):
        yield from chain.from_iterable(_days(key, item) for item in value)


def _place(folder: str, name: str) -> str:
    return f"{folder}/{name.partition('.')[0]}.toml: {name}"


def _amount(folder: str, table: Table, value: Value, currency: str) -> None:
    if table.unit == currency and isinstance(value.value, Decimal):
        try:
            Money.of(value.value, currency)
        except MoneyError as error:
            raise BookError(f"{_place(folder, table.name)}, {value.from_on}: {error}.") from error


def _rates(folder: str, book: Book) -> None:
    """The calendar of interest counts in hundredths of a per cent."""
    for table, value in held(book):
        if table.name in _RATES and (not isinstance(value.value, Decimal) or value.value != round(value.value, 2)):
            place = f"{_place(folder, table.name)}, {value.from_on}"
            raise BookError(f"{place}: “{value.value}” is not a rate of at most two decimals.")


def _texts(country: Country) -> TextBook:
    try:
        texts = load_texts(country.folder / "letters")
    except BookError as error:
        raise BookError(f"{country.folder.name}/letters: {error}") from error
    if missing := [step.key for step in (*country.ladder, *country.case_steps) if step.key not in texts.steps]:
        raise BookError(f"{country.folder.name}/letters: the step {', '.join(missing)} has no letter.")
    return texts
