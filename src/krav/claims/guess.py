"""The best guesses what a payment is for where nothing is sure: a person chooses among them and sees why each is one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from krav.claims.match import ways
from krav.claims.matching import ALL, NAME, Incoming, Matching, OpenItem, Part, matching
from krav.claims.matching_index import OpenItems
from krav.claims.matching_words import alike


class Guess(NamedTuple):
    """The claims of one customer that a payment may be for, oldest first, and why: codes, the strongest first.

    `doubt` is what speaks against it: several, other_customer or paid_before; empty where nothing does.
    """

    claims: tuple[OpenItem, ...]
    reasons: tuple[str, ...]
    confidence: int
    doubt: str = ""


def guesses(
    payment: Incoming,
    candidates: Iterable[OpenItem],
    learned: Mapping[str, Collection[int]] | None = None,
    most: int = 3,
) -> tuple[Guess, ...]:
    """The likeliest guesses, best first: what matching finds, and what is only like the payment."""
    items = {item.claim_id: item for item in candidates}
    index = OpenItems(items.values(), learned)
    best: dict[frozenset[int], Matching] = {}
    for found in (*ways(payment, index), *_alike(payment, index, items.values())):
        if found.parts and (found.claims not in best or best[found.claims].confidence < found.confidence):
            best[found.claims] = found
    shown = [_guess(found, items) for found in best.values()]
    shown.sort(key=lambda guess: (-guess.confidence, guess.claims[0].due_on, guess.claims[0].number, len(guess.claims)))
    return tuple(shown[:most])


def _alike(payment: Incoming, index: OpenItems, items: Collection[OpenItem]) -> Iterator[Matching]:
    """What a customer owes in all, to the krone, whoever paid; and what has only the name."""
    for debtor_id in {item.debtor_id for item in items}:
        theirs = index.of_debtor(debtor_id, payment.currency)
        if len(theirs) > 1 and sum(item.total for item in theirs) == payment.amount:
            yield matching([Part(item.claim_id, item.total) for item in theirs], {ALL})
        for item in theirs:
            if item.total > 0 and alike(item.debtor_name, payment.payer_name):
                yield matching([Part(item.claim_id, payment.amount)], {NAME})


def _guess(found: Matching, items: Mapping[int, OpenItem]) -> Guess:
    claims = sorted((items[part.claim_id] for part in found.parts), key=lambda item: (item.due_on, item.number))
    return Guess(tuple(claims), found.evidence, found.confidence, found.doubt)
