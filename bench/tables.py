"""Figures as they are found, and as a table for docs/measurements.md."""

import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


@dataclass(slots=True)
class Figures:
    """What was measured: its name, the figure, what was asked of it."""

    found: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, value: str, asked: str = "") -> str:
        """Keeps a figure; as a line to be printed."""
        self.found.append((name, value, asked))
        return f"{name}: {value}" + (f" (asked: {asked})" if asked else "")

    def markdown(self, where: str) -> str:
        """All of them, with the day, the command and how much else the machine had to do."""
        day = datetime.now(UTC).date()
        head = f"\n{day}, {where}, load {os.getloadavg()[0]:.1f} at the end: `{command()}`\n"
        lines = [f"| {name} | {value} | {asked} |" for name, value, asked in self.found]
        return "\n".join((head, "| what | figure | asked |", "|---|---|---|", *lines))


def command() -> str:
    """What was asked for on the command line."""
    return " ".join(("python", "-m", f"bench.{Path(sys.argv[0]).stem}", *sys.argv[1:]))


def machine() -> str:
    """Its cores, its memory and its Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {version}"
