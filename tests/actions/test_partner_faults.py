"""Thousands of steps with a partner that is busy, loses answers before and after, doubles and reorders what it tells."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from django.db.models import Sum

from krav.actions.agreements import Terms, agree
from krav.actions.hand_overs import hand_over_claims, recall
from krav.actions.partner_news import heard, read_news
from krav.actions.partner_sending import send_queued
from krav.actions.partner_words import say_to_partner
from krav.actions.payments_by_hand import register_payment
from krav.claims.partner import Parts
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.partners import settlements
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.partners.values import Standing
from tests.actions.agency import Desk, MemoryPartner
from tests.actions.cast import ANN, line
from tests.actions.collect import claims_of, owed, run_until

ON = date(2026, 5, 20)
STEPS = 1_000


class Chance:
    """What goes wrong, by the seed; nothing once it is calm."""

    def __init__(self, seed: int) -> None:
        self.random, self.calm = Random(seed), False
        self.met: Counter[str] = Counter()

    def __call__(self, name: str) -> str:
        wrong = "" if self.calm else self.random.choices(["", "busy", "lost", "late"], [6, 1, 1, 2])[0]
        if name == "news" and wrong in {"lost", "late"}:
            wrong = "busy"
        self.met[wrong] += 1
        return wrong


def at_once(account_id: int) -> None:
    """Lets everything that waits for its turn have it now."""
    with account_scope(account_id):
        rows.HandOver.objects.update(leased_until=None)
        rows.PartnerWord.objects.exclude(state__in=("done", "refused")).update(at=None)


def six_customers(account_id: int) -> None:
    """Six businesses with an invoice each, whose notices have run out."""
    lines = (line(f"{1001 + n}", "12500,00", customer=f"{17 + n}", name=f"Kunde {n} ApS") for n in range(6))
    owed(account_id, *lines)
    run_until(account_id, ON)
    with account_scope(account_id):
        rows.Outbox.objects.update(state="delivered")


def play(desk: Desk, chance: Chance, told: dict[str, int]) -> None:
    """The agency does something with one of its cases."""
    if not desk.cases:
        return
    reference = chance.random.choice(sorted(desk.cases))
    left = desk.cases[reference].total - told.get(reference, 0)
    match chance.random.randrange(4):
        case 0 if left > 10_000:
            amount = chance.random.randrange(1_000, left // 4)
            desk.pay(reference, ON, Parts(principal=amount, costs=chance.random.randrange(0, 5_000)))
            told[reference] = told.get(reference, 0) + amount
        case 1 if (back := told.get(reference, 0)) > 2_000:
            desk.pay(reference, ON, Parts(principal=-(back // 2)))
            told[reference] = back - back // 2
        case 2:
            desk.move(reference, chance.random.choice([Standing.NOTICE, Standing.COLLECTING, Standing.COURT]), "Status")
        case 3:
            desk.tell(reference, "message", words="Vi har talt med kunden")


def hear(agreement_id: int, desk: Desk, chance: Chance) -> None:
    """Some of what was told comes by webhook, doubled and out of its order."""
    some = chance.random.choices(desk.news[-8:], k=4) if desk.news else []
    heard(agreement_id, {"signature": "s"}, " ".join(each.key for each in some).encode(), now=clock.now())


class Play:
    """A creditor and its partner, step by step; what is meant is counted beside it."""

    def __init__(self, account_id: int, desk: Desk, chance: Chance, renderer: Renderer) -> None:
        self.account_id, self.desk, self.chance, self.renderer = account_id, desk, chance, renderer
        self.agreement_id = agree(account_id, "havn", {"secret": "s"}, Terms(), on=ON, by=ANN)
        self.claims = sorted(claims_of(account_id).values())
        self.gone: list[int] = []
        self.meant, self.told = set[int](), dict[str, int]()
        self.paid_here = self.said = 0

    def step(self) -> None:
        """Anything that may happen."""
        match self.chance.random.randrange(8):
            case 0 if self.claims:
                claim_id = self.claims.pop()
                self.meant |= hand_over_claims(self.account_id, [claim_id], self.agreement_id, on=ON, by=ANN).made.keys()
                self.gone.append(claim_id)
            case 1 | 2:
                play(self.desk, self.chance, self.told)
            case 3:
                hear(self.agreement_id, self.desk, self.chance)
            case 4 | 5:
                self.send()
            case 6:
                read_news(self.account_id, on=ON, by=ANN)
            case 7 if self.meant:
                case_id = self.chance.random.choice(sorted(self.meant))
                say_to_partner(self.account_id, case_id, "Hvordan går det?", on=ON, by=ANN)
                self.said += 1

    def pay_here(self) -> None:
        """A debtor pays to us while the case lies there."""
        if self.gone:
            register_payment(self.account_id, self.gone[0], 1_000, ON, on=ON, by=ANN)
            self.paid_here += 1_000

    def send(self) -> None:
        """A round of the worker in which nothing waits for its turn."""
        at_once(self.account_id)
        send_queued(self.account_id, on=ON, by=ANN, renderer=self.renderer)

    def settle_down(self) -> None:
        """Nothing goes wrong any more, and everything comes to its end."""
        self.chance.calm = True
        for _ in range(2):
            self.send()
            read_news(self.account_id, on=ON, by=ANN)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cases_handed_over_are_cases_meant_and_money_here_is_money_there(
    fjordbo: int, renderer: Renderer, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    desk, chance = Desk(page=3), Chance(seed)
    monkeypatch.setattr("krav.wire.partners.partners.partners", lambda: {"havn": MemoryPartner(desk)})
    six_customers(fjordbo)
    game = Play(fjordbo, desk, chance, renderer)
    desk.fault = chance
    for step in range(STEPS):
        game.step()
        if step % 200 == 199:
            game.pay_here()
    game.settle_down()
    assert min(chance.met[each] for each in ("busy", "lost", "late")) > 10
    words = Counter(word.kind for word in desk.words.values())
    assert words["message"] == game.said
    there = sum(parts.ours for parts in desk.collected.values())
    with account_scope(fjordbo):
        numbers = set(rows.Case.objects.filter(id__in=game.meant).values_list("number", flat=True))
        assert sorted(case.number for case in desk.cases.values()) == sorted(numbers)
        assert set(rows.HandOver.objects.values_list("state", flat=True)) == {"there"}
        assert rows.PartnerNews.objects.count() == len(desk.news)
        assert not rows.PartnerNews.objects.exclude(refused="").exists()
        mine = rows.PartnerPayment.objects.filter(payment__isnull=False)
        assert (mine.aggregate(sum=Sum("payment__amount"))["sum"] or 0) == there
        placed = rows.Entry.objects.filter(payment__partnerpayment__isnull=False, kind="payment")
        assert -(placed.aggregate(sum=Sum("amount"))["sum"] or 0) == there
    here = sum(word.amount for word in desk.words.values() if word.kind == "payment")
    in_the_files = sum(1_250_000 - claim.principal for case in desk.cases.values() for claim in case.claims)
    assert here + in_the_files == game.paid_here
    desk.settle(ON)
    read_news(fjordbo, on=ON, by=ANN)
    with account_scope(fjordbo):
        (settlement,) = settlements()
    assert settlement.differences == []


def test_recalls_under_faults_end_in_one_state(fjordbo: int, renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, chance = Desk(), Chance(9)
    monkeypatch.setattr("krav.wire.partners.partners.partners", lambda: {"havn": MemoryPartner(desk)})
    six_customers(fjordbo)
    agreement_id = agree(fjordbo, "havn", {"secret": "s"}, Terms(), on=ON, by=ANN)
    cases = list(hand_over_claims(fjordbo, list(claims_of(fjordbo).values()), agreement_id, on=ON, by=ANN).made)
    desk.fault = chance
    for step in range(60):
        chance.calm = step > 45
        if step < 40 and cases and chance.random.random() < 0.4:
            try:
                recall(fjordbo, cases.pop(), "Tilbage", on=ON, by=ANN)
            except KravError:
                pytest.fail("a case that lies there can be asked back")
        at_once(fjordbo)
        send_queued(fjordbo, on=ON, by=ANN, renderer=renderer)
        read_news(fjordbo, on=ON, by=ANN)
    with account_scope(fjordbo):
        states = Counter(rows.HandOver.objects.values_list("state", flat=True))
        statuses = Counter(rows.CaseState.objects.values_list("status", flat=True))
    assert states == {"recalled": 6 - len(cases), **({"there": len(cases)} if cases else {})}
    assert statuses == {"open": 6 - len(cases), **({"partner": len(cases)} if cases else {})}
