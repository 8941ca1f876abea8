"""Which invoice a payment is for: by its reference, else by the invoice number it names, else by amount and payer."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from krav.kernel.money import Minor
from krav.law.payment import match_key

_WORD = re.compile(r"[0-9A-Za-zÆØÅÄÖæøåäö-]+")


class OpenItem(NamedTuple):
    """An open claim as matching sees it. `amounts` are all amounts that would settle it or its principal."""

    claim_id: int
    debtor_id: int
    number: str
    key: str
    debtor_name: str
    amounts: frozenset[Minor]


class Incoming(NamedTuple):
    """A payment as matching sees it."""

    amount: Minor
    references: Sequence[str] = ()
    texts: Sequence[str] = ()
    payer_name: str = ""


class Match(NamedTuple):
    """The claim a payment is for, and why we are sure."""

    claim_id: int
    reason: str


class OpenItems:
    """The open claims of one account, found by reference, number and amount."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        """Indexes the items."""
        self._by_key: dict[str, list[OpenItem]] = defaultdict(list)
        self._by_number: dict[str, list[OpenItem]] = defaultdict(list)
        self._by_amount: dict[Minor, list[OpenItem]] = defaultdict(list)
        for item in items:
            if item.key:
                self._by_key[item.key].append(item)
            self._by_number[item.number.casefold()].append(item)
            for amount in item.amounts:
                self._by_amount[amount].append(item)

    def match(self, payment: Incoming) -> Match | None:
        """The one claim the payment is surely for; None where there is none or a doubt."""
        return self._by_reference(payment) or self._by_text(payment) or self._by_payer(payment)

    def _by_reference(self, payment: Incoming) -> Match | None:
        for reference in payment.references:
            found = self._by_key.get(match_key(reference), ())
            if len(found) == 1:
                return Match(found[0].claim_id, "reference")
        return None

    def _by_text(self, payment: Incoming) -> Match | None:
        """The invoice number or the reference in free text, and an amount that fits the invoice it names."""
        words = words_of(payment)
        named = [item for word in words for item in self._by_number.get(word.casefold(), ())]
        named += [item for word in words for item in self._by_key.get(match_key(word), ())]
        fitting = {item.claim_id for item in named if payment.amount in item.amounts}
        return Match(fitting.pop(), "number and amount") if len(fitting) == 1 else None

    def _by_payer(self, payment: Incoming) -> Match | None:
        if not payment.payer_name:
            return None
        name = plain_name(payment.payer_name)
        same = [item for item in self._by_amount.get(payment.amount, ()) if plain_name(item.debtor_name) == name]
        return Match(same[0].claim_id, "amount and payer") if len(same) == 1 else None


def words_of(payment: Incoming) -> list[str]:
    """The words of its free texts and references."""
    return [word for text in (*payment.texts, *payment.references) for word in _WORD.findall(text)]


def plain_name(name: str) -> str:
    """A name without case and marks."""
    return " ".join(_WORD.findall(name.casefold()))
