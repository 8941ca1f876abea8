"""A quarter of an account that nobody touches: its books are read, letters leave, vouchers go back, whatever fails at night.

A longer one: KRAV_QUARTER_DAYS=180, and another one: KRAV_QUARTER_SEED=7.
"""

import os
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from pytest_django.fixtures import Settings

from krav.actions.autopilot import run
from krav.actions.payments_by_hand import register_payment
from krav.claims.decide import in_the_books, reckon_claim
from krav.kernel.money import Minor, Money
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries import connections as queries
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.connected import Linked, linked
from tests.wire.accounting.conta.standin import standing_in as conta
from tests.wire.accounting.economic.standin import standing_in as economic
from tests.wire.accounting.fortnox.standin import standing_in as fortnox
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import StandIn
from tests.wire.accounting.tripletex.standin import standing_in as tripletex
from tests.wire.accounting.twentyfour.standin import standing_in as twentyfour
from tests.wire.accounting.xledger.standin import standing_in as xledger

FIRST = date(2026, 6, 1)
DAYS = int(os.environ.get("KRAV_QUARTER_DAYS", "90"))
SEED = int(os.environ.get("KRAV_QUARTER_SEED", "3"))
TERMS = timedelta(days=14)
FAULTS = (Told(503, {}), Told(429, {}), Told(500, {}), Told(cut=True), Told(200, b'{"half', {}))

pytestmark = pytest.mark.django_db


@dataclass
class Quarter:
    """What people do in the books and what Krav makes of it; `paid` are the days on which invoices were paid in full."""

    home: Linked
    dice: Random
    open: dict[str, Decimal] = field(default_factory=dict)
    paid: dict[str, date] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def morning(self, on: date) -> None:
        """Invoices go out, money comes to the bank that the books see, or to Krav; now and then somebody errs."""
        books, dice = self.home.books, self.dice
        for _ in range(dice.randint(0, 2)):
            number = str(10_001 + self.counted["invoices"])
            amount = Decimal(dice.randint(10_000, 900_000)) / 100
            books.invoice(number, str(dice.randint(1, 4)), amount, on, on + TERMS)
            self.open[number] = amount
            self.counted["invoices"] += 1
        for number in dice.sample(sorted(self.open), min(2, len(self.open))):
            self._something(number, on)
        books.pass_time()

    def _something(self, number: str, on: date) -> None:
        """What happens to an invoice on a day; to most of them nothing."""
        books, rest = self.home.books, self.open[number]
        match self.dice.randint(0, 15):
            case 0 | 1 | 2:
                books.pay(number, rest, on)
                self._closed(number, on, "paid there")
            case 3:
                part = (rest / 2).quantize(Decimal("0.01"))
                books.pay(number, part, on)
                self.open[number] -= part
                self.counted["paid there in part"] += 1
            case 4 | 5 if self._known(number):
                register_payment(self.home.account.pk, self.home.claim(number).pk, self._owed(number, on), on, on=on, by=ANN)
                self._closed(number, on, "paid here")
            case 6 if not self._known(number) or rest == books.rest(number) == self._face(number):
                books.void(number)
                self._closed(number, on, "void")

    def _owed(self, number: str, on: date) -> Minor:
        """All that is owed of an invoice, with what it has cost to ask."""
        with account_scope(self.home.account.pk):
            creditor = creditor_in_scope()
            (claim,) = load.claims([rows.Claim.objects.get(number=number).pk]).values()
            return reckon_claim(claim, creditor.country, on).total

    def _closed(self, number: str, on: date, how: str) -> None:
        del self.open[number]
        self.paid[number] = on
        self.counted[how] += 1

    def _face(self, number: str) -> Decimal:
        with account_scope(self.home.account.pk):
            found = rows.Entry.objects.filter(claim__number=number).values_list("amount", flat=True)
            return Money(sum(found), self.home.books.currency).decimal

    def _known(self, number: str) -> bool:
        with account_scope(self.home.account.pk):
            return rows.ClaimState.objects.filter(claim__number=number, settled_on=None).exists()

    def night(self, on: date) -> None:
        """The day's run, with faults on the way; no letter goes to whoever the books say has paid."""
        server = self.home.books.server
        if self.dice.random() < 0.3:
            server.faults.extend(self.dice.choice((None, *FAULTS)) for _ in range(self.dice.randint(1, 12)))
        for phase in run(self.home.account.pk, on=on, by=ANN, now=datetime(on.year, on.month, on.day, 5, 30, tzinfo=UTC)):
            self.counted[f"{phase.phase} in trouble"] += bool(phase.problem)
        server.faults.clear()
        self.home.books.book()
        self.home.books.pass_time()
        with account_scope(self.home.account.pk):
            letters = rows.LetterClaim.objects.filter(letter__sent_on=on)
            told = list(letters.values_list("claim__number", "step"))
        self.counted["letters"] += len(told)
        self.wrong += [f"{on}: {step} on {number}, paid {self.paid[number]}" for number, step in told if number in self.paid]


SYSTEMS: dict[str, Callable[[], AbstractContextManager[StandIn]]] = {
    "conta": conta, "economic": economic, "fortnox": fortnox, "tripletex": tripletex, "twentyfour": twentyfour,
    "xledger": xledger,
}  # fmt: skip


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_quarter_hands_off(
    system: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.KRAV_TODAY = FIRST
    with SYSTEMS[system]() as standin:
        for number in range(1, 5):
            standin.customer(str(number), f"Kunde {number}")
        standin.invoice("10000", "1", Decimal("500.00"), FIRST - timedelta(days=60), FIRST - timedelta(days=46))
        with linked(standin, monkeypatch, FIRST) as home:
            home.sync(FIRST)
            home.go_on(FIRST)
            quarter = Quarter(home, Random(SEED), {"10000": Decimal("500.00")})
            for day in range(1, DAYS + 1):
                settings.KRAV_TODAY = on = FIRST + timedelta(days=day)
                quarter.morning(on)
                quarter.night(on)
            _settle(home, on + timedelta(days=1), settings)
            with capsys.disabled():
                print(f"\n{system}: {dict(sorted(quarter.counted.items()))}")  # noqa: T201 the counts are the proof
            assert quarter.wrong == []
            assert quarter.counted["letters"] > 0
            assert quarter.counted["paid here"] > 0
            _agree(home, quarter, on + timedelta(days=1))


def _settle(home: Linked, on: date, settings: Settings) -> None:
    """The last night without faults: what was on its way arrives."""
    settings.KRAV_TODAY = on
    with account_scope(home.account.pk):
        rows.BooksPosted.objects.filter(state="uncertain").update(at=None)
    home.post(on)
    home.books.book()
    home.books.pass_time()
    home.sync(on, whole=True)


def _agree(home: Linked, quarter: Quarter, on: date) -> None:
    """Every invoice stands here as it stands there, and every voucher is there once."""
    with account_scope(home.account.pk):
        assert queries.differences(creditor_in_scope(), home.connection().pk, on) == []
        states = Counter(rows.BooksPosted.objects.values_list("state", flat=True))
        names = list(rows.BooksPosted.objects.filter(state="done").values_list("name", flat=True))
        claims, law = load.claims(rows.Claim.objects.values("id")).values(), creditor_in_scope().country
        open_here = {claim.number for claim in claims if in_the_books(claim, law, on) > 0}
    assert set(states) <= {"done", "known"}
    texts = home.books.posted()
    assert len(texts) == len(names)
    assert all(sum(name in text.replace(":", " ").split() for text in texts) == 1 for name in names)
    assert open_here == {number for number in quarter.open if home.books.rest(number) > 0}
