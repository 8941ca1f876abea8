"""A collection agency in memory, held to the protocol: it keeps cases, words and news, and fails when it is told to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from krav.claims.partner import Parts, Prices, SettledCase, SettlementIn, commission, share
from krav.formats.values import AttachmentIn
from krav.wire.broken import Refused, Uncertain, Unreachable
from krav.wire.partners.values import Accepted, CaseOut, NewsIn, NewsPage, PaidThere, Quote, Standing, WordOut
from krav.wire.rights import Field, Headers, Rights, Told

PRICES = Prices("DKK", percent=Decimal(10), least=5_000, interest=Decimal(50), recall=25_000, vat=Decimal(25))
BEGAN = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)

Fault = Callable[[str], str]
"""What goes wrong with a call of a name: nothing, "busy", "lost" before it was done, "late" after it, or "no"."""


def sound(_: str) -> str:
    """Nothing goes wrong."""
    return ""


@dataclass
class Desk:
    """The agency itself: what it was given, and what it has to tell."""

    cases: dict[str, CaseOut] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[tuple[str, str], WordOut] = field(default_factory=dict)
    news: list[NewsIn] = field(default_factory=list)
    papers: dict[str, bytes] = field(default_factory=dict)
    collected: dict[str, Parts] = field(default_factory=dict)
    settled: dict[str, Parts] = field(default_factory=dict)
    fault: Fault = sound
    gives_back: bool = True
    hands: int = 0
    page: int = 50
    number: Iterator[int] = field(default_factory=lambda: count(1))

    def tell(self, reference: str, kind: Any, **told: Any) -> NewsIn:  # noqa: ANN401 what its kind needs
        """One thing more to tell."""
        place = next(self.number)
        at = BEGAN + timedelta(minutes=place)
        made = NewsIn(f"n{place}", kind, at, reference, self.cases[reference].key if reference else "", **told)
        self.news.append(made)
        return made

    def pay(self, reference: str, on: date, parts: Parts, *, invoice: str = "", currency: str = "") -> NewsIn:
        """The debtor pays."""
        self.collected[reference] = self.collected.get(reference, Parts()).plus(parts)
        paid = PaidThere(on, parts.total, currency or self.cases[reference].currency, parts, invoice)
        return self.tell(reference, "payment", paid=paid)

    def move(self, reference: str, standing: Standing, words: str = "") -> NewsIn:
        """The case moves."""
        return self.tell(reference, "state", standing=standing, words=words)

    def settle(self, on: date, number: str = "A-1", *, short: int = 0) -> NewsIn:
        """Pays out what was collected and is not settled, by its prices."""
        cases = []
        for reference, total in self.collected.items():
            before = self.settled.get(reference, Parts())
            parts = Parts(*(mine - theirs for mine, theirs in zip(total, before, strict=True)))
            kept = parts.costs + share(parts.interest, PRICES.interest)
            fee = commission(PRICES, total.principal) - commission(PRICES, before.principal)
            vat = share(fee + kept - parts.costs, PRICES.vat)
            out = parts.total - kept - fee - vat - short
            cases.append(SettledCase(reference, parts, kept, fee, 0, 0, vat, out))
            self.settled[reference] = total
        told = SettlementIn(number, on, "DKK", tuple(cases), sum(case.paid_out for case in cases))
        return self.tell("", "settlement", settlement=told)


@dataclass
class MemoryAgency:
    """The desk as one creditor reaches it."""

    desk: Desk

    def _may(self, name: str) -> str:
        wrong = self.desk.fault(name)
        if wrong == "busy":
            raise Unreachable("It does not answer.")
        if wrong == "no":
            raise Refused("It will not have it.")
        if wrong == "lost":
            raise Uncertain("The answer was lost.")
        return wrong

    def look(self) -> str:
        self._may("look")
        return "Fjordbo ApS"

    def quote(self, _: CaseOut) -> Quote | None:
        self._may("quote")
        return None

    def hand_over(self, case: CaseOut) -> Accepted:
        wrong = self._may("hand_over")
        self.desk.hands += 1
        if case.key not in self.desk.keys:
            reference = f"R{len(self.desk.keys) + 1}"
            self.desk.keys[case.key] = reference
            self.desk.cases[reference] = case
        if wrong == "late":
            raise Uncertain("The answer was lost.")
        return Accepted(self.desk.keys[case.key], Standing.RECEIVED, "Modtaget")

    def handed_over(self, key: str) -> Accepted | None:
        self._may("handed_over")
        found = self.desk.keys.get(key)
        return Accepted(found, Standing.RECEIVED, "Modtaget") if found else None

    def tell(self, reference: str, word: WordOut) -> None:
        wrong = self._may("tell")
        new = (reference, word.key) not in self.desk.words
        self.desk.words[reference, word.key] = word
        if new and word.kind == "recall" and self.desk.gives_back:
            self.desk.move(reference, Standing.RECALLED, "Trukket tilbage")
        if wrong == "late":
            raise Uncertain("The answer was lost.")

    def told(self, reference: str, key: str) -> bool:
        self._may("told")
        return (reference, key) in self.desk.words

    def news(self, cursor: str) -> Iterator[NewsPage]:
        place = int(cursor or 0)
        while True:
            self._may("news")
            page = tuple(self.desk.news[place : place + self.desk.page])
            place += len(page)
            last = place >= len(self.desk.news)
            yield NewsPage(str(place), page, last)
            if last:
                return

    def document(self, name: str) -> AttachmentIn | None:
        self._may("document")
        found = self.desk.papers.get(name)
        return AttachmentIn(name, "application/pdf", found) if found else None


@dataclass
class MemoryPartner:
    """A partner whose agency is the desk; what it is heard to tell stands at the desk."""

    desk: Desk
    code: str = "havn"
    name: str = "Havn Inkasso"
    verified: str = "An agency of the tests."
    countries: tuple[str, ...] = ()
    prices: Prices | None = PRICES
    asks: bool = True
    notices: bool = True
    fields: tuple[Field, ...] = ()
    ready: bool = True

    def allowed(self, told: Told) -> Told:
        return dict(told)

    def open(self, _: Rights) -> MemoryAgency:
        return MemoryAgency(self.desk)

    def heard(self, headers: Headers, body: bytes, secret: str, _: datetime) -> tuple[NewsIn, ...]:
        if headers.get("signature") != secret:
            raise Refused("Forged.")
        wanted = body.decode().split()
        return tuple(each for key in wanted for each in self.desk.news if each.key == key)
