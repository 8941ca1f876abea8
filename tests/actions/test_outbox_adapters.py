"""Letters through the real adapters to servers that stand in for their carriers, under faults drawn by lots.

KRAV_FAULTS says how many letters are sent; more are for a long night.
"""

import json
import os
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db.models import Sum
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.carriers import connect_carrier, hook, secret_of
from krav.actions.noting import TRIES
from krav.actions.outbox import send_letters
from krav.actions.receipts import poll_receipts
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.signing import signature
from tests.actions import credit
from tests.actions.cast import ANN, FIRST, FJORDBO, IMPORTED, ledger, line, run, take
from tests.actions.post import leases_run_out
from tests.wire.accounting.server import Asked, Told
from tests.wire.postbox import Postbox, listening
from tests.wire.sending import standins
from tests.wire.sending.contract import writes
from tests.wire.sending.standins import NEXT, Carried

LETTERS = int(os.environ.get("KRAV_FAULTS", "8"))
ROUNDS = 30
FATES = ("dropped", "cut", "wrong before", "wrong after", "busy", "slow", "half", *["taken"] * 5)
LOST = {"cut", "wrong after", "half"}
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Stand:
    """A carrier's stand-in with its faults, and what it tells by webhooks until each is heard."""

    at: Carried
    channel: str
    code: str
    name_of: Callable[[dict[str, Any]], str]
    place_of: Callable[[dict[str, Any]], str]
    chance: Random
    stormy: bool = True
    told: set[tuple[str, str]] = field(default_factory=set)
    waiting: list[tuple[str, str, str]] = field(default_factory=list)
    sent_again: int = 0
    unlisted: bool = False
    faults: Counter[str] = field(default_factory=Counter)

    def storm(self) -> None:
        """Its server fails as it is drawn: before the work, after it, or when it is asked."""
        work = self.at.server.answer

        def answer(asked: Asked) -> Told:
            fate = self.chance.choice(FATES) if self.stormy else "taken"
            if not writes(asked):
                return self._asked(asked, fate, work)
            self.faults[fate] += 1
            self.unlisted = fate in LOST and self.chance.random() < 0.5
            if fate in {"dropped", "wrong before", "busy"}:
                return {"dropped": Told(cut=True), "busy": Told(429, {})}.get(fate, Told(500, {}))
            if fate == "slow":
                time.sleep(0.01)
            before = len(self.at.letters)
            found = work(asked)
            for letter in self.at.letters[before:]:
                self._tell(letter)
            return {"cut": Told(cut=True), "wrong after": Told(500, {}), "half": Told(200, b'{"id')}.get(fate, found)

        self.at.server.answer = answer

    def _asked(self, asked: Asked, fate: str, work: Callable[[Asked], Told]) -> Told:
        """Asked after, it does not list at first what it has just taken, or does not answer."""
        if self.unlisted and asked.method == "GET":
            self.unlisted = False
            self.faults["slow to list"] += 1
            return Told(200, {"data": [], "Messages": [], "letters": []})
        return {"dropped": Told(cut=True), "busy": Told(429, {})}.get(fate) or work(asked)

    def _tell(self, letter: dict[str, Any]) -> None:
        """It will tell of a letter, twice and in any order: once that it is there, and now and then that it came back."""
        kinds = ["accepted", "bounced" if self.chance.random() < 0.15 and self.channel != "sms" else "delivered"]
        self.waiting += [(kind, self.place_of(letter), self.name_of(letter)) for kind in kinds * 2]
        self.chance.shuffle(self.waiting)

    def hear(self, client: Client, carrier_id: int, secret: str) -> None:
        """Tells some of what waits; what the door does not take is told again."""
        now, kept = self.waiting[: max(4, len(self.waiting) // 2)], self.waiting[max(4, len(self.waiting) // 2) :]
        path = hook(carrier_id).partition("/hooks/")[2]
        for each in now:
            body, kind, headers = self._webhook(each, secret)
            answer = client.generic("POST", f"/hooks/{path}", body, content_type=kind, headers=headers)
            assert answer.status_code in {204, 503}
            if answer.status_code == 503:
                assert int(answer.headers["Retry-After"]) > 0
                self.sent_again += 1
                kept.append(each)
            else:
                self.told.add(each[:2])
        self.waiting = kept

    def _webhook(self, told: tuple[str, str, str], secret: str) -> tuple[bytes, str, dict[str, str]]:
        kind, place, key = told
        at = clock.now().isoformat()
        if self.code == "46elks":
            return urlencode({"id": place, "status": {"accepted": "sent"}.get(kind, kind)}).encode(), FORM, {}
        if self.code == "postmark":
            name = {"accepted": "Open", "delivered": "Delivery", "bounced": "Bounce"}[kind]
            event = {"RecordType": name, "Type": "HardBounce", "ID": f"{place} {kind}", "MessageID": place,
                     "Recipient": "a@b.example", "Email": "a@b.example", "Metadata": {"krav": key},
                     **dict.fromkeys(("DeliveredAt", "ReceivedAt", "BouncedAt"), at)}  # fmt: skip
            word = b64encode(f"krav:{secret}".encode()).decode()
            return json.dumps(event).encode(), JSON, {"Authorization": f"Basic {word}"}
        body = {"receipts": [{"key": f"{place} {kind}", "kind": kind, "at": at, "place": place, "parcel": key}]}
        stamp, content = str(int(clock.now().timestamp())), json.dumps(body).encode()
        return content, JSON, {"Krav-Timestamp": stamp, "Krav-Signature": signature(secret, stamp, "", content)}


@contextmanager
def elks(chance: Random, settings: Settings) -> Iterator[Stand]:
    with standins.elks() as at:
        settings.KRAV_CARRIERS = {"46elks": {"url": at.server.url}}
        yield Stand(at, "sms", "46elks", lambda row: str(row["to"]), lambda row: str(row["id"]), chance)


@contextmanager
def postmark(chance: Random, settings: Settings) -> Iterator[Stand]:
    with standins.postmark() as at:
        settings.KRAV_CARRIERS = {"postmark": {"url": at.server.url}}
        yield Stand(at, "email", "postmark", lambda row: str(row["Tag"]), lambda row: str(row["id"]), chance)


def _contract(code: str, channel: str, standing: Callable[[], standins.Standing]) -> Callable[[Random, Settings], Any]:
    @contextmanager
    def stand(chance: Random, settings: Settings) -> Iterator[Stand]:
        with standing() as at:
            settings.KRAV_CARRIERS = {code: {"url": at.server.url}}
            yield Stand(at, channel, code, lambda row: str(row["key"]), lambda row: f"P-{row['key']}", chance)

    return stand


STANDS = {
    "46elks": elks,
    "postmark": postmark,
    "printhouse": _contract("printhouse", "print", standins.printhouse),
    "eboks": _contract("eboks", "digital", standins.mailbox),
}
UNITS = {"sms": "sms", "email": "email", "print": "letter", "digital": "letter"}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.mark.parametrize("code", STANDS)
def test_a_carrier_has_every_letter_once(
    db: None, folder: Path, settings: Settings, renderer: Renderer, client: Client, code: str
) -> None:
    """Faults strike at the carrier for a while: each letter is there once, what it told is kept once, credits are right."""
    chance = Random(code)
    with STANDS[code](chance, settings) as stand:
        account_id = _account(stand.channel, settings)
        carrier_id = connect_carrier(account_id, code, stand.at.rights, on=FIRST, by=ANN)
        secret = secret_of(account_id, carrier_id, by=ANN)
        stand.storm()
        now = datetime.now(UTC)
        for number in range(ROUNDS):
            stand.stormy = number < ROUNDS // 2
            now += timedelta(hours=2)
            _round(account_id, folder, renderer, now)
            stand.hear(client, carrier_id, secret)
            leases_run_out(account_id)
        for _ in range(20):
            stand.hear(client, carrier_id, secret)
        assert stand.waiting == []
        names = Counter(stand.name_of(letter) for letter in stand.at.letters)
        _check(account_id, stand.channel, names, asked=True)
        _check_receipts(account_id, stand)
        later = clock.now() + timedelta(hours=1)
        poll_receipts(account_id, on=FIRST, by=ANN, now=later)
        assert poll_receipts(account_id, on=FIRST, by=ANN, now=later) == 0
        print(f"{code}: {len(names)} letters, faults {dict(stand.faults)}, told again {stand.sent_again}")  # noqa: T201 a long night's counts


class Fitful(Postbox):
    """A mail server that fails as it is drawn."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self.chance, self.stormy = chance, True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's own
        drawn = ("", "", "", "silence", "451 come again", "550 not wanted")
        self.says_to_message = self.chance.choice(drawn) if self.stormy else ""
        return await super().handle_DATA(server, session, envelope)


def test_a_mail_server_has_every_letter_once(db: None, folder: Path, settings: Settings, renderer: Renderer) -> None:
    """It cannot be asked: what it took and did not confirm waits for a person, and is never sent again."""
    box = Fitful(Random("smtp"))
    with listening(settings, box):
        settings.KRAV_MAIL = True
        account_id, now = _account("email", settings), datetime.now(UTC)
        for number in range(ROUNDS):
            box.stormy = number < ROUNDS // 2
            now += timedelta(hours=2)
            _round(account_id, folder, renderer, now)
            leases_run_out(account_id)
    names = Counter(str(message["Message-ID"]).strip("<>") for message in box.messages)
    _check(account_id, "email", names, asked=False)


def _account(channel: str, settings: Settings) -> int:
    """A landlord whose customers are all reached by the channel, and credits for all."""
    credit.selling(settings)
    package = credit.on_sale(units=dict.fromkeys(("email", "sms", "letter"), 3 * LETTERS))
    account_id = open_account(replace(FJORDBO, policy={"delivery": [channel, "file"]}), on=IMPORTED)
    credit.filled(Owner(account_id=account_id), package)
    lines = [
        line(str(5000 + number), "900,00", customer=str(100 + number), name=f"Kunde {number}",
             email=f"k{number}@kunde.example") for number in range(LETTERS)
    ]  # fmt: skip
    take(account_id, ledger(*lines), on=FIRST)
    with account_scope(account_id):
        for at, debtor in enumerate(rows.Debtor.objects.order_by("id")):
            debtor.phone, debtor.company_number = f"+452012{at:04}", NEXT
            debtor.save()
    assert run(account_id, FIRST).letters == {"rykker_1": LETTERS}
    return account_id


def _round(account_id: int, folder: Path, renderer: Renderer, now: datetime) -> None:
    """A worker of its own: nothing is open from the round before."""
    for _ in send_letters(account_id, folder, on=FIRST, by=ANN, renderer=renderer, now=now):
        pass


def _check(account_id: int, channel: str, names: Counter[str], *, asked: bool) -> None:
    """Letters there are letters meant and none twice; what is noted is there; only what was carried is paid for."""
    assert set(names.values()) == {1}
    with account_scope(account_id):
        outbox = list(rows.Outbox.objects.values_list("letter_id", "letter__number", "channel", "state", "tries"))
        assert {row[3] for row in outbox} <= {"delivered", "passed", "failed", "ambiguous"}
        unsure = {row[1] for row in outbox if row[3] == "ambiguous"}
        assert not asked or all(row[4] >= TRIES for row in outbox if row[3] == "ambiguous")
        went = {row[0] for row in outbox if row[3] in {"delivered", "ambiguous"}}
        ended = set(rows.Withdrawal.objects.values_list("letter_id", flat=True))
        ended |= set(rows.Returned.objects.values_list("letter_id", flat=True))
        assert went | ended == set(rows.Letter.objects.values_list("id", flat=True))
        left = set(rows.Dispatch.objects.filter(channel=channel).values_list("letter__number", flat=True))
        assert len(left) == rows.Dispatch.objects.filter(channel=channel).count()
        assert left <= set(rows.Letter.objects.values_list("number", flat=True))
        assert len(left) <= len(names) <= len(left | unsure)
        if channel != "sms":
            there = {name.partition(".")[0] for name in names}
            assert left <= there <= left | unsure
    used = dict(rows.Lot.objects.values_list("unit").order_by("unit").annotate(used=Sum("bought") - Sum("left")))
    assert used == dict.fromkeys(("email", "sms", "letter"), 0) | {UNITS[channel]: len(left | unsure)}
    credit.check_books()


def _check_receipts(account_id: int, stand: Stand) -> None:
    """All that was told of letters that are known is kept, each once."""
    with account_scope(account_id):
        places = set(rows.Outbox.objects.filter(channel=stand.channel).values_list("place", flat=True))
        kept = Counter(key.partition(" ")[0] for key in rows.Receipt.objects.values_list("key", flat=True))
        lost = set(rows.Receipt.objects.filter(kind="bounced").values_list("letter_id", flat=True))
        seen = set(rows.Returned.objects.values_list("letter_id", flat=True))
        seen |= set(rows.Outbox.objects.filter(state="passed").values_list("letter_id", flat=True))
        assert lost <= seen
    told = Counter(place for _, place in stand.told if place in places)
    assert told == Counter({place: count for place, count in kept.items() if place in places})
