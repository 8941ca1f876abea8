"""`python -m demo.agency --file agency.sqlite3`: the agency, until it is stopped."""

import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Event

from .desk import Client, Desk
from .server import serving


def main() -> None:
    """Serves, and says where."""
    told = ArgumentParser(description="A collection agency that does not exist.")
    told.add_argument("--file", type=Path, help="where its desk is kept; in memory unless given")
    told.add_argument("--host", default="127.0.0.1")
    told.add_argument("--port", type=int, default=8010)
    told.add_argument("--client", nargs=3, action="append", default=[], metavar=("KEY", "SECRET", "NAME"))
    chosen = told.parse_args()
    desk, over = Desk(chosen.file), Event()
    for key, secret, name in chosen.client:
        known = desk.client(key)
        desk.know(Client(key, secret, name, known.hook if known else ""))
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: over.set())
    with serving(desk, chosen.host, chosen.port) as agency:
        print(f"{desk.name} is at {agency.url}/ · programs ask {agency.api}", flush=True)  # noqa: T201 for whoever started it
        over.wait()
    desk.close()


main()
