"""`krav law cases` and `krav law diff`: the golden cases, and what a change of tables does to them."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from krav.claims.explain import amount
from krav.claims.golden import Case, Outcome, read_cases, run_case
from krav.cli.countries import COUNTRY
from krav.cli.law_rows import data, head, told
from krav.cli.output import console, print_json, show
from krav.countries import countries, from_folder
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.review import Change, changes

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("cases")
@click.argument("country", type=COUNTRY, required=False)
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def cases(country: Country | None, as_json: bool) -> None:
    """Reckon the golden cases of COUNTRY, or of all; exit code 1 when one comes out differently."""
    chosen = [country] if country else list(countries().values())
    found = [(each, [run_case(each, case) for case in read_cases(each.folder)]) for each in chosen]
    if as_json:
        print_json({"countries": [{**head(each), "cases": list(map(_case, outcomes))} for each, outcomes in found]})
    else:
        rows = (row for each, outcomes in found for row in _counts(each, outcomes))
        show("", ("Country", "Topic", "Passed", "Failed"), rows)
        for each, outcomes in found:
            _failures(each, outcomes)
    if not all(outcome.passed for _, outcomes in found for outcome in outcomes):
        raise click.exceptions.Exit(1)


def _counts(country: Country, outcomes: list[Outcome]) -> Iterator[tuple[object, ...]]:
    for topic, group in groupby(outcomes, lambda outcome: outcome.case.topic):
        passed = [outcome.passed for outcome in group]
        yield country.name, topic, sum(passed), len(passed) - sum(passed)


def _failures(country: Country, outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.refused:
            console.print(f"{country.name}, {_named(outcome.case)}: {outcome.refused}", soft_wrap=True)
        for part, expected in outcome.expected.items():
            if (found := outcome.found.get(part, expected)) != expected:
                said = f"{part} expected {amount(expected)}, found {amount(found)}"
                console.print(f"{country.name}, {_named(outcome.case)}: {said}", soft_wrap=True)


def _case(outcome: Outcome) -> dict[str, Any]:
    return {
        "topic": outcome.case.topic,
        "name": outcome.case.name,
        "story": outcome.case.story,
        "from": outcome.case.origin,
        "passed": outcome.passed,
        "expected": _amounts(outcome.expected),
        "found": _amounts(outcome.found),
        "refused": outcome.refused,
    }


@click.command("diff")
@click.argument("old", type=_FOLDER)
@click.argument("new", type=_FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """Compare two folders of one country's tables, and reckon the golden cases of NEW by both."""
    before, after = from_folder(old), from_folder(new)
    if before.code != after.code:
        raise KravError(f"{old} is {before.name} and {new} is {after.name}; give two folders of one country.")
    found = changes(before.book, after.book)
    pairs = [(run_case(before, case), run_case(after, case)) for case in read_cases(new)]
    moved = [pair for pair in pairs if _differ(*pair)]
    if as_json:
        print_json(
            {
                "country": after.code,
                "old": before.book.version,
                "new": after.book.version,
                "changes": list(map(_change, found)),
                "cases": len(pairs),
                "differing": [_pair(*pair) for pair in moved],
            }
        )
        return
    rows = ((each.rule, each.from_on, each.what, _side(each.before), _side(each.after)) for each in found)
    show(f"{after.name}, {before.book.version} → {after.book.version}", ("Rule", "From", "What", "Before", "After"), rows)
    console.print(f"\n{len(moved)} of {len(pairs)} golden cases come out differently.", soft_wrap=True)
    if moved:
        show("", ("Case", "What", "Before", "After"), (row for pair in moved for row in _moves(*pair)))


def _differ(old: Outcome, new: Outcome) -> bool:
    return (old.found, old.refused) != (new.found, new.refused)


def _moves(old: Outcome, new: Outcome) -> Iterator[tuple[str, ...]]:
    """A row for each part that differs; where one book refuses, only the total and the refusal."""
    if old.refused or new.refused:
        yield _named(new.case), "total", *(each.refused or amount(each.found["total"]) for each in (old, new))
        return
    for part, found in new.found.items():
        if old.found[part] != found:
            yield _named(new.case), part, amount(old.found[part]), amount(found)


def _pair(old: Outcome, new: Outcome) -> dict[str, Any]:
    return {
        "topic": new.case.topic,
        "name": new.case.name,
        "before": _amounts(old.found),
        "after": _amounts(new.found),
        "refused": {"before": old.refused, "after": new.refused},
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "rule": change.rule,
        "from": data(change.from_on),
        "what": change.what,
        "before": data(change.before),
        "after": data(change.after),
    }


def _side(value: Any) -> str:  # noqa: ANN401 whatever a table can hold
    return "–" if value is None else told(value)


def _amounts(parts: Mapping[str, Minor]) -> dict[str, str]:
    return {part: amount(minor) for part, minor in parts.items()}


def _named(case: Case) -> str:
    return f"{case.topic}, {case.name}"
