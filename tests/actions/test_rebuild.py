"""The projection is only a copy: after whatever happened, rebuilt from the facts it has exactly the same rows."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from krav.actions.holds import lift_hold, place_hold
from krav.actions.outbox import send_letters
from krav.actions.prepare import prepare_database
from krav.actions.rebuild import rebuild
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, FIRST, bank, credit, everything, ledger, line, run, take

DAYS = 75


class Life:
    """An account's days, one after the other; what happens on each is drawn from a seed."""

    def __init__(self, account_id: int, seed: int) -> None:
        self.account_id = account_id
        self.draw = Random(seed)
        self.on = FIRST - timedelta(days=5)
        self.holds: list[int] = []

    def live(self, folder: Path, renderer: Renderer) -> None:
        """A day: news of the bank, perhaps a new invoice, a hold, the run, and the post on most days."""
        self.on += timedelta(days=1)
        day = self.on.isoformat()
        take(self.account_id, bank(*self.payments(day), until=day), f"{day}.xml", on=self.on)
        if self.draw.random() < 0.25:
            self.invoice()
        self.hold_or_lift()
        run(self.account_id, self.on)
        if self.draw.random() < 0.2:
            self.pay_after_the_run(day)
        if self.draw.random() < 0.8:
            list(send_letters(self.account_id, folder, on=self.on, by=ANN, renderer=renderer))

    def invoice(self) -> None:
        with account_scope(self.account_id):
            number = str(2001 + rows.Claim.objects.count())
        amount = f"{self.draw.randint(40, 90000)},{self.draw.randint(0, 99):02}"
        due = (self.on + timedelta(days=self.draw.randint(-10, 3))).isoformat()
        kind, customer = self.draw.choice((("privat", "1"), ("privat", "2"), ("erhverv", "3"), ("", "4")))
        item = line(number, amount, due=due, issued="2026-01-05", customer=customer, name=f"Kunde {customer}", kind=kind)
        take(self.account_id, ledger(item), f"{number}.csv", on=self.on)

    def payments(self, day: str) -> list[str]:
        with account_scope(self.account_id):
            found = list(rows.ClaimState.objects.order_by("claim_id").values_list("claim__reference", "balance"))
        picked = self.draw.sample(found, k=min(len(found), self.draw.choice((0, 0, 0, 1, 2))))
        return [self.payment(reference, balance, day) for reference, balance in picked if balance > 0]

    def payment(self, reference: str, balance: int, day: str) -> str:
        minor = self.draw.choice((balance, balance // 2 + 1, balance + 5_000, 100))
        back = self.draw.random() < 0.15
        return credit(f"{minor // 100}.{minor % 100:02}", on=day, reference=f"71/{reference}", back=back)

    def pay_after_the_run(self, day: str) -> None:
        entries = self.payments(day)
        take(self.account_id, bank(*entries, until=day) + b"<!-- late -->", f"{day} late.xml", on=self.on)

    def hold_or_lift(self) -> None:
        with account_scope(self.account_id):
            numbers = list(rows.Claim.objects.order_by("id").values_list("number", flat=True))
        if numbers and self.draw.random() < 0.15:
            until = self.on + timedelta(days=self.draw.randint(1, 20)) if self.draw.random() < 0.5 else None
            number = self.draw.choice(numbers)
            self.holds.append(place_hold(self.account_id, number, "objection", until_on=until, on=self.on, by=ANN))
        if self.holds and self.draw.random() < 0.15:
            lift_hold(self.account_id, self.holds.pop(), on=self.on, by=ANN)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_life_the_rows_are_those_of_the_facts(fjordbo: int, folder: Path, renderer: Renderer, seed: int) -> None:
    life = Life(fjordbo, seed)
    for _ in range(DAYS):
        life.live(folder, renderer)
    before = everything()
    assert len(before["letter"]) > 5
    count = rebuild(fjordbo, on=life.on, by=ANN)
    assert count == len(before["claim_state"]) == len(before["claim"])
    assert everything() == before


def test_lost_rows_come_back(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "20,00")), on=FIRST)
    take(fjordbo, bank(credit("77.00", on=FIRST.isoformat(), text="no idea"), until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run(fjordbo, FIRST)
    before = everything()
    with account_scope(fjordbo):
        rows.ClaimState.objects.filter(claim__number="1001").delete()
        rows.ClaimState.objects.update(balance=7, stage="", next_on=None)
        assert rows.LoosePayment.objects.all().delete()[0] == 1
    assert rebuild(fjordbo, on=FIRST, by=ANN) == 2
    assert everything() == before


def test_lists_an_older_krav_wrote_are_written_anew_once_when_it_starts(fjordbo: int, nordlys: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "20,00")), on=FIRST)
    before = everything()
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.exclude(barred_on=None).update(barred_on=None) == 2
    rows.Account.objects.filter(pk=fjordbo).update(lists=None)
    (said,) = prepare_database(on=FIRST, by=ANN)
    assert said == "fjordbo: an older Krav wrote the lists; they are written anew, 2 claims."
    assert everything() == before
    assert list(prepare_database(on=FIRST, by=ANN)) == []
