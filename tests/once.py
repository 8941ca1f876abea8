"""What costs much to prepare is made by whichever worker of a run comes first; the others wait for it and take it."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The file or folder of that name, which `make` made whole at a path it was given; nobody writes to it."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    kept = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            draft = factory.mktemp(name) / name
            make(draft)
            draft.rename(kept)
    return kept
