"""One small account's life as a list of moments: files from the books and the bank, letters, a case, a payment, a loss."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from krav.actions.accounts import open_account
from krav.actions.agreements import Terms, agree
from krav.jobs.worker import Worker
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire.sealed import seal
from tests.actions.cast import ANN, FJORDBO, IMPORTED, bank, credit, fik, ledger, line
from tests.crash import people
from tests.crash.outside import Life

DAYS = [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 24), date(2026, 4, 13), date(2026, 5, 4), date(2026, 5, 20)]
LAST = date(2026, 5, 26)
LEDGER = ledger(
    line("1001", "12500,00", customer="17", email="oester@prove.example"),
    line("1002", "2500,00", customer="18", name="Birthe Prøve ApS"),
    line("1003", "900,00", customer="19", name="Vester Å ApS", email="vester@prove.example"),
)
POLICY = {
    "channel": "email",
    "delivery": ["email", "file"],
    "interest": {"threshold": 0},
    "books": {"bank": "1920", "receivable": "1500"},
}


Doing = Callable[[Life], None]


class Moment(NamedTuple):
    """When something is done, and what; doing it twice must be the same as once."""

    at: datetime
    name: str
    do: Doing


def prepare() -> None:
    """The account, its agreement and its books, on the first day."""
    account_id = open_account(replace(FJORDBO, policy=POLICY), on=IMPORTED)
    agree(account_id, "havn", {"key": "k", "secret": "s"}, Terms(client_number="77"), on=IMPORTED, by=ANN)
    on = {"state": "on", "posts_from": IMPORTED, "whole_on": IMPORTED, "made_at": datetime(2026, 3, 6, tzinfo=UTC)}
    with account_scope(account_id):
        rows.Connection.objects.create(account_id=account_id, system="books", rights=seal({}), **on)


@cache
def renderer() -> Renderer:
    """Made after a process is born: its threads do not come along to a fork."""
    return Renderer()


def story() -> list[Moment]:
    """The whole life, in order."""
    made: list[Moment] = []
    for day in [*DAYS, LAST]:
        made += _moments(day)
    return made


def _moments(day: date) -> list[Moment]:
    """A day, by the minutes since its work begins; a lease of a letter lasts for ten, that of a phase for thirty."""
    begins = datetime(day.year, day.month, day.day, 5, 30, tzinfo=UTC)
    done: list[tuple[int, str, Doing]] = [(0, "files", _files(day)), *_rounds(60, 120), *_doubts(180, day)]
    done.append((270, "print", lambda life: people.print_and_post(life, day)))
    if day == DAYS[-1]:
        done += [(300, "hand over", lambda life: people.to_the_agency(life, day)), *_rounds(360, 420)]
        done += [(430, "paid there", lambda life: people.paid_there(life, day)), *_rounds(480, 540), *_doubts(550, day)]
    if day == LAST:
        done.append((300, "write off", lambda life: people.lost(life, day)))
        done += [(310, "interest", lambda life: people.charged(life, day)), *_rounds(360, 420), *_doubts(430, day)]
    return [Moment(begins + timedelta(minutes=minutes), name, do) for minutes, name, do in done]


def _rounds(*minutes: int) -> list[tuple[int, str, Doing]]:
    return [(each, "round", _round) for each in minutes]


def _doubts(minutes: int, day: date) -> list[tuple[int, str, Doing]]:
    """Letters in doubt are looked up, twice: whoever does it may die meanwhile, and what never left goes again."""

    def look(life: Life) -> None:
        people.look_up(life, day, renderer)

    return [(minutes, "look", look), *_rounds(minutes + 20), (minutes + 40, "look", look), *_rounds(minutes + 60)]


def _files(day: date) -> Doing:
    """What the books and the bank put into the account's folder, whole or not at all."""

    def put(life: Life) -> None:
        paid = [credit("900.00", on="2026-04-10", reference=fik("1003"), key="b1")] if day >= date(2026, 4, 13) else []
        given = {f"bank-{day}.xml": bank(*paid, until=day.isoformat())}
        if day == DAYS[0]:
            given["ledger.csv"] = LEDGER
        folder = life.home / "inbox" / FJORDBO.slug
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in given.items():
            draft = folder / f".{name}"
            draft.write_bytes(data)
            draft.replace(folder / name)

    return put


def _round(life: Life) -> None:
    """A round of a worker; files are whole as soon as they are there."""
    del life
    for said in Worker(renderer=renderer(), still=timedelta(days=-9999)).round():
        print(said, flush=True)  # noqa: T201 what a person who replays a kill reads


def come_so_far(home: Path) -> int:
    """How many moments are over."""
    file = home.parent / "progress"
    return int(file.read_text()) if file.exists() else 0


def note(home: Path, count: int) -> None:
    """So many are over."""
    draft = home.parent / f"progress.{os.getpid()}"
    draft.write_text(str(count))
    draft.replace(home.parent / "progress")
