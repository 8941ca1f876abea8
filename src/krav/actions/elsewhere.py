"""A case of invoices that another system made, started in one unit of work: all of it, or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from krav.actions import loose, parties, payments, states
from krav.actions.attachments import again, named
from krav.actions.cases import opened, stepped
from krav.actions.prospect import party_of, prospect
from krav.actions.told_faults import faults_of
from krav.actions.unit import Actor, Unit, unit
from krav.claims.ledger import EntryKind
from krav.claims.told import Told
from krav.claims.told_check import Untold, reference_of
from krav.claims.told_facts import Facts
from krav.formats.values import PaymentIn
from krav.kernel.money import Money
from krav.kernel.refusal import Refusal
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.queries.loose import BY_HAND
from krav.store.write import insert_many, reserve_ids

_CLAIM = (
    "id", "kind", "debtor_id", "number", "description", "issued_on", "due_on", "due_agreed", "fee_agreed", "currency",
    "reference", "match_key", "file_id",
)  # fmt: skip
_SENT = ("claim_id", "step", "kind", "sent_on", "deadline_on", "fee", "channel", "address", "told_by")


@dataclass(frozen=True, slots=True)
class Started:
    """What was started: the case, None where no claim may be in one yet; its letter, or why there is none yet."""

    debtor_id: int
    claim_ids: tuple[int, ...]
    case_id: int | None
    letter_id: int | None
    leaves_at: datetime | None
    refusal: Refusal | None


def start_told(account_id: int, told: Told, *, on: date, by: Actor, key: str = "") -> Started:
    """Takes in what was told, opens the case of the claims that may be in one, and makes its first letter.

    Claims of which no notice has expired come under the ordinary ladder.

    Raises:
        Untold: something told cannot be; nothing is done.
        Refused: a claim may not be in a case that day.
    """
    with unit(account_id, "start_elsewhere", on=on, by=by, key=key) as work:
        return started(work, told)


def started(work: Unit, told: Told) -> Started:
    """The same within a unit of work."""
    creditor, on = work.creditor, work.on
    if faults := faults_of(told, creditor, on):
        raise Untold(faults)
    ahead = prospect(told, creditor, on)
    assert told.customer  # noqa: S101 faults_of has looked
    debtor_id = told.customer.id
    if not debtor_id:
        party = party_of(told.customer, creditor)
        debtor_id = parties.take_in([party]).ids[parties.debtor_number(party)]
    ids = dict(zip(ahead.facts.claims, reserve_ids(rows.Claim, len(ahead.facts.claims)), strict=True))
    _insert(work, told, ahead.facts, ids, debtor_id)
    states.refresh(list(ids.values()), creditor)
    case_id = letter_id = leaves_at = None
    if ahead.case:
        members = [ids[claim.number] if claim.id < 0 else claim.id for claim in ahead.case.claims]
        case_id = opened(work, members, "elsewhere", told.department, told.project)
    if case_id and ahead.letter:
        letter_id, leaves_at = stepped(work, case_id, ahead.letter.step.key)
    work.said = {"customer": debtor_id, "claims": list(ids), "case": case_id, "letter": letter_id}
    return Started(debtor_id, tuple(ids.values()), case_id, letter_id, leaves_at, ahead.refusal)


def _insert(work: Unit, told: Told, facts: Facts, ids: dict[str, int], debtor_id: int) -> None:
    """The rows of the claims, of what was paid and charged, of the letters and of the papers."""
    insert_many(rows.Claim, _CLAIM, list(_claims(work, told, ids, debtor_id)))
    payment_ids = payments.store(
        [
            PaymentIn(
                payment.on, Money(payment.amount, payment.currency), BY_HAND + uuid4().hex, "",
                texts=(payment.text,) if payment.text else (),
            )
            for payment in told.payments
        ],
        None,
    )  # fmt: skip
    insert_entries(list(_entries(work, facts, ids, list(payment_ids))))
    loose.refresh(payment_ids)
    kinds = {step.key: step.kind.value for step in work.creditor.policy.steps}
    insert_many(
        rows.SentElsewhere,
        _SENT,
        [
            (
                ids[claim.number], letter.step, kinds[letter.step], letter.sent_on, letter.deadline_on, letter.fee,
                letter.channel, letter.address, work.by.name,
            )
            for letter in sorted(told.letters, key=lambda letter: letter.sent_on)
            for claim in told.about(letter)
        ],
    )  # fmt: skip
    for claim in told.claims:
        if claim.paper:
            named(work, ids[claim.number], "invoice", again(work.creditor.id, claim.paper.sha256, claim.paper.name))
    for letter in told.letters:
        if letter.paper:
            proof = again(work.creditor.id, letter.paper.sha256, letter.paper.name)
            named(work, ids[told.about(letter)[0].number], "proof", proof)


def _claims(work: Unit, told: Told, ids: dict[str, int], debtor_id: int) -> Iterator[tuple[object, ...]]:
    for claim in told.claims:
        reference = reference_of(claim, work.creditor.country, work.creditor.payee)
        yield (
            ids[claim.number], "invoice", debtor_id, claim.number, claim.description, claim.issued_on, claim.due_on,
            claim.due_agreed, claim.fee_agreed, claim.currency, reference, match_key(reference), None,
        )  # fmt: skip


def _entries(work: Unit, facts: Facts, ids: dict[str, int], payment_ids: list[int]) -> Iterator[NewEntry]:
    """The facts in the order of their days; what money brought names its payment."""
    book = work.creditor.country.book.version
    for number, claim in facts.claims.items():
        paid = [share.payment for share in facts.shares if share.number == number]
        for kind, amount, on, aim, label in claim.entries:
            payment_id = payment_ids[paid.pop(0)] if kind is EntryKind.PAYMENT else None
            made_by = book if kind is EntryKind.FEE else ""
            yield NewEntry(ids[number], kind.value, amount, on, work.on, aim, label, None, payment_id, made_by)
