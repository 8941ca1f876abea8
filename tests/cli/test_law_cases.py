"""`krav law cases` and `krav law diff`: golden cases pass, and a changed table shows what it does to each of them."""

import shutil
from pathlib import Path

import pytest

from krav.claims.golden import read_cases
from krav.countries import country, folders
from tests.cli.command import krav, refusal

DENMARK = country("DK").folder
CASES = """\
[[cases]]
name = "one reminder"
story = "Seven days of interest and one fee."
from = "worked by hand"
amount = 12500.00
due = 2026-06-01
on = 2026-06-08
letters = [{ step = "rykker_1", on = 2026-06-08, deadline = 2026-06-18 }]
expect = { interest = 23.37, fees = 100.00, total = 12623.37 }

[[cases]]
name = "no letter"
story = "Ten days of January 2027."
from = "worked by hand"
amount = 36500.00
due = 2026-12-31
on = 2027-01-10
expect = { interest = 97.50 }
"""
RATE = '    { from = 2027-01-01, until = 2027-07-01, value = 1.75, source = "mineo", confidence = "secondary" },\n'


@pytest.fixture(name="copy")
def fixture_copy(tmp_path: Path) -> Path:
    """A copy of the Danish folder with two cases of its own."""
    copy = shutil.copytree(DENMARK, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__", "cases"))
    (copy / "cases").mkdir()
    (copy / "cases/two.toml").write_text(CASES)
    return copy


def edited(copy: Path, file: str, old: str, new: str) -> Path:
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1))
    return copy


def with_the_rate_of_2027(copy: Path) -> Path:
    text = (copy / "interest.toml").read_text()
    end = text.index("\n", text.index("until = 2027-01-01")) + 1
    (copy / "interest.toml").write_text(text[:end] + RATE + text[end:])
    return copy


def test_all_cases_of_all_countries_pass() -> None:
    answer = krav("law", "cases", "--json")
    assert answer.code == 0
    found = {row["country"]: row["cases"] for row in answer.data["countries"]}
    assert {code: len(cases) for code, cases in found.items()} == {
        country.code: len(read_cases(country.folder)) for country in map(country, ("DK", "NO", "SE"))
    }
    assert all(case["passed"] and case["expected"].items() <= case["found"].items() for case in found["SE"])


def test_the_table_counts_each_topic_of_one_country() -> None:
    told = krav("law", "cases", "no")
    assert (told.code, told.lines[0].split()) == (0, ["Country", "Topic", "Passed", "Failed"])
    topics = sorted(path.stem for path in country("NO").folder.glob("cases/*.toml"))
    assert [line.split()[:2] + line.split()[3:] for line in told.lines[1:]] == [["Norge", topic, "0"] for topic in topics]


def test_two_equal_books_differ_in_nothing(copy: Path) -> None:
    answer = krav("law", "diff", DENMARK, copy, "--json").data
    assert (answer["old"], answer["changes"], answer["cases"], answer["differing"]) == (answer["new"], [], 2, [])


def test_a_changed_fee_shows_in_the_cases_that_bear_it(copy: Path) -> None:
    edited(copy, "fees.toml", "value = 100,", "value = 110,")
    answer = krav("law", "diff", DENMARK, copy, "--json").data
    assert answer["changes"] == [
        {"rule": "fees.reminder_fee", "from": "2002-08-01", "what": "value", "before": "100", "after": "110"}
    ]
    (case,) = answer["differing"]
    assert (case["topic"], case["name"]) == ("two", "one reminder")
    assert (case["before"]["total"], case["after"]["total"]) == ("12623.37", "12633.37")


def test_the_same_as_tables(copy: Path) -> None:
    edited(copy, "fees.toml", "value = 100,", "value = 110,")
    rows = [line.split() for line in krav("law", "diff", DENMARK, copy).lines]
    assert rows[2] == ["fees.reminder_fee", "2002-08-01", "value", "100", "110"]
    assert ["1", "of", "2", "golden", "cases", "come", "out", "differently."] in rows
    assert rows[-2:] == [
        ["two,", "one", "reminder", "fees", "100.00", "110.00"],
        ["two,", "one", "reminder", "total", "12623.37", "12633.37"],
    ]


def test_a_new_half_year_turns_a_refusal_into_an_amount(copy: Path) -> None:
    answer = krav("law", "diff", DENMARK, with_the_rate_of_2027(copy), "--json").data
    assert answer["changes"] == [
        {"rule": "interest.rate", "from": "2027-01-01", "what": "value", "before": None, "after": "1.75"}
    ]
    (case,) = answer["differing"]
    assert case["refused"]["before"].startswith("interest.rate: no value is known for 2027-01-10;")
    assert (case["before"], case["refused"]["after"], case["after"]["interest"]) == ({}, "", "97.50")
    (line,) = (line for line in krav("law", "diff", DENMARK, copy).lines if line.startswith("two, no letter"))
    assert "no value is known for 2027-01-10" in line
    assert line.endswith(" 36597.50")


def test_a_removed_table_is_named_whole(copy: Path) -> None:
    edited(copy, "fees.toml", "[reminder_count]", "[reminders]")
    changes = krav("law", "diff", DENMARK, copy, "--json").data["changes"]
    assert [(row["rule"], row["what"], row["before"], row["after"]) for row in changes] == [
        ("fees.reminder_count", "table", changes[0]["before"], None),
        ("fees.reminder_count", "value", "3", None),
        ("fees.reminders", "table", None, changes[0]["before"]),
        ("fees.reminders", "value", None, "3"),
    ]


def test_two_countries_are_not_compared() -> None:
    denmark, norway, _ = folders()
    assert "is Danmark and " in refusal("law", "diff", denmark, norway)


def test_a_broken_book_is_not_compared(copy: Path) -> None:
    edited(copy, "fees.toml", "value = 100,", "")
    err = refusal("law", "diff", DENMARK, copy)
    assert err == "krav: copy/fees.toml: fees.reminder_fee, 2002-08-01: there is no value.\n"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "does not exist." in refusal("law", "diff", DENMARK, tmp_path / "nowhere")
