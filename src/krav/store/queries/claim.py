"""Reads of one claim: everything that happened to it, and what may happen now. The account must be in scope."""

import json
from datetime import date, datetime
from typing import Any, NamedTuple

from krav.claims.decide import Decision, decide
from krav.claims.ledger import ENDS_BY_ITSELF, Claim, Relation
from krav.kernel.money import Minor, Money
from krav.store import load
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.letters import way
from krav.store.queries.loose import BY_HAND
from krav.store.queries.money_news import money_news
from krav.store.queries.payments import SentBack, sent_back

_ACTS = (
    "credit_claim",
    "match_items",
    "not_paid_back",
    "pay_back",
    "place_hold",
    "place_payment",
    "register_payment",
    "take_back_payment",
    "undo_write_off",
    "unmatch_items",
    "unplace_payment",
    "write_off",
)


class ClaimSeen(NamedTuple):
    """A claim with its customer and where it stands; `claim` has all its facts."""

    id: int
    kind: str
    number: str
    description: str
    issued_on: date
    due_on: date
    reference: str
    currency: str
    debtor_id: int
    debtor_number: str
    debtor: str
    debtor_kind: str
    stage: str
    balance: Minor
    settled_on: date | None
    next_step: str
    next_on: date | None
    blocked: str
    claim: Claim


class SentLetter(NamedTuple):
    """A letter about the claim and what became of it; `withdrawn` says why it never left, `returned` why it came back."""

    id: int
    number: str
    step: str
    sent_on: date
    deadline_on: date
    fee: Money
    total: Money
    channel: str
    state: str
    problem: str
    withdrawn: str
    returned: str

    @property
    def reached(self) -> bool:
        """Whether it has, or may have, reached the customer."""
        return not self.withdrawn and not self.returned and self.state in {"delivered", "ambiguous"}

    @property
    def unsure(self) -> bool:
        """Whether it is not known if it left."""
        return self.state == "ambiguous"


class Booked(NamedTuple):
    """One entry with what a payment told: its texts, who paid, and whether a person or the bank told of it."""

    kind: str
    amount: Minor
    on: date
    booked_on: date
    label: str
    payment_id: int | None
    by_hand: bool
    told: str


class Placement(NamedTuple):
    """Why a payment stands on a claim: codes of matching, how sure (per cent), and who placed it, empty for Krav itself."""

    reasons: tuple[str, ...]
    confidence: int
    placed_by: str


class HoldSeen(NamedTuple):
    """A stop, who placed and who lifted it."""

    id: int
    reason: str
    note: str
    from_on: date
    until_on: date | None
    placed_by: str
    lifted_on: date | None
    lifted_by: str

    def in_force(self, on: date) -> bool:
        """Whether it stops the claim that day."""
        ends = [day for day in (self.until_on if self.reason in ENDS_BY_ITSELF else None, self.lifted_on) if day]
        return self.from_on <= on and all(on < day for day in ends)


class NoteSeen(NamedTuple):
    """What somebody wrote."""

    text: str
    written_by: str
    at: datetime


class Act(NamedTuple):
    """What somebody did to the claim by hand."""

    actor: str
    action: str
    at: datetime
    data: dict[str, Any]


def claim_seen(claim_id: int) -> ClaimSeen | None:
    """The claim of that id; None where there is none in this account."""
    claim = ("id", "kind", "number", "description", "issued_on", "due_on", "reference", "currency", "debtor_id")
    debtor = ("debtor__number", "debtor__name", "debtor__kind")
    state = ("stage", "balance", "settled_on", "next_step", "next_on", "blocked")
    columns = (*claim, *debtor, *(f"claimstate__{name}" for name in state))
    row = rows.Claim.objects.filter(pk=claim_id).values_list(*columns).first()
    return ClaimSeen(*[*row, load.claims([claim_id])[claim_id]]) if row else None


def letters_of(claim_id: int) -> list[SentLetter]:
    """The letters about a claim, oldest first, those that were taken back too."""
    letter = ("id", "number", "step", "sent_on", "deadline_on", "fee", "total", "currency")
    after = ("way__channel", "way__state", "way__problem", "withdrawal__reason", "returned__reason")
    about_it = rows.Letter.objects.filter(letterclaim__claim_id=claim_id).annotate(way=way()).order_by("id")
    found: list[tuple[Any, ...]] = list(about_it.values_list(*letter, *after))
    return [
        SentLetter(*[*about, Money(fee, currency), Money(total, currency), *(text or "" for text in became)])
        for *about, fee, total, currency, became in ((*row[: len(letter)], row[len(letter) :]) for row in found)
    ]


def booked(claim_id: int) -> list[Booked]:
    """The entries of a claim in the order they were booked."""
    columns = ("kind", "amount", "on", "booked_on", "label", "payment_id")
    payment = ("payment__key", "payment__texts", "payment__payer_name")
    found = rows.Entry.objects.filter(claim_id=claim_id).order_by("id").values_list(*columns, *payment)
    return [
        Booked(*[*about, (key or "").startswith(BY_HAND), " ".join((*json.loads(texts or "[]"), payer or "")).strip()])
        for *about, key, texts, payer in found
    ]


def placements(claim_id: int) -> dict[int, Placement]:
    """Why each payment was placed on a claim the last time, by payment."""
    columns = ("payment_id", "reason", "confidence", "by")
    found = rows.Matched.objects.filter(claim_id=claim_id).order_by("id").values_list(*columns)
    return {payment_id: Placement(tuple(reason.split()), *told) for payment_id, reason, *told in found}


def went_back(claim_id: int) -> list[tuple[Money, SentBack]]:
    """What went back of the payments that stand, or stood, on a claim."""
    mine = rows.Payment.objects.filter(entry__claim_id=claim_id, amount__gt=0).order_by("id").distinct()
    currencies = dict(mine.values_list("id", "currency"))
    return [(Money(back.amount, currencies[key]), back) for key, back in sent_back(currencies).items()]


def holds_of(claim_id: int) -> list[HoldSeen]:
    """The stops of a claim, oldest first."""
    columns = ("id", "reason", "note", "from_on", "until_on", "placed_by", "holdlift__on", "holdlift__lifted_by")
    found = rows.Hold.objects.filter(claim_id=claim_id).order_by("id").values_list(*columns)
    return [HoldSeen(*[*about, lifted_by or ""]) for *about, lifted_by in found]


def notes_of(claim_id: int) -> list[NoteSeen]:
    """The notes on a claim, oldest first."""
    return [
        NoteSeen(*row)
        for row in rows.Note.objects.filter(claim_id=claim_id).order_by("id").values_list("text", "written_by", "at")
    ]


def acts_on(number: str) -> list[Act]:
    """What people did to the claim of an invoice number by hand, the latest first."""
    told = rows.Audit.objects.filter(action__in=_ACTS, data__contains=f'"{number}"').order_by("-id")
    found = (
        (actor, action, at, json.loads(data))
        for actor, action, at, data in told.values_list("actor", "action", "at", "data")
    )
    return [Act(actor, action, at, data) for actor, action, at, data in found if _about(data, number)]


def _about(data: dict[str, Any], number: str) -> bool:
    return number in (data.get("claim"), data.get("with"), *data.get("claims", ()))


def debtor_decisions(debtor_id: int, on: date) -> dict[str, Decision]:
    """What is decided for all open claims of a debtor that day, by the step that is asked for; "" is what goes by itself."""
    creditor = creditor_in_scope()
    still_open = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=True)
    claims = list(load.claims(still_open.values("claim_id")).values())
    relation = load.relations([debtor_id], on).get(debtor_id, Relation())
    news = money_news(creditor, on, [debtor_id])
    asked = ("", *(step.key for step in creditor.policy.steps))
    law, policy = creditor.country, creditor.policy
    return {step: decide(claims, relation, law, policy, on, news, step) for step in asked}
