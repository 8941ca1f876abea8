"""`krav law stale`: what runs out soon, what is unconfirmed, and what was checked too long ago."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import click

from krav.cli.countries import COUNTRY
from krav.cli.law_rows import head, last_day, record
from krav.cli.output import DAY, console, print_json, show
from krav.countries import countries
from krav.kernel.days import days_after
from krav.law.country import Country
from krav.law.review import Held, ending, named_days, unchecked, unconfirmed
from krav.wire import clock


@click.command("stale")
@click.argument("country", type=COUNTRY, required=False)
@click.option("--within", type=click.IntRange(0), default=60, show_default=True, help="Days in which something runs out.")
@click.option("--older-than", type=click.IntRange(0), default=180, show_default=True, help="Days since a check.")
@click.option("--on", type=DAY, help="The day to look from; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def stale(country: Country | None, within: int, older_than: int, on: date | None, as_json: bool) -> None:
    """Name what a person must look at next, of one COUNTRY or of all."""
    today = on or clock.today()
    since = days_after(today, -older_than)
    chosen = [country] if country else list(countries().values())
    if as_json:
        answers = [_answer(each, today, within, since) for each in chosen]
        print_json({"on": today.isoformat(), "within": within, "older_than": older_than, "countries": answers})
        return
    for each in chosen:
        _print(each, today, within, since)


def _answer(country: Country, on: date, within: int, since: date) -> dict[str, Any]:
    book = country.book
    return {
        **head(country),
        "ends": [{**record(each), "last_day": str(last_day(each.value))} for each in ending(book, on, within)],
        "named_days": [
            {"rule": named.table.name, "title": named.table.title, "what": named.what, "day": named.on.isoformat()}
            for named in named_days(book, on, within)
        ],
        "unconfirmed": [record(each) for each in unconfirmed(book)],
        "unchecked": [record(each) for each in unchecked(book, since)],
    }


def _print(country: Country, on: date, within: int, since: date) -> None:
    book, name = country.book, country.name
    ends = ((last_day(each.value), each.table.name, each.table.title) for each in ending(book, on, within))
    _list(f"{name}: runs out within {within} days of {on}", ("Last day", "Rule", "Title"), ends)
    days = ((named.on, named.table.name, f"{named.table.title}: {named.what}") for named in named_days(book, on, within))
    _list(f"{name}: days to look at", ("Day", "Rule", "What"), days)
    old = ((each.value.source.checked_on, each.table.name, each.value.source.section) for each in unchecked(book, since))
    _list(f"{name}: last checked before {since}", ("Checked", "Rule", "Section"), old)
    doubtful = unconfirmed(book)
    in_force = [each for each in doubtful if _lasts(each, on)]
    rows = ((each.table.name, each.value.from_on, each.value.confidence, each.value.doubt) for each in in_force)
    _list(f"{name}: unconfirmed and in force on {on} or later", ("Rule", "From", "Confidence", "Doubt"), rows)
    console.print(f"{name}: {len(doubtful) - len(in_force)} more unconfirmed values of earlier days; --json names them.\n")


def _lasts(held: Held, on: date) -> bool:
    return held.value.until_on is None or held.value.until_on > on


def _list(title: str, heads: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    found = list(rows)
    if found:
        show(title, heads, found)
    else:
        console.print(f"{title}: nothing.", soft_wrap=True)
    console.print()
