"""A rule book under review: what ends, what names a day, what is unconfirmed or old, and how two books differ."""

from datetime import date
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest

from krav.countries import countries, country, from_folder
from krav.law.book import Book, BookError, load
from krav.law.country import Country
from krav.law.review import Change, changes, ending, held, named_days, unchecked, unconfirmed, whole

SOURCES = """\
[sources.act]
section = "§ 1"
read_in = "the act"
checked = 2026-11-21

[sources.old]
section = "§ 2"
read_in = "a book"
checked = 2020-01-01
"""
ON = date(2026, 11, 21)


def table(name: str, *rows: str, ends: str = "when repealed") -> str:
    head = f'[{name}]\ntitle = "The {name}"\nunit = "DKK"\nkeyed_by = "due day"\nends = "{ends}"\nsource = "act"\n'
    return f"{head}values = [{', '.join(f'{{ {row} }}' for row in rows)}]\n"


def book(folder: Path, *tables: str) -> Book:
    folder.mkdir(exist_ok=True)
    (folder / "fees.toml").write_text(SOURCES + "".join(tables))
    return load(folder)


SURE, HEARD = 'confidence = "verified"', 'confidence = "secondary"'
NEXT = f"from = 2027-01-01, value = 2, {SURE}"


def test_what_ends_soon_or_just_ended_is_named_and_what_was_repealed_long_ago_is_not(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        table("open", f"from = 2020-01-01, value = 1, {SURE}"),
        table("soon", f"from = 2020-01-01, until = 2027-01-20, value = 1, {SURE}"),
        table("later", f"from = 2020-01-01, until = 2027-01-21, value = 1, {SURE}"),
        table("just", f"from = 2020-01-01, until = 2026-09-23, value = 1, {SURE}"),
        table("repealed", f"from = 2020-01-01, until = 2026-09-22, value = 1, {SURE}"),
        table("rate", f"from = 2020-01-01, until = 2021-01-01, value = 1, {SURE}", ends="each period"),
        table("followed", f"from = 2020-01-01, until = 2027-01-01, value = 1, {SURE}", NEXT),
    )
    assert [each.table.name for each in ending(found, ON, 60)] == ["fees.soon", "fees.just", "fees.rate"]


def test_days_inside_values_are_found_at_any_depth(tmp_path: Path) -> None:
    act = 'value = { act = "A", review_by = 2026-12-31, steps = [{ on = 2026-11-01 }], far = 2030-01-01 }'
    found = book(tmp_path, table("act", f"from = 2026-01-01, {act}, {SURE}"))
    assert [(each.what, each.on) for each in named_days(found, ON, 60)] == [
        ("review_by", date(2026, 12, 31)),
        ("on", date(2026, 11, 1)),
    ]


def test_the_unconfirmed_are_not_verified_or_in_doubt(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        table("sure", f"from = 2020-01-01, value = 1, {SURE}"),
        table("heard", f"from = 2020-01-01, value = 1, {HEARD}"),
        table("doubted", f'from = 2020-01-01, value = 1, {SURE}, doubt = "one source"'),
    )
    assert [each.table.name for each in unconfirmed(found)] == ["fees.heard", "fees.doubted"]
    assert len(list(held(found))) == 3


def test_what_was_checked_before_a_day_is_old(tmp_path: Path) -> None:
    found = book(
        tmp_path,
        table("fresh", f"from = 2020-01-01, value = 1, {SURE}"),
        table("stale", f'from = 2020-01-01, value = 1, {SURE}, source = "old"'),
    )
    assert [each.table.name for each in unchecked(found, date(2020, 1, 2))] == ["fees.stale"]
    assert unchecked(found, date(2020, 1, 1)) == []


def test_two_books_differ_by_rule_day_and_field(tmp_path: Path) -> None:
    gone = table("gone", f"from = 2020-01-01, value = 1, {SURE}")
    old = book(tmp_path / "old", table("fee", f"from = 2020-01-01, value = 100, {HEARD}"), gone)
    ended = f"from = 2020-01-01, until = 2027-01-01, value = 100, {SURE}"
    new = book(tmp_path / "new", table("fee", ended, NEXT).replace("due day", "day of sending"))
    first_day, year = date(2020, 1, 1), date(2027, 1, 1)
    assert changes(old, new) == [
        Change("fees.fee", None, "keyed_by", "due day", "day of sending"),
        Change("fees.fee", first_day, "until", None, year),
        Change("fees.fee", first_day, "confidence", "secondary", "verified"),
        Change("fees.fee", year, "value", None, 2),
        Change("fees.gone", None, "table", "The gone", None),
        Change("fees.gone", first_day, "value", 1, None),
    ]
    assert changes(new, new) == []


def test_the_way_back_names_the_same_places(tmp_path: Path) -> None:
    old = book(tmp_path / "old", table("fee", f"from = 2020-01-01, value = 100, {SURE}"))
    new = book(tmp_path / "new", table("fee", f'from = 2020-01-01, value = 120, {SURE}, source = "old"'))
    there, back = changes(old, new), changes(new, old)
    assert [each._replace(before=each.after, after=each.before) for each in there] == back
    assert [each.what for each in there] == ["value", "section", "source", "checked"]


@pytest.mark.parametrize("country", countries().values(), ids=countries())
def test_every_country_is_whole(country: Country) -> None:
    found = whole(country)
    assert {step.key for step in country.ladder} <= found.texts.steps
    assert found.checked_on == min(each.value.source.checked_on for each in held(country.book))


def test_a_country_without_rates_is_not_whole(tmp_path: Path) -> None:
    country = next(iter(countries().values()))
    (tmp_path / "country.toml").write_bytes((country.folder / "country.toml").read_bytes())
    with pytest.raises(BookError, match=r"/interest\.toml: interest\.rate: the table is missing\."):
        whole(type(country)(tmp_path))


def test_a_letter_of_a_case_without_its_text_is_refused(tmp_path: Path) -> None:
    folder = copytree(country("NO").folder, tmp_path / "norway", ignore=ignore_patterns("__pycache__"))
    (folder / "letters" / "varsel_tvangsfullbyrdelse.toml").unlink()
    with pytest.raises(BookError, match="the step varsel_tvangsfullbyrdelse has no letter"):
        whole(from_folder(folder))
