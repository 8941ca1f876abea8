"""Where processes of a life are born: everything is loaded once, and each is a fork that finds itself on its own machine."""

import json
import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402 caches and connections need the settings
from django.core.cache import caches  # noqa: E402
from django.db import connections  # noqa: E402

from tests.crash import child, points  # noqa: E402

SOON = 0.01
LONGEST = 90.0
"""Seconds in which a life is over, or it never will be."""

HANGS = 99
"""How such a process ended."""


def born(asked: dict[str, Any]) -> int:
    """A process that does what is asked; how it ended. Killed after so many seconds, if it lives as long."""
    pid = os.fork()
    if pid == 0:
        _live(asked)
    until, hangs = time.monotonic() + (asked["seconds"] or LONGEST), not asked["seconds"]
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return HANGS if hangs else -signal.SIGKILL
        time.sleep(SOON)


def _live(asked: dict[str, Any]) -> None:
    """Never comes back."""
    code = 1
    try:
        said = os.open(asked["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for stream in (1, 2):
            os.dup2(said, stream)
        _move(Path(asked["home"]), asked["database"], asked["port"])
        child.live(child.Told(**asked["told"]))
        code = 0
    except BaseException:  # noqa: BLE001 whatever it was, it stands in what the process said
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _move(home: Path, database: str, port: int) -> None:
    """The process belongs to a machine from now on."""
    before = str(settings.KRAV_HOME)
    settings.KRAV_HOME = home
    settings.EMAIL_PORT = port
    for each in caches.settings.values():
        each["LOCATION"] = str(each["LOCATION"]).replace(before, str(home))
    for each in connections.settings.values():
        each["NAME"] = database
    settings.KRAV_KEY_FILES = {name: file and home / Path(file).name for name, file in settings.KRAV_KEY_FILES.items()}


def main() -> None:
    """One line in, one process; its end as a line out. Or the machine is prepared."""
    if sys.argv[1:] == ["prepare"]:
        child.prepare()
        return
    points.watch()
    assert threading.active_count() == 1
    for line in sys.stdin:
        print(born(json.loads(line)), flush=True)  # noqa: T201 this is how the answer goes


if __name__ == "__main__":
    main()
