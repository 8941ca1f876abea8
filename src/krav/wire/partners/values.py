"""What is told to a collection partner, and what it tells: cases, prices, news, money and settlements.

All amounts are minor units of the case's currency; days are the partner's own calendar days.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

from krav.claims.partner import Parts, Prices, Quote, QuoteLine, SettledCase, SettlementIn
from krav.kernel.money import Minor

__all__ = [
    "ENDED", "Accepted", "CaseOut", "ClaimOut", "DocumentOut", "NewsIn", "NewsPage", "PaidThere", "Parts", "PartyOut",
    "Prices", "Quote", "QuoteLine", "SettledCase", "SettlementIn", "Standing", "WordOut",
]  # fmt: skip


class Standing(StrEnum):
    """Where a case stands with a partner: one model for all of them; the partner's own word is kept beside it.

    RECEIVED to ENFORCEMENT are steps; SURVEILLANCE watches a claim that cannot be collected now. The last four end it.
    """

    RECEIVED = "received"
    NEEDS_MORE = "needs_more"
    NOTICE = "notice"
    COLLECTING = "collecting"
    PLAN = "plan"
    DISPUTED = "disputed"
    PAUSED = "paused"
    COURT = "court"
    TITLE = "title"
    ENFORCEMENT = "enforcement"
    SURVEILLANCE = "surveillance"
    PAID = "paid"
    UNPAID = "unpaid"
    RECALLED = "recalled"
    REFUSED = "refused"


ENDED = frozenset({Standing.PAID, Standing.UNPAID, Standing.RECALLED, Standing.REFUSED})


class PartyOut(NamedTuple):
    """A creditor or a debtor as the partner is told of it; `kind` is business or consumer."""

    name: str
    number: str
    company_number: str
    street: str
    postcode: str
    city: str
    country: str
    email: str = ""
    phone: str = ""
    kind: str = ""
    language: str = ""


class ClaimOut(NamedTuple):
    """One invoice of a case, with its parts as they are open on the day of the hand-over.

    `letters` are days of what was sent about it, with their kind and deadline, oldest first.
    """

    number: str
    description: str
    issued_on: date
    due_on: date
    amount: Minor
    principal: Minor
    interest: Minor
    interest_from: date
    rate: Decimal
    fees: Minor
    compensation: Minor
    costs: Minor
    letters: tuple[tuple[str, date, date], ...] = ()
    barred_on: date | None = None


class DocumentOut(NamedTuple):
    """A paper for the partner; `kind` as of an attachment, or dossier and letter."""

    kind: str
    name: str
    media: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class CaseOut:
    """A case as it is handed over. `key` names it once and for all; `notice` asks the partner to send the notice itself.

    `data` is the case file as JSON (docs/schemas), `account` where the creditor is paid.
    """

    key: str
    number: str
    country: str
    currency: str
    on: date
    creditor: PartyOut
    debtor: PartyOut
    account: str
    claims: tuple[ClaimOut, ...]
    reference: str = ""
    notice: bool = False
    client_number: str = ""
    words: str = ""
    data: bytes = field(default=b"", repr=False)
    documents: tuple[DocumentOut, ...] = field(default=(), repr=False)

    @property
    def total(self) -> Minor:
        """All that is open of the case."""
        return sum(c.principal + c.interest + c.fees + c.compensation + c.costs for c in self.claims)


class Accepted(NamedTuple):
    """That the partner has the case: its own reference of it, and where it stands there."""

    reference: str
    standing: Standing
    words: str = ""


class WordOut(NamedTuple):
    """Something the partner is told of a case: `amount` of a payment, credit or write-off; a recall's or a message's words.

    `not_payment` says that no money came: the debtor owes it all the same (a write-off in the books).
    """

    key: str
    kind: Literal["payment", "credit", "write_off", "message", "document", "recall"]
    on: date
    amount: Minor = 0
    currency: str = ""
    invoice: str = ""
    words: str = ""
    not_payment: bool = False
    document: DocumentOut | None = None


class PaidThere(NamedTuple):
    """Money that the debtor paid to the partner; below zero takes an earlier payment back."""

    received_on: date
    amount: Minor
    currency: str
    parts: Parts
    invoice: str = ""


class NewsIn(NamedTuple):
    """One thing that a partner tells: `key` is its own name of it, the same however often and whichever way it is told.

    `reference` is the case's as the partner accepted it, `our_key` what we named it, where the partner tells that; both are
    empty for what is about no case.
    """

    key: str
    kind: Literal["state", "payment", "cost", "message", "document", "settlement"]
    at: datetime
    reference: str = ""
    our_key: str = ""
    standing: Standing | None = None
    words: str = ""
    paid: PaidThere | None = None
    cost: Minor = 0
    document: str = ""
    settlement: SettlementIn | None = None


class NewsPage(NamedTuple):
    """News in the order they happened; `cursor` goes on after them, and asks for newer ones after the last."""

    cursor: str
    news: tuple[NewsIn, ...] = ()
    last: bool = True
