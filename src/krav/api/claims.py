"""Claims: the stages, one claim with everything that happened to it, and what is open after the last reminder."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404
from ninja import Query, Router, Schema

from krav.actions.steps import standings
from krav.api.key import Asked
from krav.api.shapes import After, Find, Id, Money, Problem, answers, as_problem, problem, reader
from krav.claims.owed import Owed, owed
from krav.kernel import money
from krav.law.dated import NotInForce
from krav.store.load import creditor_in_scope
from krav.store.queries import claim as reads
from krav.store.queries import collection, stages
from krav.store.queries.claims import claim_of

router = Router()

Show = Literal["", "moving", "waiting", "match", "stopped"]
Sort = Literal["customer", "due", "balance", "next"]
Place = Annotated[str, Query(max_length=120, pattern=r"^[a-z0-9]*$")]


class Stage(Schema):
    """How many open claims of a stage do the same: moving, waiting, match, stopped; settled today is empty."""

    stage: str
    doing: str
    claims: int
    balance: Money


class ClaimLine(Schema):
    """A claim in a list; `balance` leaves running interest out, `settled` leaves the list tonight."""

    claim_id: int
    debtor_id: int
    debtor: str
    number: str
    due_on: date
    stage: str
    balance: Money
    blocked: str
    settled: bool


class ClaimPage(Schema):
    """A page of a list."""

    claims: list[ClaimLine]
    next: int | None


class OwedLine(Schema):
    """A line of what is owed today; `part` opens its reason."""

    part: str
    kind: str
    amount: Money


class Entry(Schema):
    """A fact of the claim's ledger. Of a payment `reasons` (as those of a guess) say why it was placed here the last time.

    `confidence` is per cent; `placed_by` is the person who placed it, empty where it found its place by itself.
    """

    kind: str
    amount: Money
    on: date
    booked_on: date
    label: str
    payment_id: int | None
    by_hand: bool
    told: str
    reasons: list[str] = []
    confidence: int = 0
    placed_by: str = ""


class ClaimLetter(Schema):
    """A letter about the claim and what became of it."""

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


class Hold(Schema):
    """A stop, who placed and who lifted it."""

    id: int
    reason: str
    note: str
    from_on: date
    until_on: date | None
    placed_by: str
    lifted_on: date | None
    lifted_by: str


class Note(Schema):
    """What somebody wrote."""

    text: str
    written_by: str
    at: datetime


class Claim(Schema):
    """A claim: what is owed today line by line (or why nobody can say), what may be done now or why not, what happened."""

    id: int
    kind: str
    number: str
    description: str
    issued_on: date
    due_on: date
    reference: str
    debtor_id: int
    debtor_number: str
    debtor: str
    debtor_kind: str
    stage: str
    balance: Money
    settled_on: date | None
    next_step: str
    next_on: date | None
    owed: Money | None
    lines: list[OwedLine]
    unknown: Problem | None
    may: str
    why_not: Problem | None
    entries: list[Entry]
    letters: list[ClaimLetter]
    holds: list[Hold]
    notes: list[Note]


class Reason(Schema):
    """Why an amount is what it is: the rule, its section, the value looked up, the arithmetic, and what it is made of."""

    rule: str
    section: str = ""
    value: str = ""
    valid_from: date | None = None
    source: str = ""
    publisher: str = ""
    checked_on: date | None = None
    confidence: str = ""
    arithmetic: str = ""
    amount: str = ""
    parts: list["Reason"] = []


class Unpaid(Schema):
    """A claim whose last deadline has passed."""

    claim_id: int
    number: str
    due_on: date
    stage: str
    deadline_on: date
    blocked: str
    owed: Money


class Collectable(Schema):
    """A customer, and what it has left unpaid."""

    id: int
    number: str
    name: str
    unpaid: list[Unpaid]


class CollectablePage(Schema):
    """A page of such customers."""

    customers: list[Collectable]
    next: str | None


@router.get("", response=answers(ClaimPage))
def listed(
    request: Asked,
    stage: Annotated[str, Query(max_length=40)] = stages.OVERDUE,
    show: Show = "",
    find: Find = "",
    sort: Sort = "customer",
    after: After = 0,
) -> dict[str, Any]:
    """The open claims of one stage: overdue, a step of the policy, or expired."""
    creditor = creditor_in_scope()
    day = stages.cut(creditor.country, creditor.policy, request.auth.on)
    found = stages.listed(day, stages.Wanted(stage, show, find, None, sort, after))
    lines = [line._asdict() | {"balance": money.Money(line.balance, line.currency)} for line in found.lines]
    return {"claims": lines, "next": found.after or None}


@router.get("/stages", response=answers(list[Stage]))
def counted(request: Asked) -> list[dict[str, Any]]:
    """How many open claims stand where."""
    creditor = creditor_in_scope()
    heaps = stages.heaps(stages.cut(creditor.country, creditor.policy, request.auth.on))
    currency = creditor.country.currency
    return [
        {"stage": stage, "doing": doing, "claims": heap.claims, "balance": money.Money(heap.balance, currency)}
        for stage, doings in sorted(heaps.items())
        for doing, heap in sorted(doings.items())
    ]


@router.get("/collection", response=answers(CollectablePage))
def after_reminders(request: Asked, after: Place = "") -> dict[str, Any]:
    """What is open though the last reminder's deadline has passed, by customer."""
    found = collection.collectable(creditor_in_scope(), request.auth.on, after)
    customers = [
        {"id": each.id, "number": each.number, "name": each.name, "unpaid": list(map(_unpaid, each.unpaid))}
        for each in found
    ]
    return {"customers": customers, "next": found[-1].place if len(found) == collection.CUSTOMERS else None}


@router.get("/number/{number}", response=answers(Claim))
def of_number(request: Asked, number: str) -> dict[str, Any]:
    """The claim on the invoice of a number."""
    claim = claim_of(number)
    if claim is None:
        raise Http404
    return _claim(claim.id, request.auth.on)


@router.get("/{claim_id}", response=answers(Claim))
def one(request: Asked, claim_id: Id) -> dict[str, Any]:
    """One claim."""
    return _claim(claim_id, request.auth.on)


@router.get("/{claim_id}/why/{part}", response=answers(Reason), exclude_unset=True)
def why(request: Asked, claim_id: Id, part: str) -> dict[str, Any]:
    """Why a line of what is owed today is what it is, or all of it (total)."""
    seen = reads.claim_seen(claim_id)
    found = owed(seen.claim, creditor_in_scope().country, request.auth.on).part(part) if seen else None
    if found is None:
        raise Http404
    return found.data(reader())


def _claim(claim_id: int, on: date) -> dict[str, Any]:
    seen = reads.claim_seen(claim_id)
    if seen is None:
        raise Http404
    reckoned, unknown = _reckoned(seen, on)
    standing = standings([claim_id], on)[claim_id]

    def amount(minor: int) -> money.Money:
        return money.Money(minor, seen.currency)

    placed = reads.placements(claim_id)
    told = seen._asdict() | {"balance": amount(seen.balance)}
    lines = reckoned.lines if reckoned else ()
    return told | {
        "owed": amount(reckoned.reckoning.total) if reckoned else None,
        "lines": [{"part": line.part, "kind": line.kind, "amount": amount(line.amount)} for line in lines],
        "unknown": unknown,
        "may": standing.step.key if standing.step else "",
        "why_not": as_problem(standing.refusal) if standing.refusal else None,
        "entries": [
            each._asdict() | _placement(each, placed) | {"amount": amount(each.amount)} for each in reads.booked(claim_id)
        ],
        "letters": reads.letters_of(claim_id),
        "holds": reads.holds_of(claim_id),
        "notes": reads.notes_of(claim_id),
    }


def _placement(entry: reads.Booked, placed: Mapping[int, reads.Placement]) -> dict[str, Any]:
    found = placed.get(entry.payment_id) if entry.payment_id and entry.kind == "payment" else None
    return found._asdict() if found else {}


def _reckoned(seen: reads.ClaimSeen, on: date) -> tuple[Owed | None, Problem | None]:
    try:
        return owed(seen.claim, creditor_in_scope().country, on), None
    except NotInForce as missing:
        return None, problem("not_in_force", missing)


def _unpaid(entry: collection.Unpaid) -> dict[str, Any]:
    return entry._asdict() | {"owed": money.Money(entry.owed, entry.currency)}
