"""`krav serve`: the pages and a worker beside them, until they are stopped."""

import os
import subprocess
import sys
from pathlib import Path

import click
from django.conf import settings

from krav.actions.prepare import prepare_database
from krav.cli.output import console

DEMO_DAY = "demo-day"
"""The file in KRAV_HOME that says on which day a demonstration stands still."""


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port.")
@click.option("--processes", default=2, show_default=True, help="How many pages are answered at once.")
def serve(bind: str, processes: int) -> None:
    """Serve the pages, with one worker that sends, imports and runs the days."""
    prepare_database()
    serve_pages(bind, processes)


def serve_pages(bind: str, processes: int) -> None:
    """Serves until interrupted; the worker ends with the pages."""
    console.print(f"Krav is at http://{bind}/ · stop it with Ctrl+C")
    env = os.environ | _standstill(settings.KRAV_HOME / DEMO_DAY)
    pages = ["-m", "gunicorn", "krav.config.wsgi", "--bind", bind, "--workers", str(processes), "--log-level", "warning"]
    with subprocess.Popen([sys.argv[0], "worker"], env=env) as hand:  # noqa: S603 our own command
        try:
            subprocess.run([sys.executable, *pages], env=env, check=False)  # noqa: S603 our own server
        except KeyboardInterrupt:
            console.print("Stopped.")
        finally:
            hand.terminate()


def _standstill(file: Path) -> dict[str, str]:
    """A demonstration's home is always shown on its last day."""
    return {"KRAV_TODAY": file.read_text().strip()} if file.exists() else {}
