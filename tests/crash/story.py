"""One small account's life as a list of moments: files from the books and the bank, letters, a case, a payment, a loss."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

from krav.actions.accounts import open_account
from krav.actions.agreements import Terms, agree
from krav.actions.cases import open_case
from krav.actions.hand_overs import hand_over
from krav.actions.holds import lift_hold
from krav.actions.unit import DoneBefore
from krav.actions.writeoffs import write_off
from krav.claims.partner import Parts
from krav.claims.writeoff import Asked
from krav.jobs.worker import Worker
from krav.kernel.refusal import Refused
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FJORDBO, IMPORTED, bank, credit, fik, ledger, line
from tests.actions.collect import claims_of
from tests.crash import outside

SLUG = FJORDBO.slug
DAYS = [date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 24), date(2026, 4, 13), date(2026, 5, 4), date(2026, 5, 20)]
LAST = date(2026, 5, 26)
LEDGER = ledger(
    line("1001", "12500,00", customer="17", email="oester@prove.example"),
    line("1002", "2500,00", customer="18", name="Birthe Prøve ApS"),
    line("1003", "900,00", customer="19", name="Vester Å ApS", email="vester@prove.example"),
)


class Moment(NamedTuple):
    """When something is done, and what; doing it twice must be the same as once."""

    at: datetime
    name: str
    do: Callable[["Life"], None]


class Life(NamedTuple):
    """Where it is lived."""

    home: Path
    account_id: int

    @property
    def desk(self) -> Path:
        return self.home.parent / "desk"


def prepare() -> None:
    """The account and its agreement, on the first day."""
    policy = {"channel": "email", "delivery": ["email", "file"]}
    account_id = open_account(replace(FJORDBO, policy=policy), on=IMPORTED)
    agree(account_id, "havn", {"key": "k", "secret": "s"}, Terms(client_number="77"), on=IMPORTED, by=ANN)


@cache
def renderer() -> Renderer:
    """Made after a process is born: its threads do not come along to a fork."""
    return Renderer()


def story() -> list[Moment]:
    """The whole life, in order."""
    made: list[Moment] = []
    for day in [*DAYS, LAST]:
        at = datetime(day.year, day.month, day.day, 7, tzinfo=UTC)
        made.append(Moment(at, "files", _files(day)))
        made += [Moment(at + timedelta(hours=hours), "round", _round) for hours in (1, 2)]
        made.append(Moment(at + timedelta(hours=3), "look", _look_up))
        if day == DAYS[-1]:
            made.append(Moment(at + timedelta(hours=4), "hand over", _hand_over))
            made += [Moment(at + timedelta(hours=hours), "round", _round) for hours in (5, 6)]
            made.append(Moment(at + timedelta(hours=7), "paid there", _paid_there))
            made += [Moment(at + timedelta(hours=hours), "round", _round) for hours in (8, 9)]
        if day == LAST:
            made.append(Moment(at + timedelta(hours=4), "write off", _write_off))
            made += [Moment(at + timedelta(hours=hours), "round", _round) for hours in (5, 6)]
    return made


def _files(day: date) -> Callable[[Life], None]:
    """What the books and the bank put into the account's folder, whole or not at all."""

    def put(life: Life) -> None:
        paid = [credit("900.00", on="2026-04-10", reference=fik("1003"), key="b1")] if day >= date(2026, 4, 13) else []
        given = {f"bank-{day}.xml": bank(*paid, until=day.isoformat())}
        if day == DAYS[0]:
            given["ledger.csv"] = LEDGER
        folder = life.home / "inbox" / SLUG
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


def _look_up(life: Life) -> None:
    """A person looks letters in doubt up in the mail server's log, and lets their claims go on."""
    with account_scope(life.account_id):
        doubt = rows.Hold.objects.filter(reason="letter_ambiguous", holdlift__isnull=True)
        held = list(doubt.values_list("id", flat=True))
    for hold_id in held:
        lift_hold(life.account_id, hold_id, on=clock.today(), by=ANN)


def _hand_over(life: Life) -> None:
    """The first claim's case goes to the agency, by a form that may come twice; not if a letter in doubt held it up."""
    claim_id = claims_of(life.account_id)["1001"]
    with account_scope(life.account_id):
        case_id = rows.CaseClaim.objects.filter(claim_id=claim_id).values_list("case_id", flat=True).first()
        agreement_id = rows.Agreement.objects.values_list("id", flat=True).get()
    with suppress(DoneBefore, Refused):
        case_id = case_id or open_case(life.account_id, [claim_id], on=DAYS[-1], by=ANN)
        done = hand_over(life.account_id, [case_id], agreement_id, on=DAYS[-1], by=ANN, key="hand over")
        assert not done.refusals, done.refusals


def _paid_there(life: Life) -> None:
    """The debtor pays the agency once."""
    desk = outside.read(life.desk)
    if desk.cases and not desk.collected:
        desk.pay("R1", DAYS[-1], Parts(principal=1000_00))
        outside.keep(life.desk, desk)


def _write_off(life: Life) -> None:
    """The second claim is lost."""
    with suppress(DoneBefore):
        write_off(life.account_id, [claims_of(life.account_id)["1002"]], Asked(), on=LAST, by=ANN, key="write off")


def come_so_far(home: Path) -> int:
    """How many moments are over."""
    file = home.parent / "progress"
    return int(file.read_text()) if file.exists() else 0


def note(home: Path, count: int) -> None:
    """So many are over."""
    draft = home.parent / f"progress.{os.getpid()}"
    draft.write_text(str(count))
    draft.replace(home.parent / "progress")
