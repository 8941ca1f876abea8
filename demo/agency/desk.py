"""The agency's desk: its cases, what it was told of them, and the news it makes; in one SQLite file, or in memory."""

import json
import os
import sqlite3
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

from . import money

Row = dict[str, Any]

_TABLES = """
create table if not exists client (key text primary key, secret text, name text, hook text);
create table if not exists file (
  reference text primary key, client text, key text, digest text, told text, state text, words text, unique (client, key));
create table if not exists word (reference text, key text, told text, primary key (reference, key));
create table if not exists news (seq integer primary key, client text, reference text, key text, told text);
create table if not exists payment (id integer primary key, reference text, parts text, settlement text default '');
create table if not exists paper (name text primary key, reference text, title text, media text, content blob);
"""

STATES = {
    "received": "Received",
    "needs_more": "Waits for more",
    "notice": "Notice sent",
    "collecting": "Being collected",
    "paused": "Paused",
    "court": "In court",
    "title": "Judgment",
    "paid": "Closed, paid",
    "unpaid": "Closed, unpaid",
    "recalled": "Taken back",
    "refused": "Refused",
}
OVER = frozenset({"paid", "unpaid", "recalled", "refused"})


class Client(NamedTuple):
    """A creditor whose program may ask: its key and secret, its name, and where it is told of news."""

    key: str
    secret: str
    name: str
    hook: str = ""


class Conflict(Exception):
    """The same key again, for something else."""


class Unknown(Exception):
    """There is no such thing for this client."""


class Desk:
    """Everything the agency knows; one hand at a time."""

    def __init__(self, file: Path | None = None, name: str = "Havn Inkasso", terms: money.Terms | None = None) -> None:
        """A desk that was left in a file is taken up again."""
        self.name, self.terms = name, terms or money.Terms()
        self._lock = RLock()
        self._rows = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        self._rows.row_factory = sqlite3.Row
        self._rows.executescript(_TABLES)

    def close(self) -> None:
        """Leaves the desk."""
        self._rows.close()

    def know(self, client: Client) -> None:
        """Lets a client ask."""
        self._do("insert or replace into client values (?, ?, ?, ?)", *client)

    def client(self, key: str) -> Client | None:
        """The client of a key."""
        found = self._all("select key, secret, name, hook from client where key = ?", key)
        return Client(*found[0]) if found else None

    def take_in(self, client: Client, told: Mapping[str, Any]) -> tuple[Row, bool]:
        """A case, and whether it is new: the same key with the same case again changes nothing."""
        key, digest = str(told["key"]), sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
        with self._one_hand():
            known = self._all("select * from file where client = ? and key = ?", client.key, key)
            if known:
                if known[0]["digest"] != digest:
                    raise Conflict
                return dict(known[0]), False
            count = self._all("select count(*) from file")[0][0]
            reference = f"HI-{2601 + count}"
            for place, paper in enumerate(told.get("documents") or ()):
                self._keep(f"{reference}-{place + 1}", reference, paper)
            bare = {name: value for name, value in told.items() if name not in {"documents", "data"}}
            row = (reference, client.key, key, digest, json.dumps(bare), "received", "")
            self._do("insert into file values (?, ?, ?, ?, ?, ?, ?)", *row)
            return self.case(reference), True

    def by_key(self, client: Client, key: str) -> Row | None:
        """The case of a client's key."""
        found = self._all("select * from file where client = ? and key = ?", client.key, key)
        return dict(found[0]) if found else None

    def case(self, reference: str, client: Client | None = None) -> Row:
        """A case with what was told of it, read."""
        found = self._all("select * from file where reference = ?", reference)
        if not found or (client and found[0]["client"] != client.key):
            raise Unknown
        return {**dict(found[0]), "told": json.loads(found[0]["told"])}

    def cases(self) -> list[Row]:
        """All cases, the newest first."""
        found = self._all("select * from file order by rowid desc")
        return [{**dict(row), "told": json.loads(row["told"])} for row in found]

    def hear(self, client: Client, reference: str, told: Mapping[str, Any]) -> bool:
        """What a client tells of a case; False where it was told before. A recall ends the case."""
        with self._one_hand():
            case, key, text = self.case(reference, client), str(told["key"]), json.dumps(told, sort_keys=True)
            known = self._all("select told from word where reference = ? and key = ?", reference, key)
            if known:
                if known[0]["told"] != text:
                    raise Conflict
                return False
            self._do("insert into word values (?, ?, ?)", reference, key, text)
            if paper := told.get("document"):
                count = self._all("select count(*) from paper where reference = ?", reference)[0][0]
                self._keep(f"{reference}-{count + 1}", reference, paper)
            if told["kind"] == "recall" and case["state"] not in OVER:
                self.move(reference, "recalled", "Taken back by the client", date.fromisoformat(str(told["on"])))
            return True

    def words(self, reference: str) -> list[Row]:
        """What was told of a case, in its order."""
        found = self._all("select told from word where reference = ? order by rowid", reference)
        return [json.loads(row["told"]) for row in found]

    def move(self, reference: str, state: str, words: str = "", on: date | None = None) -> None:
        """Puts a case into another state, and tells of it."""
        words = words or STATES[state]
        with self._one_hand():
            self._do("update file set state = ?, words = ? where reference = ?", state, words, reference)
            self._tell(reference, {"kind": "state", "state": state, "words": words}, on)

    def say(self, reference: str, words: str, on: date | None = None) -> None:
        """Writes the client a message about a case."""
        self._tell(reference, {"kind": "message", "words": words}, on)

    def charge(self, reference: str, amount: int, words: str, on: date | None = None) -> None:
        """Tells of what a step has cost."""
        self._tell(reference, {"kind": "cost", "cost": money.text(amount), "words": words}, on)

    def send_paper(self, reference: str, title: str, media: str, content: bytes, on: date | None = None) -> str:
        """Sends the client a paper of a case; its name."""
        with self._one_hand():
            count = self._all("select count(*) from paper where reference = ?", reference)[0][0]
            name = f"{title} {reference}-{count + 1}.pdf"
            self._do("insert into paper values (?, ?, ?, ?, ?)", name, reference, title, media, content)
            self._tell(reference, {"kind": "document", "document": name, "words": title}, on)
        return name

    def pay(
        self, reference: str, parts: Mapping[str, int], on: date | None = None, currency: str = "", invoice: str = ""
    ) -> None:
        """Registers what the debtor paid, part by part; below zero it takes a payment back."""
        with self._one_hand():
            case, whole = self.case(reference), {name: parts.get(name, 0) for name in money.PARTS}
            self._do("insert into payment (reference, parts) values (?, ?)", reference, json.dumps(whole))
            paid = {
                "received_on": (on or today()).isoformat(),
                "amount": money.text(sum(whole.values())),
                "currency": currency or case["told"]["currency"],
                "parts": {name: money.text(amount) for name, amount in whole.items()},
                "invoice": invoice,
            }
            self._tell(reference, {"kind": "payment", "payment": paid, "words": "Payment from the debtor"}, on)

    def collected(self, reference: str, *, settled: bool | None = None) -> dict[str, int]:
        """What was collected of a case, all of it or what is or is not paid out yet."""
        found = self._all("select parts, settlement from payment where reference = ?", reference)
        parts = [json.loads(row["parts"]) for row in found if settled is None or bool(row["settlement"]) is settled]
        return {name: sum(each[name] for each in parts) for name in money.PARTS}

    def settle(self, reference: str, on: date | None = None, short: int = 0) -> str:
        """Pays out what is collected and not paid out; its number. `short` is what it pays too little, for who looks."""
        with self._one_hand():
            case, collected = self.case(reference), self.collected(reference, settled=False)
            if not any(collected.values()):
                raise ValueError("There is nothing to pay out.")
            line = money.settled(reference, collected, self.terms)
            line["paid_out"] = money.text(money.minor(line["paid_out"]) - short)
            count = self._all("select count(distinct settlement) from payment where settlement <> ''")[0][0]
            number = f"A-{1001 + count}"
            self._do("update payment set settlement = ? where reference = ? and settlement = ''", number, reference)
            told = {
                "number": number,
                "on": (on or today()).isoformat(),
                "currency": case["told"]["currency"],
                "account": case["told"].get("account", ""),
                "text": f"{self.name} {number}",
                "paid_out": line["paid_out"],
                "cases": [line],
            }
            self._tell(reference, {"kind": "settlement", "settlement": told, "words": f"Settlement {number}"}, on)
            return number

    def papers(self, reference: str) -> list[Row]:
        """The papers of a case."""
        found = self._all("select name, title, media, length(content) as size from paper where reference = ?", reference)
        return [dict(row) for row in found]

    def paper(self, name: str, client: Client | None = None) -> Row:
        """A paper by its name."""
        found = self._all("select * from paper where name = ?", name)
        if not found:
            raise Unknown
        self.case(found[0]["reference"], client)
        return dict(found[0])

    def news(self, client: Client, after: int, count: int) -> list[tuple[int, Row]]:
        """The client's news after a place in the row of all."""
        asked = "select seq, told from news where client = ? and seq > ? order by seq limit ?"
        return [(row["seq"], json.loads(row["told"])) for row in self._all(asked, client.key, after, count)]

    def history(self, reference: str) -> list[Row]:
        """What the agency told of a case, the newest first."""
        found = self._all("select told from news where reference = ? order by seq desc", reference)
        return [json.loads(row["told"]) for row in found]

    def unsent(self, after: int) -> list[tuple[int, Client, Row]]:
        """News that clients who want to be told have not been told yet."""
        asked = "select seq, client, told from news where seq > ? order by seq"
        found = [(row["seq"], self.client(row["client"]), json.loads(row["told"])) for row in self._all(asked, after)]
        return [(seq, client, told) for seq, client, told in found if client and client.hook]

    def last(self) -> int:
        """The place of the newest news of all."""
        return int(self._all("select coalesce(max(seq), 0) from news")[0][0])

    def _tell(self, reference: str, news: Row, on: date | None) -> None:
        with self._one_hand():
            case, seq = self.case(reference), self.last() + 1
            told = {"key": f"N{seq}", "at": datetime.now(UTC).isoformat(), "on": (on or today()).isoformat()}
            told |= {"reference": reference, "our_key": case["key"], **news}
            row = (seq, case["client"], reference, told["key"], json.dumps(told))
            self._do("insert into news values (?, ?, ?, ?, ?)", *row)

    def _keep(self, name: str, reference: str, paper: Mapping[str, Any]) -> None:
        content = b64decode(paper["content"], validate=True)
        if sha256(content).hexdigest() != paper["sha256"]:
            raise ValueError(f"“{paper['name']}” is not what its hash says")
        self._do("insert into paper values (?, ?, ?, ?, ?)", name, reference, paper["name"], paper["media"], content)

    def _all(self, asked: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return list(self._rows.execute(asked, values))

    def _do(self, asked: str, *values: object) -> None:
        with self._lock:
            self._rows.execute(asked, values)

    @contextmanager
    def _one_hand(self) -> Iterator[None]:
        """All of it or nothing, whoever else wants to write."""
        with self._lock:
            if self._rows.in_transaction:
                yield
                return
            self._rows.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._rows.execute("rollback")
                raise
            self._rows.execute("commit")


def today() -> date:
    """The day; a demonstration stands still on its last one."""
    told = os.environ.get("KRAV_TODAY", "")
    return date.fromisoformat(told) if told else datetime.now(UTC).date()
