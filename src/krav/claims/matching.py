"""The values of matching: money as it came, what it may be for, and how much speaks for a match."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from krav.kernel.money import Minor

SHARES, REFERENCE, NUMBER, ALL, AMOUNT = "shares", "reference", "number", "all", "amount"
ACCOUNT, COMPANY, NAME, SHORT, RETURNED, PERSON, OVER = "account", "company", "name", "short", "returned", "person", "over"
PAID_BEFORE, OTHER_CUSTOMER, SEVERAL = "paid_before", "other_customer", "several"

SURE = 95
"""So many per cent and money is placed by itself."""

_DOUBT = {
    SHARES: (2, 10), REFERENCE: (3, 10), NUMBER: (20, 15), ALL: (30, 15), AMOUNT: (50, 15), SHORT: (60, 25),
    ACCOUNT: (60, 6), COMPANY: (60, 6), NAME: (70, 10),
}  # fmt: skip
"""How much doubt each piece of evidence leaves where it is the strongest, and what it leaves of another's; per cent."""

_AGAINST = {"": 100, SEVERAL: 70, OTHER_CUSTOMER: 80, PAID_BEFORE: 50}
"""What is left of the confidence where something speaks against a match, per cent."""

_WHO = {ACCOUNT, COMPANY, NAME}
_FITS = {AMOUNT, ALL, SHORT}


class Incoming(NamedTuple):
    """A payment as matching sees it. `shares` is how the payer divided it: pairs of a reference and an amount or None."""

    amount: Minor
    references: Sequence[str] = ()
    texts: Sequence[str] = ()
    payer_name: str = ""
    payer_account: str = ""
    payer_number: str = ""
    shares: Sequence[tuple[str, Minor | None]] = ()
    currency: str = ""


class OpenItem(NamedTuple):
    """A claim a payment may be for: `total` would settle it, `amounts` are all that somebody may have meant to pay.

    `counted` is what it comes to as people count, with and without fees and interest, in one order for all items.
    `total` is below zero for a credit note, zero for what is settled; `paid` are amounts that were paid on it before.
    `letter` is the last letter about it and `letter_total` what that asked for, perhaps for others too.
    """

    claim_id: int
    debtor_id: int
    number: str
    key: str
    debtor_name: str
    due_on: date
    total: Minor
    amounts: frozenset[Minor]
    currency: str = ""
    company_number: str = ""
    paid: frozenset[Minor] = frozenset()
    letter: int = 0
    letter_total: Minor = 0
    counted: tuple[Minor, ...] = ()

    def fits(self, amount: Minor) -> bool:
        """Whether somebody may have meant to pay all of it, or all of its letter, by this amount."""
        return amount in self.amounts or 0 < amount == self.letter_total


class Part(NamedTuple):
    """What of a payment is for a claim; below zero a credit note that is set off against the other parts."""

    claim_id: int
    amount: Minor


class Matching(NamedTuple):
    """What a payment may be for: `evidence` are codes, the strongest first; `doubt` is what speaks against it, or empty.

    What the parts leave of the payment, and what is more than a single part owes, is the customer's to go on with.
    """

    parts: tuple[Part, ...]
    evidence: tuple[str, ...]
    confidence: int
    doubt: str = ""

    @property
    def sure(self) -> bool:
        """Whether it may be placed without a person."""
        return self.confidence >= SURE

    @property
    def reason(self) -> str:
        """The codes as they are kept with a placement: the three strongest."""
        return " ".join(self.evidence[:3])

    @property
    def claims(self) -> frozenset[int]:
        """The claims it names."""
        return frozenset(part.claim_id for part in self.parts)

    def doubted(self, doubt: str) -> "Matching":
        """The same with something that speaks against it; the first doubt stands."""
        return self if self.doubt else matching(self.parts, self.evidence, doubt)


def matching(parts: Iterable[Part], evidence: Iterable[str], doubt: str = "") -> Matching:
    """A match and how sure it is.

    Doubts multiply. Without the payer's own reference only an amount that fits makes sure; who paid alone says little.
    """
    given = set(evidence)
    codes = tuple(code for code in _DOUBT if code in given)
    left, whole = _DOUBT[codes[0]][0], 100
    for code in codes[1:]:
        left, whole = left * _DOUBT[code][1], whole * 100
    confidence = 100 * (whole - left) // whole
    if not given & {SHARES, REFERENCE} and not given & _FITS:
        confidence = min(confidence, SURE - 5 if NUMBER in given else 40)
    if given <= _WHO | {SHORT}:
        confidence = min(confidence, SURE - 5)
    return Matching(tuple(parts), codes, confidence * _AGAINST[doubt] // 100, doubt)
