"""The repository as the house rules see it: its folders, its modules and what stands in them."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src/krav"
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text())

_NOT_OURS = {".git", ".venv", "var", "build", "dist", "__pycache__", ".hypothesis"}


@dataclass(frozen=True)
class Module:
    """A Python file: its path from the repository's root, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text."""
        return ast.parse(self.text, self.path)

    @property
    def floor(self) -> str:
        """The floor of a file below src/krav, else an empty string."""
        parts = Path(self.path).parts
        return parts[2] if parts[:2] == ("src", "krav") and len(parts) > 3 else ""

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "/migrations/" in self.path and not self.path.endswith("__init__.py")


def files(root: Path = ROOT) -> Iterator[Path]:
    """Every file of the repository; what tools leave behind (virtual environment, caches, var) is not of it."""
    for path in sorted(root.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path


def modules(*folders: str) -> list[Module]:
    """The Python files below the folders, which must hold some."""
    found = [
        Module(path.relative_to(ROOT).as_posix(), path.read_text())
        for folder in folders
        for path in files(ROOT / folder)
        if path.suffix == ".py"
    ]
    assert found, f"no Python files in {folders}"
    return found
