"""The table in HOUSE.md leads to what is there."""

import re
from pathlib import Path

from tests.house.tree import ROOT


def paths(text: str) -> list[str]:
    """The paths in backticks in the second column of the text's tables."""
    rows = [line.split("|") for line in text.splitlines() if line.startswith("|")]
    return [path for row in rows if len(row) > 2 for path in re.findall(r"`([^`]+)`", row[2])]


def missing(text: str, root: Path) -> list[str]:
    """The paths that are neither below the root nor below src/krav; <country> stands for any name."""
    patterns = [(path, re.sub(r"<\w+>", "*", path)) for path in paths(text)]
    return [path for path, glob in patterns if not any(root.glob(glob)) and not any(root.glob(f"src/krav/{glob}"))]


def test_every_path_of_the_map_exists() -> None:
    text = (ROOT / "HOUSE.md").read_text()
    assert len(paths(text)) >= 10
    assert missing(text, ROOT) == []


def test_a_path_that_is_not_there_is_caught(tmp_path: Path) -> None:
    (tmp_path / "src/krav/countries/ruritania").mkdir(parents=True)
    (tmp_path / "src/krav/countries/ruritania/fees.toml").touch()
    (tmp_path / "README.md").touch()
    text = """
| where is …? | path |
|---|---|
| a fee, `here` | `countries/<country>/fees.toml`, `README.md` |
| a rate | `countries/<country>/interest.toml` → `src/krav/countries` |
"""
    assert missing(text, tmp_path) == ["countries/<country>/interest.toml"]
