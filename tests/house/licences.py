"""The licences of what Krav is installed with: `make licences` writes docs/licences.md from the packages' own words."""

import json
import re
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

FILE = ROOT / "docs/licences.md"
LOCK = ROOT / "requirements.txt"

ACCEPTED = {
    "0BSD", "Apache Software License", "Apache-2.0", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC",
    "ISC License (ISCL)", "LGPL-2.1", "LGPL-2.1-or-later", "LGPL-3.0-only", "MIT", "MIT License", "MIT-0", "MIT-CMU",
    "MPL-2.0",    "Mozilla Public License 2.0 (MPL 2.0)", "PSF-2.0", "Python Software Foundation License",
    "GNU Library or Lesser General Public License (LGPL)", "GNU Lesser General Public License v2 or later (LGPLv2+)",
    "SIL Open Font License 1.1 (OFL-1.1)", "The Unlicense (Unlicense)", "Unlicense", "ZPL-2.1", "Zlib",
}  # fmt: skip
"""What Krav may be installed with: all let it be used and handed on beside a program of any licence."""

BY_ITS_FILE = {"qrcode": "BSD-3-Clause AND MIT"}
"""What a package tells in the file of its licence alone."""

_HEAD = """# Licences of what Krav is installed with

The packages of `requirements.txt` with the licence that each tells of itself (`make licences` writes this list).
Where two are named, either may be chosen. What is only used to test and to build is not handed on, and not listed.

| package | version | licence |
|---|---|---|
"""


def locked() -> dict[str, str]:
    """The packages of the lock with their versions."""
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK.read_text(), re.MULTILINE))


def listed() -> dict[str, tuple[str, str]]:
    """The packages of the list with version and licence."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", FILE.read_text(), re.MULTILINE)
    return {name: (version, licence) for name, version, licence in rows if name != "package"}


def is_accepted(licence: str) -> bool:
    """Whether each part of a licence that must be kept is accepted."""
    parts = [part.strip(" ()") if " (" not in part else part.strip() for part in re.split(r" AND |; ", licence)]
    return all(any(each.strip() in ACCEPTED for each in part.split(" OR ")) for part in parts)


def write() -> None:
    """Writes the list."""
    tool = Path(sys.executable).with_name("pip-licenses")
    told = json.loads(subprocess.run([tool, "--format=json", "--with-system"], capture_output=True, check=True).stdout)
    known = {_plain(each["Name"]): each["License"] for each in told}
    said = {name: BY_ITS_FILE.get(name, known[_plain(name)]) for name in locked()}
    FILE.write_text(
        _HEAD + "".join(f"| {name} | {version} | {said[name]} |\n" for name, version in sorted(locked().items()))
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    write()
