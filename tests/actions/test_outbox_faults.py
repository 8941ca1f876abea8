"""Letters under every fault, drawn by lots: each is where it is meant to be, none twice, and every credit accounted for.

KRAV_FAULTS says how many letters are sent; more are for a long night.
"""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db.models import Sum
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.lines import Lines
from krav.actions.outbox import send_letters
from krav.actions.receipts import take_receipts
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.store.scope import account_scope
from krav.wire.sending.protocol import ReceiptIn
from tests.actions import credit
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, ledger, line, run, take
from tests.actions.post import FATES, Died, Plain, Post, connect, leases_run_out

LETTERS = int(os.environ.get("KRAV_FAULTS", "30"))
ROUNDS = 60
UNITS = {"email": "email", "sms": "sms", "print": "letter", "digital": "letter"}
LADDERS = {
    "email": ("email", "print"),
    "sms": ("sms", "print", "file"),
    "print": ("print",),
    "digital": ("digital", "email", "sms", "print"),
    "all": ("digital", "email", "sms", "file"),
}


@pytest.mark.parametrize("ladder", LADDERS)
def test_letters_sent_are_letters_meant(db: None, folder: Path, settings: Settings, ladder: str) -> None:
    """Faults strike for a while and then cease: every letter is at one carrier once, or a person was asked."""
    chance = Random(ladder)
    account_id = _account(LADDERS[ladder], chance, settings)
    stormy = [True]

    def fate() -> str:
        return chance.choice((*FATES[:-1], *["taken"] * 8)) if stormy[0] else "taken"

    posts = {channel: Post(fate) for channel in ("email", "sms", "print", "digital")}
    now = datetime.now(UTC)
    carried = connect(account_id, **posts)
    for number in range(ROUNDS):
        stormy[0] = number < ROUNDS // 2
        now += timedelta(hours=2)
        _round(account_id, folder, carried, now)
        if stormy[0] and chance.random() < 0.5:
            _tell(account_id, posts, chance)
        leases_run_out(account_id)
    _check(account_id, posts)


def _account(ladder: tuple[str, ...], chance: Random, settings: Settings) -> int:
    """A landlord with many customers, each with some of the addresses, and credits for all."""
    credit.selling(settings)
    package = credit.on_sale(units=dict.fromkeys(("email", "sms", "letter"), 3 * LETTERS))
    account_id = open_account(replace(FJORDBO, policy={"delivery": list(ladder)}), on=IMPORTED)
    credit.filled(Owner(account_id=account_id), package)
    lines = [
        line(str(5000 + number), "900,00", customer=str(100 + number), name=f"Kunde {number}",
             email=chance.choice(("", f"k{number}@kunde.example")))
        for number in range(LETTERS)
    ]  # fmt: skip
    take(account_id, ledger(*lines), on=FIRST)
    with account_scope(account_id):
        for debtor in rows.Debtor.objects.order_by("id"):
            debtor.phone, debtor.company_number = chance.choice(("", "+4520123456")), chance.choice(("", "99000112"))
            debtor.save()
    assert run(account_id, FIRST).letters == {"rykker_1": LETTERS}
    return account_id


def _round(account_id: int, folder: Path, carried: Lines, now: datetime) -> None:
    """One worker's round, to its end or to its death."""
    try:
        for _ in send_letters(account_id, folder, on=FIRST, by=ANN, renderer=Plain(), now=now, carried=carried):
            pass
    except Died:
        return


def _tell(account_id: int, posts: dict[str, Post], chance: Random) -> None:
    """A carrier tells something of a letter it has, twice, in any order."""
    channel = chance.choice(sorted(posts))
    if not posts[channel].has:
        return
    key = chance.choice(sorted(posts[channel].has))
    kinds = chance.sample(("accepted", "delivered", "bounced", "opened"), 2)
    receipts = [ReceiptIn(f"{kind} {key}", kind, datetime(2026, 3, 9, 12, tzinfo=UTC), "", key) for kind in kinds]  # type: ignore[arg-type]
    for _ in range(2):
        take_receipts(account_id, channel, receipts, on=FIRST, by=ANN)


def _check(account_id: int, posts: dict[str, Post]) -> None:
    """Letters sent are letters meant, none left twice by a channel, and money and credits are right."""
    assert all(count == 1 for post in posts.values() for count in post.handed.values())
    with account_scope(account_id):
        outbox = list(rows.Outbox.objects.values_list("letter_id", "letter__number", "channel", "state"))
        there = {(channel, key.partition(".")[0]) for channel, post in posts.items() for key in post.has}
        states = {row[3] for row in outbox}
        assert states <= {"delivered", "passed", "failed", "ambiguous", "withdrawn"}
        carried = {row[0] for row in outbox if row[2] != "sms" and row[3] in {"delivered", "ambiguous"}}
        ended = set(rows.Withdrawal.objects.values_list("letter_id", flat=True))
        ended |= set(rows.Returned.objects.values_list("letter_id", flat=True))
        assert carried | ended == set(rows.Letter.objects.values_list("id", flat=True))
        noted = {(channel, number) for _, number, channel, state in outbox if state == "delivered" and channel != "file"}
        assert noted <= there
        left = set(rows.Dispatch.objects.exclude(channel="file").values_list("channel", "letter__number"))
        unsure = {(channel, number) for _, number, channel, state in outbox if state == "ambiguous"}
        unsure |= set(rows.Receipt.objects.values_list("channel", "letter__number"))
        assert left - there == set()
        assert there - left <= unsure
        fees = dict(rows.Entry.objects.filter(kind="fee").values_list("letter_id").annotate(sum=Sum("amount")))
        assert {key for key, fee in fees.items() if fee == 0} == ended
        assert {fee for key, fee in fees.items() if key not in ended} <= {100_00}
        stopped = {row[0] for row in outbox if row[3] == "ambiguous" and row[2] != "sms"}
        told = rows.LetterClaim.objects.filter(claim__hold__reason="letter_ambiguous")
        held = set(told.values_list("letter_id", flat=True))
        assert stopped <= held
    drawn = dict.fromkeys(("email", "sms", "letter"), 0)
    for channel, _ in left | unsure:
        drawn[UNITS[channel]] += 1
    used = dict(rows.Lot.objects.values_list("unit").order_by("unit").annotate(used=Sum("bought") - Sum("left")))
    assert used == drawn
    credit.check_books()
