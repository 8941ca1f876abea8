"""Losses: what the law says of one, write-offs and their vouchers. The customer owes as before."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from django.http import Http404
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.writeoffs import EVIDENCE, propose, undo_write_off, write_off
from krav.api.key import Asked, must_have
from krav.api.shapes import After, Amount, Id, Ids, Key, Money, Problem, answers, as_problem, following
from krav.claims import writeoff
from krav.claims.writeoff import Proposal, loss_facts
from krav.kernel import money
from krav.kernel.refusal import Refusal
from krav.store import load
from krav.store.load import creditor_in_scope
from krav.store.queries import losses as reads

router = Router()

GroundKey = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]*$")]
Percent = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\.[0-9]{1,2})?$")]


class LossGround(Schema):
    """A way in which a loss may be certain: the rule's words, what a person confirms, and what stands against it."""

    key: str
    words: str
    section: str
    confirm: list[str]
    against: Problem | None


class Loss(Schema):
    """A claim in the books beside what is owed, and the grounds on which the VAT of its loss comes back."""

    owed: Money
    booked: Money
    written_off: Money
    grounds: list[LossGround]
    never: list[str]


class Gross(Schema):
    """What of an invoice bears VAT at a rate in per cent, VAT included."""

    rate: Percent
    amount: Amount


class LossIn(Schema):
    """Claims to write off: all of each, or an amount of one; on a ground whose conditions are confirmed, or without VAT."""

    claims: Ids
    amount: Amount | None = None
    ground: GroundKey = ""
    confirmed: bool = False
    vat: Annotated[list[Gross], Field(max_length=5)] = []
    evidence: Annotated[str, StringConstraints(max_length=EVIDENCE, pattern=r"^[^\x00]*$")] = ""

    def asked(self) -> writeoff.Asked:
        """The same as the domain reads it."""
        vat = tuple((Decimal(each.rate), each.amount) for each in self.vat)
        return writeoff.Asked(self.amount, self.ground, self.confirmed, vat)


class VoucherLine(Schema):
    """A line: minor units of the voucher's currency."""

    account: str
    text: str
    debit: int
    credit: int


class LossVoucher(Schema):
    """A voucher; `not_payment` says that no money came. An amount below zero comes back to the books."""

    id: int
    number: str
    kind: str
    claim_id: int
    claim: str
    case_id: int | None
    on: date
    amount: Money
    lines: list[VoucherLine]
    text: str
    not_payment: bool
    department: str
    project: str
    made_by: str


class VoucherPage(Schema):
    """Vouchers, newest first; `next` is given back as `after`."""

    vouchers: list[LossVoucher]
    next: int | None


class PlannedLoss(Schema):
    """What writing a claim off would post, or why not."""

    claim_id: int
    amount: Money | None
    vat: Money | None
    lines: list[VoucherLine]
    refused: Problem | None


class LossCandidate(Schema):
    """A claim whose letters and days meet a ground by themselves."""

    claim_id: int
    number: str
    debtor: str
    ground: str
    amount: Money
    vat: Money


@router.get("/claims/{claim_id}", response=answers(Loss))
def loss(request: Asked, claim_id: Id) -> dict[str, Any]:
    """What the law says of a loss on the claim today."""
    creditor, on = creditor_in_scope(), request.auth.on
    facts = loss_facts(load.claims([claim_id])[claim_id], creditor.country, on)
    grounds = [
        {
            "key": ground.key,
            "words": ground.words,
            "section": ground.why.section,
            "confirm": list(ground.confirm),
            "against": as_problem(ground.refusal) if ground.refusal else None,
        }
        for ground in creditor.country.loss_grounds(facts, on)
    ]
    never = list(creditor.country.never_a_loss(on))
    return reads.books(claim_id, creditor, on)._asdict() | {"grounds": grounds, "never": never}


@router.get("/candidates", response=answers(list[LossCandidate]))
def candidates(request: Asked) -> list[dict[str, Any]]:
    """The claims that may be written off with their VAT by their letters and days; what is left is a person's yes."""
    return [
        {
            "claim_id": each.claim.id,
            "number": each.claim.number,
            "debtor": each.debtor,
            "ground": each.ground.key,
            "amount": money.Money(each.proposal.amount, each.claim.currency),
            "vat": money.Money(each.proposal.vat, each.claim.currency),
        }
        for each in reads.candidates(creditor_in_scope(), request.auth.on)
    ]


@router.post("/plan", response=answers(list[PlannedLoss]))
def planned(request: Asked, asked: LossIn) -> list[dict[str, Any]]:
    """The vouchers that writing off would post; nothing is written."""
    must_have("claim_id", asked.claims)
    creditor = creditor_in_scope()
    found = propose(asked.claims, asked.asked(), creditor, request.auth.on)
    claims = load.claims(found)
    return [_planned(claim_id, claims[claim_id].currency, claims[claim_id].number, each) for claim_id, each in found.items()]


@router.post("", response=answers(list[int]))
def off(request: Asked, asked: LossIn, key: Key = "") -> list[int]:
    """Writes claims off in the books; the vouchers' ids."""
    must_have("claim_id", asked.claims)
    caller = request.auth
    return write_off(
        caller.account_id, asked.claims, asked.asked(), evidence=asked.evidence, on=caller.on, by=caller.by, key=key
    )


@router.get("/vouchers", response=answers(VoucherPage))
def vouchers(request: Asked, after: After = 0) -> dict[str, Any]:
    """The vouchers of write-offs and recoveries."""
    page, more = following(reads.vouchers(after=after, limit=101))
    return {"vouchers": page, "next": page[-1].id if more else None}


@router.get("/vouchers/{voucher_id}", response=answers(LossVoucher))
def voucher(request: Asked, voucher_id: Id) -> reads.VoucherSeen:
    """One voucher."""
    found = reads.vouchers(voucher_id=voucher_id)
    if not found:
        raise Http404
    return found[0]


@router.post("/vouchers/{voucher_id}/undo", response=answers(Money))
def undo(request: Asked, voucher_id: Id, key: Key = "") -> money.Money:
    """Takes a write-off back by a voucher of its own; what stands in the books again."""
    return undo_write_off(request.auth.account_id, voucher_id, on=request.auth.on, by=request.auth.by, key=key)


def _planned(claim_id: int, currency: str, number: str, found: Proposal | Refusal) -> dict[str, Any]:
    if isinstance(found, Refusal):
        return {"claim_id": claim_id, "amount": None, "vat": None, "lines": [], "refused": as_problem(found)}
    lines = [
        {"account": line.account, "text": line.words(number), "debit": line.debit, "credit": line.credit}
        for line in found.lines
    ]
    amounts = {"amount": money.Money(found.amount, currency), "vat": money.Money(found.vat, currency)}
    return {"claim_id": claim_id, "lines": lines, "refused": None, **amounts}
