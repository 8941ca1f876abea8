"""The best guesses what a payment is for where nothing is sure: a person chooses among them and sees why each is one."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from krav.claims.match import Incoming, plain_name, words_of
from krav.kernel.money import Minor
from krav.law.payment import match_key

REFERENCE, NUMBER, ALL, AMOUNT, NAME = "reference", "number", "all", "amount", "name"
_WEIGHT = {REFERENCE: 16, NUMBER: 8, ALL: 5, AMOUNT: 4, NAME: 3}


class Candidate(NamedTuple):
    """An open claim a payment may be for. `total` would settle it; `amounts` are all that somebody may have meant to pay."""

    claim_id: int
    debtor_id: int
    number: str
    key: str
    debtor_name: str
    due_on: date
    total: Minor
    amounts: frozenset[Minor]


class Guess(NamedTuple):
    """The claims of one debtor that a payment may be for, oldest first, and why: codes, the strongest first.

    `reasons` are reference, number, all (together they come to the payment, to the krone), amount and name.
    """

    claims: tuple[Candidate, ...]
    reasons: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(_WEIGHT[reason] for reason in self.reasons)


def guesses(payment: Incoming, candidates: Iterable[Candidate], most: int = 3) -> tuple[Guess, ...]:
    """The likeliest guesses, best first; none that nothing but a name speaks for where another has more."""
    by_debtor: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda each: (each.due_on, each.number)):
        by_debtor[candidate.debtor_id].append(candidate)
    words = {word.casefold() for word in words_of(payment)}
    keys = {match_key(word) for word in (*payment.references, *words)} - {""}
    found = [Guess((each,), _reasons(each, payment, words, keys)) for group in by_debtor.values() for each in group]
    for group in by_debtor.values():
        together = _together(group, payment, words, keys)
        if together:
            found.append(together)
    found = [guess for guess in found if guess.reasons]
    found.sort(key=lambda guess: (-guess.weight, guess.claims[0].due_on, guess.claims[0].number))
    return tuple(found[:most])


def _reasons(claim: Candidate, payment: Incoming, words: set[str], keys: set[str]) -> tuple[str, ...]:
    told = {
        REFERENCE: claim.key in keys,
        NUMBER: claim.number.casefold() in words,
        AMOUNT: payment.amount in claim.amounts,
        NAME: _same_name(claim.debtor_name, payment.payer_name),
    }
    return tuple(reason for reason in _WEIGHT if told.get(reason))


def _together(group: list[Candidate], payment: Incoming, words: set[str], keys: set[str]) -> Guess | None:
    """All open claims of a debtor, or all that the payment names, where their totals come to the payment."""
    named = [each for each in group if each.number.casefold() in words or each.key in keys]
    for some in (named, group):
        if len(some) > 1 and sum(each.total for each in some) == payment.amount:
            reasons = {reason for each in some for reason in _reasons(each, payment, words, keys)} - {AMOUNT} | {ALL}
            return Guess(tuple(some), tuple(reason for reason in _WEIGHT if reason in reasons))
    return None


def _same_name(debtor: str, payer: str) -> bool:
    """Whether the names have two words in common, or their only one: banks cut names short and turn them round."""
    ours, theirs = set(plain_name(debtor).split()), set(plain_name(payer).split())
    return bool(ours) and len(ours & theirs) >= min(2, len(ours), len(theirs) or 1)
