"""`krav law show` and `krav law check`: what the rule books hold, and whether they are whole."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from krav.cli.countries import COUNTRY
from krav.cli.law_rows import head, lines, record
from krav.cli.output import DAY, console, print_json, show
from krav.countries import folders, from_folder
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.dated import NotInForce, Table
from krav.law.review import Held, Whole, held, unconfirmed, whole
from krav.wire import clock


@click.command("show")
@click.argument("country", type=COUNTRY)
@click.argument("topic", default="")
@click.option("--on", type=DAY, help="The day the values are in force; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def show_(country: Country, topic: str, on: date | None, as_json: bool) -> None:
    """List the rules of COUNTRY, or the values in force of TOPIC (fees, or fees.reminder_fee)."""
    if topic:
        _show_values(country, _rules(country, topic), on or clock.today(), as_json=as_json)
    elif as_json:
        print_json({**head(country), "topics": {name: list(map(_rule, rules)) for name, rules in _topics(country)}})
    else:
        for name, rules in _topics(country):
            show(name, ("Rule", "Title", "Values"), ((each.name, each.title, len(each.values)) for each in rules))


def _topics(country: Country) -> list[tuple[str, list[Table]]]:
    tables = country.book.tables.values()
    return [(name, list(rules)) for name, rules in groupby(tables, lambda table: table.name.partition(".")[0])]


def _rules(country: Country, topic: str) -> list[Table]:
    wanted = topic.removesuffix(".toml")
    found = [table for table in country.book.tables.values() if wanted in (table.name, table.name.partition(".")[0])]
    if not found:
        file = dict(_topics(country)).get(wanted.partition(".")[0])
        known = ", ".join(table.name for table in file) if file else ", ".join(name for name, _ in _topics(country))
        raise KravError(f"{country.name} has no topic “{topic}”; it has {known}.")
    return found


def _rule(table: Table) -> dict[str, Any]:
    fields = {name: getattr(table, name) for name in ("title", "unit", "keyed_by", "ends")}
    return {"rule": table.name, **fields, "values": len(table.values)}


def _show_values(country: Country, tables: Iterable[Table], on: date, *, as_json: bool) -> None:
    found, missing = _in_force(tables, on)
    if as_json:
        absent = [{"rule": table.name, "title": table.title, "known": table.known} for table in missing]
        print_json({**head(country), "on": on.isoformat(), "values": list(map(record, found)), "not_in_force": absent})
        return
    for line in (line for each in found for line in lines(*each)):
        console.print(line, soft_wrap=True)
    for table in missing:
        console.print(f"{table.name}: {table.title}: no value for {on}; known is {table.known}.", soft_wrap=True)


def _in_force(tables: Iterable[Table], on: date) -> tuple[list[Held], list[Table]]:
    found, missing = [], []
    for table in tables:
        try:
            found.append(Held(table, table.at(on)))
        except NotInForce:
            missing.append(table)
    return found, missing


@click.command("check")
@click.argument("copies", metavar="[FOLDER]...", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def check(copies: tuple[Path, ...], as_json: bool) -> None:
    """Say whether every country's tables and texts, or those of a FOLDER, are whole; refuse with file and key if not."""
    found, refused = [], []
    for folder in copies or folders():
        try:
            found.append(whole(from_folder(folder)))
        except KravError as error:
            refused.append(str(error))
    answers = [_answer(each) for each in found]
    if as_json:
        print_json({"countries": answers, "refused": refused})
    elif answers:
        heads = ("Country", "Book", "Tables", "Values", "Unconfirmed", "Oldest check", "Letters", "Languages", "Reviewed")
        show("", heads, map(_row, answers))
    if refused:
        raise KravError(" ".join(refused))


def _answer(found: Whole) -> dict[str, Any]:
    country, texts, checked_on = found
    return {
        **head(country),
        "tables": len(country.book.tables),
        "values": sum(1 for _ in held(country.book)),
        "unconfirmed": len(unconfirmed(country.book)),
        "oldest_check": checked_on.isoformat(),
        "letters": len(texts.steps),
        "languages": texts.languages,
        "reviewed_on": texts.reviewed_on and texts.reviewed_on.isoformat(),
        "reviewed_by": texts.reviewed_by,
    }


def _row(answer: dict[str, Any]) -> tuple[object, ...]:
    keys = ("name", "version", "tables", "values", "unconfirmed", "oldest_check", "letters")
    return (*(answer[key] for key in keys), ", ".join(answer["languages"]), answer["reviewed_on"] or "not yet")
