"""docs/law.md shows what the commands really answer; three dots stand for what is left out."""

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest

from krav.countries import country
from tests.cli.command import krav
from tests.house.tree import ROOT

PAGE = (ROOT / "docs/law.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = [example for _, block in BLOCKS for example in re.findall(r"^\$ krav (?:.|\n)*?(?=^\$ |\Z)", block, re.MULTILINE)]
(ROW,) = (block for kind, block in BLOCKS if kind == "toml")


@pytest.fixture(name="_folders")
def fixture_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two folders of the page's change: Danish law as it is, and with the page's row added."""
    for name in ("old", "new"):
        shutil.copytree(country("DK").folder, tmp_path / name / "denmark", ignore=shutil.ignore_patterns("__pycache__"))
    rates = tmp_path / "new/denmark/interest.toml"
    text = rates.read_text()
    end = text.index("\n", text.index("until = 2027-01-01")) + 1
    rates.write_text(text[:end] + ROW + text[end:])
    monkeypatch.chdir(tmp_path)


def same(wanted: str, found: str) -> bool:
    """Whether two texts are the same but for blanks at the ends of lines, and for what three dots leave out."""
    lines = "".join(f"{line.rstrip()}\n" for line in found.splitlines())
    return doctest.OutputChecker().check_output(wanted, lines, doctest.ELLIPSIS)


@pytest.mark.parametrize("example", [pytest.param(each, id=each.partition("\n")[0][7:60]) for each in EXAMPLES])
@pytest.mark.usefixtures("_folders")
def test_the_page_shows_what_the_command_answers(example: str) -> None:
    command, _, wanted = example.partition("\n")
    told = krav(*shlex.split(command)[2:])
    assert same(wanted, told.out + told.err), told.out + told.err


def test_the_page_has_every_command_of_the_law() -> None:
    shown = {example.split()[3] for example in EXAMPLES}
    assert shown == {"quote", "show", "check", "stale", "diff", "cases"}


def test_the_page_asks_every_country() -> None:
    asked = {word for example in EXAMPLES for word in re.findall(r"--country (\w+)", example)}
    assert asked == {"dk", "no", "se"}


def test_python_answers_as_the_page_says() -> None:
    (block,) = (block for _, block in BLOCKS if block.startswith(">>> "))
    test = doctest.DocTestParser().get_doctest(block, {}, "law.md", None, None)
    assert doctest.DocTestRunner().run(test) == doctest.TestResults(failed=0, attempted=4)


def test_every_key_of_the_json_stands_in_the_page_s_table() -> None:
    words = ("law", "quote", "--country", "dk", "--amount", "1", "--due", "2026-06-01", "--on", "2026-06-08", "--json")
    listed = {key for row in re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
    assert set(krav(*words).data) <= listed


def test_a_page_that_is_wrong_is_caught() -> None:
    assert same("total ...\n", "total 12.50   \n")
    assert not same("total 12.51\n", "total 12.50\n")
