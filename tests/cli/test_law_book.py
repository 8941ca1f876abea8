"""`krav law show`, `check` and `stale`: what the books hold, what is missing, and what must be looked at next."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import krav as package
from krav.countries import country
from krav.law.review import held, unconfirmed
from krav.wire import clock
from tests.cli.command import krav, refusal

DAY = ("--on", "2026-11-21")
RECORD = {
    "rule", "title", "unit", "keyed_by", "value", "from", "until", "section", "source", "checked", "confidence", "doubt",
}  # fmt: skip
RATES = country("DK").folder / "interest.toml"
LAST_RATE = next(line for line in RATES.read_text().splitlines() if "from = 2026-07-01" in line)

Edit = Callable[[str, str, str], Path]


@pytest.fixture(name="edited")
def fixture_edited(tmp_path: Path) -> Edit:
    """Makes a copy of the Danish folder in which one text of one file stands for another."""
    copy = shutil.copytree(RATES.parent, tmp_path / "copy", ignore=shutil.ignore_patterns("__pycache__"))

    def edit(file: str, old: str, new: str) -> Path:
        text = (copy / file).read_text()
        assert text.count(old) >= 1
        (copy / file).write_text(text.replace(old, new, 1))
        return copy

    return edit


# --- show


def test_without_a_topic_every_rule_is_listed_under_its_file() -> None:
    lines = krav("law", "show", "dk").lines
    assert [line for line in lines if line in {"fees", "interest"}] == ["fees", "interest"]
    assert ["fees.reminder_fee", "Rykkergebyr,", "højst", "1"] in [line.split() for line in lines]


def test_the_list_of_rules_for_machines() -> None:
    answer = krav("law", "show", "no", "--json").data
    assert (answer["country"], answer["version"]) == ("NO", country("NO").book.version)
    assert answer["topics"]["regime"][0] == {
        "rule": "regime.own_notice",
        "title": "Regime der fordringshaveren selv sender inkassovarsel og betalingsoppfordring",
        "unit": "",
        "keyed_by": "day of sending",
        "ends": "when repealed",
        "values": 1,
    }
    assert sum(map(len, answer["topics"].values())) == len(country("NO").book.tables)


def test_a_value_is_shown_with_everything_known_of_it() -> None:
    assert krav("law", "show", "no", "interest.rate", *DAY).lines == [
        "interest.rate: Forsinkelsesrente: 12.25 % p.a.",
        "  from 2026-07-01, until 2027-01-01; picked by: each day",
        "  forsinkelsesrenteloven § 3, jf. FOR-2026-06-25-1372",
        "  source: github.com/vantigo-io/vantigo, Lovdata lest 2026-10-06 (secondary, checked 2026-11-21)",
    ]


def test_a_value_of_many_rows_and_its_doubt_are_shown_line_by_line() -> None:
    lines = krav("law", "show", "dk", "tariffs.collector", *DAY).lines
    assert lines[0] == "tariffs.collector: Inkassobeløb ved fremmedinkasso, højst, uden moms (bilag 1)"
    assert lines[1:3] == ["  - upto 1000, amount 400", "  - upto 2500, amount 700"]
    assert lines[-1].startswith("  doubt: the order speaks of claims that arise after 1 July 2016")


def test_a_topic_for_machines_is_all_its_values_of_the_day() -> None:
    answer = krav("law", "show", "dk", "fees", "--on", "2012-01-01", "--json").data
    assert {key for row in answer["values"] for key in row} == RECORD
    (fee,) = (row for row in answer["values"] if row["rule"] == "fees.reminder_fee")
    assert (fee["value"], fee["unit"], fee["from"], fee["until"]) == ("100", "DKK", "2002-08-01", None)
    assert "fees.compensation" in {row["rule"] for row in answer["not_in_force"]}
    assert answer["on"] == "2012-01-01"


def test_a_rule_without_a_value_that_day_says_what_is_known() -> None:
    assert krav("law", "show", "no", "fees.sats", "--on", "2027-01-01").lines == [
        "fees.sats: Inkassosats: no value for 2027-01-01; known is 2006-01-01 to 2027-01-01 (not included)."
    ]


def test_today_is_taken_where_no_day_is_given() -> None:
    before = clock.today()
    shown = date.fromisoformat(krav("law", "show", "dk", "interest.margin", "--json").data["on"])
    assert before <= shown <= clock.today()


def test_a_topic_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert "krav: Danmark has no topic “bells”; it has branding, case, ceilings," in refusal("law", "show", "dk", "bells")
    assert "krav: Danmark has no topic “fees.bell”; it has fees.reminder_fee," in refusal("law", "show", "dk", "fees.bell")


def test_a_day_that_is_none_is_refused() -> None:
    assert "“2026-02-30” is not a day." in refusal("law", "show", "dk", "fees", "--on", "2026-02-30")


# --- check


def test_every_country_is_whole_and_counted() -> None:
    answer = krav("law", "check", "--json").data
    assert [row["country"] for row in answer["countries"]] == ["DK", "NO", "SE"]
    assert answer["refused"] == []
    for row in answer["countries"]:
        book = country(row["country"]).book
        assert (row["tables"], row["values"]) == (len(book.tables), len(list(held(book))))
        assert row["unconfirmed"] == len(unconfirmed(book))
        assert row["oldest_check"] == "2026-11-21"
    assert [row["letters"] for row in answer["countries"]] == [6, 5, 4]


def test_the_table_says_that_no_lawyer_has_read_the_letters() -> None:
    told = krav("law", "check")
    assert told.code == 0
    assert [(line.split()[0], line[-7:]) for line in told.lines[1:]] == [
        ("Danmark", "not yet"), ("Norge", "not yet"), ("Sverige", "not yet"),
    ]  # fmt: skip


def test_reviewed_texts_show_their_day(edited: Edit) -> None:
    copy = edited("letters/shared.toml", 'reviewed_on = ""', "reviewed_on = 2026-12-01")
    (row,) = krav("law", "check", copy, "--json").data["countries"]
    assert row["reviewed_on"] == "2026-12-01"
    assert krav("law", "check", copy).lines[1].endswith("2026-12-01")


NEWEST = 'value = 2.00, source = "mineo"'
ENDS = "2026-07-01, until = 2027-01-01"
EACH_DAY = 'keyed_by = "each day"'
BROKEN = {
    "a half-year is missing": (
        "interest.toml", "from = 2026-01-01", "from = 2026-02-01", "interest.rate: there is a gap from",
    ),
    "an overlap": (
        "interest.toml", "from = 2026-07-01", "from = 2026-06-01", "interest.rate, 2026-06-01: overlaps the value",
    ),
    "until before from": (
        "interest.toml", ENDS, "2026-07-01, until = 2026-06-01", "until 2026-06-01 is not after from.",
    ),
    "until is no day": (
        "interest.toml", ENDS, '2026-07-01, until = "2027"', "2026-07-01: until is “2027”, not a day.",
    ),
    "no source": ("interest.toml", NEWEST, "value = 2.00", "2026-07-01: source “None” is not among"),
    "not a number": ("interest.toml", NEWEST, 'value = nan, source = "mineo"', "NaN is not an exact"),
    "endless": ("interest.toml", NEWEST, 'value = inf, source = "mineo"', "Infinity is not an exact"),
    "a text among numbers": (
        "interest.toml", NEWEST, 'value = "2", source = "mineo"', "2026-07-01: “2” is of another kind",
    ),
    "a rate too fine": (
        "interest.toml", NEWEST, 'value = 2.005, source = "mineo"', "2026-07-01: “2.005” is not a rate of",
    ),
    "a fee too fine": (
        "fees.toml", "value = 100,", "value = 100.005,", "fees.reminder_fee, 2002-08-01: 100.005 DKK has more than",
    ),
    "a source never checked": ("fees.toml", "checked = 2026-11-21\n", "", "copy/fees.toml, source “"),
    "an empty section": ("fees.toml", 'section = "renteloven § 9 b, stk. 2"', 'section = ""', "section is missing."),
    "a key twice": ("interest.toml", EACH_DAY, f"{EACH_DAY}\n{EACH_DAY}", "copy/interest.toml: Cannot"),
    "values that are none": (
        "fees.toml", "values = [", "values = 5 # [", "fees.reminder_fee: values is not a list of tables",
    ),
    "no margin's table": ("interest.toml", "[rate]", "[rates]", "copy/interest.toml: interest.rate: the table is"),
    "no country": ("country.toml", 'code = "DK"\n', "", "copy/country.toml: code is missing."),
    "another country": (
        "country.toml", 'code = "DK"', 'code = "XX"', "there are no rules for the country “XX”; there are for DK,",
    ),
    "a step of no kind": (
        "ladder.toml", 'kind = "notice"', 'kind = "bell"', "copy/ladder.toml, steps: 'bell' is not a valid",
    ),
    "a step without a letter": (
        "ladder.toml", 'key = "rykker_3"', 'key = "rykker_4"', "copy/letters: the step rykker_4 has no",
    ),
    "a letter without words": (
        "letters/rykker_1.toml", "\nsms =", "\nsmss =", "copy/letters: rykker_1.toml, da: sms is missing.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN.values(), ids=BROKEN)
def test_a_broken_copy_is_refused_with_file_and_key(edited: Edit, file: str, old: str, new: str, said: str) -> None:
    err = refusal("law", "check", edited(file, old, new))
    assert err.startswith("krav: ")
    assert said in err
    assert err.count("\n") == 1


def test_the_refusal_stands_in_the_json_too(edited: Edit) -> None:
    copy = edited("interest.toml", f"{LAST_RATE}\n", f"{LAST_RATE}\n{LAST_RATE}\n")
    told = krav("law", "check", copy, country("SE").folder, "--json")
    assert told.code == 2
    assert [row["country"] for row in told.data["countries"]] == ["SE"]
    assert told.data["refused"] == ["copy/interest.toml: interest.rate, 2026-07-01: overlaps the value from 2026-07-01."]


def test_a_folder_that_is_no_country_is_refused(tmp_path: Path) -> None:
    assert "country.toml: there is no such file; it makes a folder a country." in refusal("law", "check", tmp_path)


def test_a_broken_book_in_the_program_s_own_folder_stops_every_answer(tmp_path: Path) -> None:
    """The tables of an installed Krav are edited in place: the next command says what is wrong, and nothing else."""
    copy = shutil.copytree(Path(package.__file__).parent, tmp_path / "krav", ignore=shutil.ignore_patterns("__pycache__"))
    rates = copy / "countries/norway/interest.toml"
    rates.write_text(rates.read_text().replace(f"from = {ENDS}", "from = 2026-07-02, until = 2027-01-01"))
    command = [sys.executable, "-c", "from krav.config.main import main; main()", "law"]
    for words in (["check"], ["quote", "--country", "dk", "--amount", "1", "--due", "2026-06-01", "--on", "2026-07-01"]):
        done = subprocess.run([*command, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 2
        gap = "norway/interest.toml: interest.rate: there is a gap from 2026-07-01 to 2026-07-02."
        assert done.stderr == f"krav: {gap}\n"


# --- stale

YEAR_END = {
    "DK": {"interest.rate"},
    "NO": {
        "interest.rate", "fees.sats", "fees.compensation", "regime.own_notice", "court.rettsgebyr", "court.petition_system",
    },
    "SE": {"interest.rate"},
}  # fmt: skip


def test_what_ends_with_the_year_2026_is_named() -> None:
    answer = krav("law", "stale", *DAY, "--json").data
    assert {row["country"]: {each["rule"] for each in row["ends"]} for row in answer["countries"]} == YEAR_END
    ends = {(each["last_day"], each["until"]) for row in answer["countries"] for each in row["ends"]}
    assert ends == {("2026-12-31", "2027-01-01")}


def test_the_days_that_values_name_are_named_too() -> None:
    (answer,) = krav("law", "stale", "no", *DAY, "--json").data["countries"]
    assert ("pending.collection_act", "review_by", "2026-12-31") in {
        (row["rule"], row["what"], row["day"]) for row in answer["named_days"]
    }


def test_the_table_for_people() -> None:
    lines = krav("law", "stale", "no", *DAY).lines
    assert lines[0] == "Norge: runs out within 60 days of 2026-11-21"
    assert "2026-12-31  fees.sats              Inkassosats" in lines
    assert "2026-12-31  pending.collection_act       Ny inkassolov: review_by" in lines
    assert "Norge: last checked before 2026-05-25: nothing." in lines
    assert any(line.startswith("court.basis  ") and " memory " in line for line in lines)


def test_nothing_ends_within_a_shorter_time() -> None:
    sooner = ("law", "stale", "dk", *DAY, "--within", "40")
    assert krav(*sooner, "--json").data["countries"][0]["ends"] == []
    assert "Danmark: runs out within 40 days of 2026-11-21: nothing." in krav(*sooner).lines


def test_the_unconfirmed_have_their_mark_or_their_doubt() -> None:
    (answer,) = krav("law", "stale", "dk", *DAY, "--json").data["countries"]
    assert len(answer["unconfirmed"]) == len(unconfirmed(country("DK").book))
    assert all(row["confidence"] != "verified" or row["doubt"] for row in answer["unconfirmed"])


def test_what_was_checked_too_long_ago_is_named() -> None:
    later = ("law", "stale", "se", "--on", "2027-11-21", "--json", "--older-than")
    counts = [len(krav(*later, days).data["countries"][0]["unchecked"]) for days in (364, 365)]
    assert counts == [len(list(held(country("SE").book))), 0]


def test_days_are_counted_from_nought() -> None:
    assert "-1 is not in the range x>=0" in refusal("law", "stale", "--within", "-1")
