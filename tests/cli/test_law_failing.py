"""A golden case that fails ends `krav law cases` with exit code 1, and says what was expected and what came out."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import krav

RUN = [sys.executable, "-c", "from krav.config.main import main; main()", "law", "cases", "se"]


@pytest.fixture(name="house")
def fixture_house(tmp_path: Path) -> Path:
    """A folder with a Krav of its own, whose Swedish reminder fee is 61 kr."""
    home = shutil.copytree(Path(krav.__file__).parent, tmp_path / "krav", ignore=shutil.ignore_patterns("__pycache__"))
    fees = home / "countries/sweden/fees.toml"
    fees.write_text(fees.read_text().replace("value = 60,", "value = 61,"))
    return tmp_path


def test_a_case_that_fails_is_told_with_both_amounts(house: Path) -> None:
    done = subprocess.run(RUN, cwd=house, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    failures = [line for line in done.stdout.splitlines() if line.startswith("Sverige, ")]
    assert "fees expected 60.00, found 61.00" in {line.partition(": ")[2] for line in failures}
