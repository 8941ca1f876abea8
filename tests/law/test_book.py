"""A rule book is used whole or not at all: every flaw is refused, naming file, table and day."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from krav.countries import countries
from krav.law.book import BookError, load
from krav.law.source import Confidence, Source

SOURCES = '[sources.act]\nsection = "§ 1"\nread_in = "the act"\nchecked = 2026-11-21\n'
HEAD = '[fee]\ntitle = "Fee"\nunit = "DKK"\nkeyed_by = "day of sending"\n'
REPEALED, PERIODS = 'ends = "when repealed"\n', 'ends = "each period"\n'
TABLE = SOURCES + HEAD + REPEALED
ROW = 'value = 100, source = "act", confidence = "verified"'


def written(folder: Path, text: str) -> Path:
    (folder / "fees.toml").write_text(text)
    return folder


def values(*rows: str) -> str:
    return f"values = [{', '.join(f'{{ {row} }}' for row in rows)}]\n"


def test_a_whole_book_is_read_with_exact_numbers_and_sources(tmp_path: Path) -> None:
    later = 'from = 2020-01-01, value = 0.10, source = "act", confidence = "memory"'
    rows = values(f"from = 2013-03-01, until = 2020-01-01, {ROW}", later)
    table = load(written(tmp_path, TABLE + rows))["fees.fee"]
    assert (table.name, table.title, table.unit, table.keyed_by) == ("fees.fee", "Fee", "DKK", "day of sending")
    old, new = table.values
    assert (old.value, old.from_on, old.until_on) == (Decimal(100), date(2013, 3, 1), date(2020, 1, 1))
    assert (str(new.value), new.until_on, new.confidence, new.doubt) == ("0.10", None, Confidence.MEMORY, "")
    assert new.source == Source("§ 1", "the act", date(2026, 11, 21))


def test_source_and_confidence_may_stand_once_for_all_values(tmp_path: Path) -> None:
    once = 'source = "act"\nconfidence = "secondary"\ndoubt = "one source"\n'
    (value,) = load(written(tmp_path, TABLE + once + values("from = 2013-03-01, value = 1")))["fees.fee"].values
    assert (value.confidence, value.doubt) == (Confidence.SECONDARY, "one source")


def test_lists_and_tables_hold_exact_numbers_too(tmp_path: Path) -> None:
    row = 'from = 2013-03-01, value = { part = 1, of = [20, 0.5], on = true }, source = "act", confidence = "verified"'
    value = load(written(tmp_path, TABLE + values(row)))["fees.fee"].on(date(2026, 1, 1))
    assert value == {"part": Decimal(1), "of": (Decimal(20), Decimal("0.5")), "on": True}
    assert {type(each) for each in (value["part"], *value["of"])} == {Decimal}


def test_a_gap_is_lawful_where_a_rule_was_repealed(tmp_path: Path) -> None:
    rows = values(f"from = 2013-03-01, until = 2014-01-01, {ROW}", f"from = 2015-01-01, {ROW}")
    assert load(written(tmp_path, TABLE + rows))["fees.fee"].known == "from 2013-03-01"


OPEN = f"from = 2013-03-01, {ROW}"
HALF = f"from = 2026-01-01, until = 2026-07-01, {ROW}"

BROKEN = [
    ("no section", SOURCES.replace('section = "§ 1"\n', ""), "fees.toml, source “act”: section is missing."),
    ("no day checked", SOURCES.replace("checked = 2026-11-21\n", ""), "fees.toml, source “act”: checked is missing."),
    ("not TOML", "[fee\n", "fees.toml: Expected"),
    ("a key twice", HEAD + 'title = "Again"\n', "fees.toml: Cannot overwrite a value"),
    ("no unit", TABLE.replace('unit = "DKK"\n', "") + values(OPEN), "fees.fee: missing ['unit'], unknown []."),
    ("a wrong key", TABLE + 'until = "later"\n' + values(OPEN), "fees.fee: missing [], unknown ['until']."),
    ("no values", TABLE, "fees.fee: missing ['values'], unknown []."),
    ("wrong ends", SOURCES + HEAD + 'ends = "some day"\n' + values(OPEN), "fees.fee: ends is “some day”, expected one of"),
    ("an empty list", TABLE + "values = []\n", "fees.fee: it holds no values."),
    ("no from", TABLE + values(ROW), "fees.fee: a value has no day in “from”."),
    ("from is text", TABLE + values(f'from = "2013", {ROW}'), "fees.fee: a value has no day in “from”."),
    ("a misspelt until", TABLE + values(f"untill = 2020-01-01, {OPEN}"), "fees.fee, 2013-03-01: unknown ['untill']."),
    ("unknown source", TABLE + values(OPEN.replace('"act"', '"law"')), "fees.fee, 2013-03-01: source “law” is not among"),
    ("no source", TABLE + values(OPEN.replace('source = "act", ', "")), "fees.fee, 2013-03-01: source “None” is not among"),
    ("no confidence", TABLE + values(OPEN.replace(", confidence =", ", doubt =")), "2013-03-01: confidence is “None”"),
    ("wrong confidence", TABLE + values(OPEN.replace("verified", "sure")), "2013-03-01: confidence is “sure”, expected"),
    ("no value", TABLE + values(OPEN.replace("value = 100, ", "")), "fees.fee, 2013-03-01: there is no value."),
    ("until before from", TABLE + values(f"until = 2013-03-01, {OPEN}"), "2013-03-01: until 2013-03-01 is not after from."),
    ("after an open value", TABLE + values(OPEN, HALF), "fees.fee, 2026-01-01: overlaps the value from 2013-03-01."),
    ("an overlap", TABLE + values(HALF, f"from = 2026-06-30, {ROW}"), "2026-06-30: overlaps the value from 2026-01-01."),
    (
        "a gap in a published rate",
        SOURCES + HEAD + PERIODS + values(HALF, f"from = 2026-07-02, until = 2027-01-01, {ROW}"),
        "fees.fee: there is a gap from 2026-07-01 to 2026-07-02.",
    ),
    (
        "a published rate without an end",
        SOURCES + HEAD + PERIODS + values(OPEN),
        "fees.fee, 2013-03-01: a published rate must say until when it is known.",
    ),
]


@pytest.mark.parametrize(("text", "message"), [pytest.param(text, message, id=name) for name, text, message in BROKEN])
def test_a_broken_book_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(BookError) as refused:
        load(written(tmp_path, text))
    assert message in str(refused.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "fees.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(BookError, match=r"fees\.toml: .* no rule of it is used until then"):
        load(tmp_path)


def test_a_table_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    book = load(written(tmp_path, TABLE + values(OPEN)))
    with pytest.raises(BookError, match=r"The rule book has no table “fees\.fees”; it has fees\.fee\."):
        book["fees.fees"]


def test_the_version_follows_the_bytes_of_the_tables(tmp_path: Path) -> None:
    one = load(written(tmp_path, TABLE + values(OPEN))).version
    assert load(written(tmp_path, TABLE + values(OPEN))).version == one
    assert load(written(tmp_path, TABLE + values(OPEN.replace("100", "101")))).version != one
    assert len(one) == 12


@pytest.mark.parametrize("code", countries())
def test_the_book_of_every_country_is_whole(code: str) -> None:
    country = countries()[code]
    assert load(country.folder).version == country.book.version
    assert {"interest.rate", "interest.demand_days", "interest.counting", "deadlines.moves"} <= country.book.tables.keys()
