"""`krav serve`: the pages and a worker beside them, until they are stopped."""

import os
import signal
import sys
from pathlib import Path
from subprocess import Popen
from types import FrameType
from typing import NoReturn

import click
from django.conf import settings

from krav.actions.prepare import prepare_database
from krav.actions.unit import machine
from krav.cli.output import console
from krav.wire import clock

DEMO_DAY = "demo-day"
"""The file in KRAV_HOME that says on which day a demonstration stands still."""


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--processes", default=2, show_default=True, help="How many pages are answered at once.")
def serve(bind: str, processes: int) -> None:
    """Serve the pages, with one worker that sends, imports and runs the days."""
    for sentence in prepare_database(on=clock.today(), by=machine("command line")):
        console.print(sentence)
    serve_pages(bind, processes)


def serve_pages(bind: str, processes: int) -> None:
    """Serves until interrupted or told to end; pages and worker end together."""
    console.print(f"Krav is at http://{bind}/ · stop it with Ctrl+C")
    env = os.environ | _standstill(settings.KRAV_HOME / DEMO_DAY)
    pages = ["-m", "gunicorn", "--config", "python:krav.config.gunicorn", "krav.config.wsgi", "--bind", bind]
    pages += ["--workers", str(processes)]
    started: list[Popen[bytes]] = []
    signal.signal(signal.SIGTERM, _end)
    try:
        both = ([sys.argv[0], "worker"], [sys.executable, *pages])
        started.extend(Popen(words, env=env) for words in both)  # noqa: S603 our own commands
        sys.exit(started[-1].wait())
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Whoever ends Krav from outside ends its processes, too."""
    sys.exit()


def _standstill(file: Path) -> dict[str, str]:
    """A demonstration's home is always shown on its last day."""
    return {"KRAV_TODAY": file.read_text().strip()} if file.exists() else {}
