"""An accounting system read: 10 000 customers and 50 000 open items, then an hour without news, one with 100, and a night.

The system is another process that answers at once, as often as it documents; Krav asks it as it asks the real one. The floor
is the time that the documented limit sets for so many requests. Requests are held to the pages of both lists, and three.
Our own time is what passed without waiting for the limit, and so the system's answers are in it.
`python -m bench syncing` reads into the database of KRAV_DATABASE_URL where that is set.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple
from urllib.request import Request, urlopen

from django.conf import settings
from django.db import connection

from bench.books import ADDED, CUSTOMERS, ITEMS, MOVED_IN, PAID
from krav.actions.accounts import NewAccount, open_account
from krav.actions.connecting import Wanted, choose, connect
from krav.actions.prepare import prepare_database
from krav.actions.syncing import Synced, sync
from krav.actions.unit import machine
from krav.formats.values import PartyIn
from krav.wire import clock
from krav.wire.accounting.systems import system
from krav.wire.accounting.values import CompanyIn
from krav.wire.rights import Limit

BY, ON = machine("bench"), clock.today()


class Read(NamedTuple):
    """A system that is read: its page, what connects to it, and how its home says which account money goes to."""

    page: int
    rights: dict[str, str]
    country: str
    currency: str
    company_number: str
    bank_account: str
    scheme: dict[str, str]


SYSTEMS = {
    "fortnox": Read(
        500, {"access_token": "a", "refresh_token": "r"}, "SE", "SEK", "559999-0008", "5050-1055",
        {"bankgiro": "5050-1055", "ocr_level": "hard"},
    ),
    "tripletex": Read(
        1000, {"employee": "e", "session": "s"}, "NO", "NOK", "313000001", "12345678903",
        {"kid_length": "9", "kid_algorithm": "MOD10"},
    ),
    "economic": Read(
        1000, {"grant": "g", "secret": "s"}, "DK", "DKK", "13585628", "0000 0012345678",
        {"fik_card": "71", "fik_creditor": "81234567"},
    ),
}  # fmt: skip


@dataclass
class Spent:
    """What a reading cost: requests, and seconds from beginning to end, of them waited, and of this process's CPU."""

    done: Synced
    requests: int
    took: float
    waited: float
    cpu: float

    @property
    def own(self) -> float:
        """Seconds that were not waited."""
        return self.took - self.waited


def run() -> Iterator[str]:
    """Each system in turn."""
    yield from prepare_database(on=ON, by=BY)
    for code, about in SYSTEMS.items():
        with _standing(code) as url:
            settings.KRAV_VENDORS = {code: {"url": url, "login_url": url, "client_id": "i", "client_secret": "s"}}
            account = _connected(code, about)
            yield from _figures(account, code, about.page, url)


def _figures(account: int, code: str, page: int, url: str) -> Iterator[str]:
    """The first reading against its floor, then what comes hour by hour and night by night."""
    name, limit = system(code).name, system(code).limit
    first = _read(account, url, "first")
    _expect(first.done, items=ITEMS, new=ITEMS)
    floor = floor_of(first.requests, limit)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    most = -(-CUSTOMERS // page) + -(-ITEMS // page) + 3
    ratio = f"{first.took / floor:.2f} × the floor of {floor:.1f} s" if floor else "its limit lets so many through at once"
    yield (
        f"{name}, {CUSTOMERS:,} customers and {ITEMS:,} open items on {connection.vendor}: {first.requests} requests of "
        f"{most} in {first.took:.1f} s, {ratio}; own CPU {first.cpu:.1f} s, peak memory {peak} MiB"
    )
    quiet = _read(account, url, "quiet")
    _expect(quiet.done, items=0)
    yield f"  an hour without news: {_own(quiet)}"
    night = _read(account, url, "quiet", whole=True)
    _expect(night.done, items=ITEMS)
    yield f"  the whole ledger again at night: {_own(night)}"
    moved = _read(account, url, "moved")
    _expect(moved.done, customers=MOVED_IN, items=PAID + ADDED, new=ADDED, changed=PAID)
    yield f"  {PAID + ADDED + MOVED_IN} changes: {_own(moved)}"


def _own(spent: Spent) -> str:
    return f"{spent.own:.2f} s of our own (CPU {spent.cpu:.2f} s), {spent.requests} requests"


def _expect(done: Synced, **wanted: int) -> None:
    """What a reading brought; a figure of one that brought anything else says nothing."""
    found = {name: getattr(done, name) for name in ("customers", "items", "new", "changed", "closed", "left_out")}
    if any(found[name] != count for name, count in wanted.items()) or found["closed"] or found["left_out"]:
        raise ValueError(f"{found} instead of {wanted}")


def floor_of(requests: int, limit: Limit) -> float:
    """Seconds that so many requests take at the least."""
    return max(0, requests - limit.burst) * limit.seconds / limit.requests


def _read(account: int, url: str, mode: str, *, whole: bool = False) -> Spent:
    """One reading, while the system has that to tell."""
    _mode(url, mode)
    waited = list[float]()

    def wait(seconds: float) -> None:
        start = time.perf_counter()
        time.sleep(seconds)
        waited.append(time.perf_counter() - start)

    clock.wait = wait
    start, cpu = time.perf_counter(), time.process_time()
    done = sync(account, on=ON, by=BY, whole=whole)
    took, cpu = time.perf_counter() - start, time.process_time() - cpu
    if done is None:
        raise ValueError("nothing is connected")
    return Spent(done, _mode(url, mode), took, sum(waited), cpu)


def _mode(url: str, mode: str) -> int:
    """What the system has to tell from now on; how often it was asked before."""
    with urlopen(Request(f"{url}/mode/{mode}", b"")) as answer:  # noqa: S310 our own server
        return int(answer.read())


@contextmanager
def _standing(code: str) -> Iterator[str]:
    """The system's server; where it is found."""
    command = [sys.executable, "-m", "bench.books", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served:
        try:
            yield served.stdout.readline().strip() if served.stdout else ""
        finally:
            served.terminate()


def _connected(code: str, about: Read) -> int:
    """A new account, connected to the system."""
    new = NewAccount(
        slug=f"bench-{code}-{time.time_ns():x}",
        country=about.country,
        name="Prøve",
        company_number=about.company_number,
        street="Gata 1",
        postcode="5003",
        city="Bergen",
        bank_account=about.bank_account,
        scheme=about.scheme,
        texts_approved_by="bench",
        texts_approved_on=ON,
    )
    account = open_account(new, on=ON)
    link = connect(account, code, about.rights, on=ON, by=BY)
    choose(account, link, Wanted(posts=False), CompanyIn("", PartyIn("Prøve"), about.currency), on=ON, by=BY)
    return account
