"""No file of the repository names a machine's path or a registry, and none is left half done."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.tree import ROOT, WORDS, files


def found(patterns: Iterable[str], paths: Iterable[Path]) -> list[str]:
    pattern = re.compile("|".join(patterns))
    return [
        f"{path}:{number}: {match[0]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (match := pattern.search(line))
    ]


def test_no_machine_and_no_registry_is_named() -> None:
    assert found(WORDS["machine"], files()) == []


def test_nothing_is_left_half_done() -> None:
    paths = [*files(ROOT / "src"), *files(ROOT / "tests")]
    assert found(WORDS["unfinished"], (path for path in paths if path.suffix not in {".html", ".mo", ".po"})) == []


@pytest.mark.parametrize(
    "line",
    [
        "{0}wor" + "k/main", "cd {0}roo" + "t/x", "open('{0}tm" + "p/x')", "{0}hom" + "e/ann",
        "https:{0}{0}pypi.or" + "g/simple", "-" + "-index-ur" + "l x", "-" + "-find-link" + "s x",
    ],
)  # fmt: skip
def test_a_machine_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "notes.md").write_text("fine\n" + line.format("/"))
    assert [place.split(":")[1] for place in found(WORDS["machine"], files(tmp_path))] == ["2"]


@pytest.mark.parametrize("line", ["# TOD" + "O: write", "# good enough for no" + "w", "raise NotImplementedErro" + "r"])
def test_half_done_work_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "room.py").write_text(line)
    assert len(found(WORDS["unfinished"], files(tmp_path))) == 1
