"""A golden case passes to the øre or says what came out; a case that is no case is refused with its file and name."""

from pathlib import Path

import pytest

from krav.claims.golden import Outcome, read_cases, run_case
from krav.law.book import BookError
from tests.claims.cast import DENMARK

CASE = """\
[[cases]]
name = "one reminder"
story = "Seven days of interest and one fee."
from = "worked by hand"
amount = 12500.00
due = 2026-06-01
on = 2026-06-08
letters = [{ step = "rykker_1", on = 2026-06-08, deadline = 2026-06-18 }]
expect = { interest = 23.37, fees = 100, total = 12623.37 }
"""


def outcome(folder: Path, text: str) -> Outcome:
    """What comes of the one case in the text."""
    (folder / "cases").mkdir()
    (folder / "cases/fees.toml").write_text(text)
    (case,) = read_cases(folder)
    return run_case(DENMARK, case)


def test_a_case_passes_when_every_expected_part_comes_out(tmp_path: Path) -> None:
    found = outcome(tmp_path, CASE)
    assert found.passed
    assert (found.case.topic, found.case.origin, found.expected) == (
        "fees", "worked by hand", {"interest": 2337, "fees": 10000, "total": 1262337},
    )  # fmt: skip
    assert found.found == {
        "principal": 1250000, "interest": 2337, "open_interest": 2337, "fees": 10000, "compensation": 0, "total": 1262337,
    }  # fmt: skip


def test_a_case_fails_by_a_single_oere(tmp_path: Path) -> None:
    found = outcome(tmp_path, CASE.replace("23.37,", "23.38,"))
    assert not found.passed
    assert (found.expected["interest"], found.found["interest"]) == (2338, 2337)


def test_a_day_without_law_is_told_and_does_not_pass(tmp_path: Path) -> None:
    found = outcome(tmp_path, CASE.replace("on = 2026-06-08\n", "on = 2027-06-08\n"))
    assert (found.passed, found.found) == (False, {})
    assert found.refused.startswith("interest.rate: no value is known for 2027-06-08")


def test_an_unknown_step_is_told(tmp_path: Path) -> None:
    assert outcome(tmp_path, CASE.replace("rykker_1", "bell")).refused.startswith("Danmark has no step “bell”")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("due = 2026-06-01\n", "", r"cases/fees\.toml, “one reminder”: missing \['due'\], unknown \[\]\."),
        ("due =", "deu = 2026-06-01\ndue =", r"“one reminder”: missing \[\], unknown \['deu'\]\."),
        ("interest =", "interests =", r"“one reminder”, expect: missing \[\], unknown \['interests'\]\."),
        (", deadline = 2026-06-18", "", r"“one reminder”, letters: missing \['deadline'\], unknown \[\]\."),
        ("[[cases]]", "[[cases", r"cases/fees\.toml: Expected"),
    ],
)
def test_a_case_that_is_none_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(BookError, match=said):
        outcome(tmp_path, CASE.replace(old, new))


def test_a_folder_without_cases_has_none(tmp_path: Path) -> None:
    assert read_cases(tmp_path) == ()
