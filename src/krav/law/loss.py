"""When a loss on a claim gives its VAT back, what is never a loss, and the accounts it is booked on: writeoff.toml."""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from krav.kernel.money import Minor
from krav.kernel.refusal import Refusal
from krav.kernel.why import Why
from krav.law.book import Book
from krav.law.step import PastLetter, StepKind


class LossFacts(NamedTuple):
    """What is known of a claim: the unpaid principal with VAT, its letters, and since when an objection stands."""

    principal: Minor
    currency: str
    due_on: date
    letters: tuple[PastLetter, ...] = ()
    objected_on: date | None = None


class Ground(NamedTuple):
    """A way in which a loss may be certain, so that its VAT comes back.

    `words` are the rule's own, `confirm` what only a person can say is so, both in the country's language; `refusal` says
    what Krav knows against it. `by_itself` grounds rest on the letters and the days, and are proposed for many claims.
    """

    key: str
    words: str
    why: Why
    refusal: Refusal | None = None
    confirm: tuple[str, ...] = ()
    by_itself: bool = False


class Losses:
    """The part of a country's law that is about losses."""

    book: Book

    @abstractmethod
    def loss_grounds(self, facts: LossFacts, on: date) -> tuple[Ground, ...]:
        """Every ground on which the VAT of a loss comes back that day, each as the facts stand."""

    @abstractmethod
    def vat_back(self, gross: Minor, rate: Decimal, on: date) -> Minor:
        """The VAT that comes back of a loss with VAT at a rate in per cent."""

    @abstractmethod
    def vat_again(self, on: date) -> Why:
        """Why VAT is due again of money that comes later."""

    def never_a_loss(self, on: date) -> tuple[str, ...]:
        """What is no loss whatever was sent, in the country's words."""
        return tuple(self.book["writeoff.not_a_loss"].on(on))

    def vat_rates(self, on: date) -> Mapping[str, Decimal]:
        """The rates in per cent by the name of their account, the usual one first."""
        return dict(self.book["writeoff.vat_rates"].on(on))

    def loss_accounts(self, on: date) -> dict[str, str]:
        """The accounts by name: bank, receivable, loss, recovery, vat…, fee, compensation, interest and costs.

        A charge without an account of its own is booked as a fee, a recovery where the loss was.
        """
        known = dict(self.book["writeoff.accounts"].on(on))
        fee = known["fee"]
        named = {
            "bank": known["bank"],
            "receivable": known["receivable"],
            "loss": known["loss"],
            "recovery": known.get("recovery") or known.get("recovered") or known["loss"],
            "partner": known["partner"],
            "commission": known["commission"],
            "vat_in": known["vat_in"],
            "fee": fee,
            "compensation": known.get("compensation", fee),
            "interest": known["interest"],
            "costs": known.get("outlay", fee),
        }
        return named | {name: known[name] for name in self.vat_rates(on) if name in known}

    @property
    def books_accounts(self) -> dict[str, str]:
        """The accounts a creditor may name, with the country's own, which is empty where it has none."""
        first = self.book["writeoff.vat_rates"].values[-1].from_on
        day = max(first, self.book["writeoff.accounts"].values[-1].from_on)
        return dict.fromkeys(self.vat_rates(day), "") | self.loss_accounts(day)

    def _ground(self, key: str, table: str, on: date, refusal: Refusal | None = None, words: str = "") -> Ground:
        """A ground by a table: its conditions are the table's list, or its words one of the table's."""
        rule = self.book[table]
        found = rule.on(on)
        if words:
            return Ground(key, words, rule.why(on), refusal, (words,))
        return Ground(key, rule.title, rule.why(on), refusal, tuple(found))


def objected(facts: LossFacts, section: str) -> Refusal | None:
    """A claim that is disputed is no loss: the debtor refuses, which is not that it cannot pay."""
    if facts.objected_on is None:
        return None
    reason = "The customer has objected since {day}; a disputed claim is not lost, and its VAT does not come back."
    return Refusal("disputed", reason, section, facts={"day": facts.objected_on})


def not_reminded(facts: LossFacts, section: str, on: date, kinds: frozenset[StepKind]) -> Refusal | None:
    """Whether a letter of these kinds was sent and its deadline is over."""
    sent = [letter for letter in facts.letters if letter.kind in kinds]
    if not sent:
        return Refusal("not_demanded", "The letter that must have been in vain has not been sent.", section)
    if on <= sent[-1].deadline_on:
        day = sent[-1].deadline_on
        return Refusal("demand_runs", "The last letter gives time until {deadline}.", section, facts={"deadline": day})
    return None
