"""The floors' contracts are kept, and each breaks where it should."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

FLOORS = ["kernel", "law", "claims", "countries", "formats", "store", "render", "wire", "actions", "cli", "config"]
ROOMS = ["countries/denmark", "countries/norway", "store/models", "law/book", "law/dated"]


def lint_imports(folder: Path) -> tuple[int, str]:
    """The exit code of the project's contracts for the package in the folder, and what was printed."""
    tool = Path(sys.executable).with_name("lint-imports")
    command = [str(tool), "--no-cache", "--no-logo", "--config", str(ROOT / "pyproject.toml")]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty house with every floor and two countries."""
    for room in ["", *FLOORS, *ROOMS]:
        folder = tmp_path / "krav" / room
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    return tmp_path


def test_the_contracts_are_kept() -> None:
    code, said = lint_imports(ROOT / "src")
    assert code == 0, said


def test_an_empty_house_keeps_them(house: Path) -> None:
    code, said = lint_imports(house)
    assert code == 0, said


@pytest.mark.parametrize(
    ("room", "line", "contract"),
    [
        ("kernel", "import krav.law", "Each floor uses only those below"),
        ("render", "import krav.wire", "Each floor uses only those below"),
        ("attic", "", "Each floor uses only those below"),
        ("claims", "def f():\n    import django", "The lower floors know no framework, clock, network or disk"),
        ("countries/norway", "import krav.countries.denmark", "No country knows another"),
        ("cli", "import krav.store.models", "Only actions and store touch models"),
    ],
)
def test_a_contract_catches(house: Path, room: str, line: str, contract: str) -> None:
    folder = house / "krav" / room
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(line)
    code, said = lint_imports(house)
    assert code == 1
    assert f"{contract} BROKEN" in said


def test_a_circle_is_caught(house: Path) -> None:
    (house / "krav/law/book/__init__.py").write_text("import krav.law.dated")
    (house / "krav/law/dated/__init__.py").write_text("import krav.law.book")
    code, said = lint_imports(house)
    assert code == 1
    assert "No circular imports BROKEN" in said
