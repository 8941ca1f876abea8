"""Collection partners: agreements, what a case would cost, the hand-over and back, what partners told, and settlements."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Router, Schema
from pydantic import Field, StringConstraints

from krav.actions.agreements import Terms, agree, change_agreement, end_agreement, prefer
from krav.actions.hand_overs import Offer, change_partner, hand_over, hand_over_claims, quotes, quotes_of_claims, recall
from krav.actions.partner_news import follow
from krav.actions.partner_words import say_to_partner
from krav.actions.settlements import look_at
from krav.api.key import Asked, must_have
from krav.api.shapes import PAGE, After, Done, Id, Key, Made, Money, Problem, Words, answers, as_problem, following
from krav.claims.partner import Quote, checked, with_vat
from krav.kernel import money
from krav.kernel.refusal import KravError, Refusal
from krav.store.load import creditor_in_scope
from krav.store.queries import partners as reads
from krav.wire.partners.values import Standing

router = Router()

Name = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(max_length=20, pattern=r"^[a-z0-9_]*$")]
Rate = Annotated[str, StringConstraints(max_length=8, pattern=r"^\d{1,3}(\.\d{1,3})?$")]
Minor = Annotated[int, Field(ge=0, le=10**12)]
SomeIds = Annotated[list[Id], Field(max_length=10_000)]


class Prices(Schema):
    """What was agreed, without VAT: rates in per cent as text, amounts in minor units of the account's currency."""

    start: Minor = 0
    percent: Rate = "0"
    least: Minor = 0
    interest: Rate = "0"
    fees: Rate = "0"
    recall: Minor = 0
    vat: Rate = "0"


class Agreement(Schema):
    """An agreement with a partner, which `partner` names; `cases` lie there now. No prices where none were written."""

    id: int
    partner: str
    name: str
    client_number: str
    by_itself: bool
    notices: bool
    preferred: bool
    state: Literal["on", "lost", "ended"]
    problem: str
    cases: int
    prices: Prices | None


class TermsIn(Schema):
    """How an agreement is used, and what was agreed on prices; those of the partner's public list where left out."""

    name: Name = ""
    client_number: Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00]*$")] = ""
    by_itself: bool = False
    notices: bool = False
    prices: Prices | None = None


class AgreementIn(TermsIn):
    """The partner, and what it gave to reach it; it is asked before anything is kept."""

    partner: Code
    rights: dict[Code, Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]] = {}


class HandOverIn(Schema):
    """Claims that are in no case yet, of each customer one case, and cases; `notice` lets the partner send the notice."""

    agreement: Id
    claims: SomeIds = []
    cases: SomeIds = []
    notice: bool = False


class QuoteLine(Schema):
    """What a line costs without VAT, and on what it depends."""

    code: str
    when: Literal["always", "paid", "unpaid", "recalled"]
    amount: Money
    with_vat: Money
    words: str


class Quoted(Schema):
    """A case as it would go; its id is 0 where claims would open one. `problem` says why it stays."""

    case_id: int
    claims: list[int]
    owed: Money
    lines: list[QuoteLine]
    by_the_agreement: bool
    problem: Problem | None


class Stays(Schema):
    """A case, or a claim without one, that was not handed over."""

    id: int
    problem: Problem


class Handed(Schema):
    """The cases that go; until they have left, taking them back is undoing it."""

    cases: list[int]
    refused: list[Stays]


class Lies(Schema):
    """A case with a partner: our state of the hand-over, where it stands there, and the partner's own words."""

    id: int
    case_id: int
    number: str
    debtor: str
    agreement_id: int
    partner: str
    on: date
    state: str
    standing: str
    words: str
    reference: str
    problem: str


class LiesPage(Schema):
    """A page of them; `next` is given back as `before`."""

    hand_overs: list[Lies]
    next: int | None


class News(Schema):
    """Something a partner told; `refused` says why it was not acted upon."""

    id: int
    partner: str
    case_id: int | None
    kind: str
    at: datetime
    words: str
    data: dict[str, Any]
    refused: str


class NewsPage(Schema):
    """A page of them; `next` is given back as `before`."""

    news: list[News]
    next: int | None


class SettlementDifference(Schema):
    """Something that does not agree: `expected` by our reckoning, `told` by the partner, in minor units."""

    code: str
    case: str
    expected: int
    told: int


class Settlement(Schema):
    """What a partner paid out; commission is all that it charges, without VAT."""

    id: int
    partner: str
    number: str
    on: date
    currency: str
    collected: int
    commission: int
    vat: int
    paid_out: int
    differences: list[SettlementDifference]
    seen_on: date | None
    note: str


class SettlementPage(Schema):
    """A page of them; `next` is given back as `before`."""

    settlements: list[Settlement]
    next: int | None


class PartnerNoteIn(Schema):
    """What a person made of it, or says."""

    words: Words


class RecallIn(Schema):
    """Why a case is taken back; with `agreement` it goes to that partner afterwards."""

    reason: Words = ""
    agreement: Id | None = None


class Recalled(Schema):
    """Whether it is back already: it had not left."""

    back: bool


class FollowIn(Schema):
    """Where a case stands with a partner that tells nothing by itself."""

    standing: Standing
    words: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")] = ""


@router.get("/agreements", response=answers(list[Agreement]))
def agreements(request: Asked, *, ended: bool = False) -> list[dict[str, Any]]:
    """The agreements, the one that is offered first first."""
    return [_agreement(each) for each in reads.agreements(ended=ended)]


@router.post("/agreements", response=answers(Made))
def make(request: Asked, asked: AgreementIn, key: Key = "") -> Made:
    """Makes an agreement, once the partner has been asked with these rights."""
    caller = request.auth
    made = agree(caller.account_id, asked.partner, asked.rights, _terms(asked), on=caller.on, by=caller.by, key=key)
    return Made(id=made)


@router.put("/agreements/{agreement_id}", response=answers(Done))
def change(request: Asked, agreement_id: Id, asked: TermsIn, key: Key = "") -> Done:
    """Changes what was agreed."""
    must_have("agreement_id", [agreement_id])
    caller = request.auth
    change_agreement(caller.account_id, agreement_id, _terms(asked), on=caller.on, by=caller.by, key=key)
    return Done()


@router.post("/agreements/{agreement_id}/first", response=answers(Done))
def first(request: Asked, agreement_id: Id, key: Key = "") -> Done:
    """Offers this partner first."""
    must_have("agreement_id", [agreement_id])
    prefer(request.auth.account_id, agreement_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.delete("/agreements/{agreement_id}", response=answers(Done))
def end(request: Asked, agreement_id: Id, key: Key = "") -> Done:
    """Ends an agreement and forgets its rights."""
    must_have("agreement_id", [agreement_id])
    end_agreement(request.auth.account_id, agreement_id, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


@router.post("/quotes", response=answers(list[Quoted]))
def quote(request: Asked, asked: HandOverIn) -> list[dict[str, Any]]:
    """What handing these over would cost today, or why it may not be. Nothing is kept."""
    _are_here(asked)
    caller, to, notice = request.auth, asked.agreement, asked.notice
    found = list(quotes(caller.account_id, asked.cases, to, notice=notice, on=caller.on).values()) if asked.cases else []
    if asked.claims:
        found += quotes_of_claims(caller.account_id, asked.claims, to, notice=notice, on=caller.on)
    return [_quoted(each) for each in found]


@router.post("/hand-overs", response=answers(Handed))
def give(request: Asked, asked: HandOverIn, key: Key = "") -> dict[str, Any]:
    """Hands cases over, and claims as cases of their customers. They leave within a minute."""
    _are_here(asked)
    caller, to, notice = request.auth, asked.agreement, asked.notice
    made: dict[int, int] = {}
    refused: list[tuple[int, Refusal]] = []
    for name, ids, deed in (("cases", asked.cases, hand_over), ("claims", asked.claims, hand_over_claims)):
        if ids:
            once = f"{key[:33]}-{name}" if key else ""
            done = deed(caller.account_id, ids, to, notice=notice, on=caller.on, by=caller.by, key=once)
            made |= done.made
            refused += done.refusals.items()
    return {"cases": list(made), "refused": [{"id": each, "problem": as_problem(why)} for each, why in refused]}


@router.get("/hand-overs", response=answers(LiesPage))
def given(request: Asked, state: Code = "", before: After | None = None) -> dict[str, Any]:
    """Cases that lie with partners, or whose hand-over is in that state; the newest first."""
    lines, more = following(reads.hand_overs(state=state, before=before, limit=PAGE + 1))
    return {"hand_overs": [_lies(each) for each in lines], "next": lines[-1].id if more else None}


@router.post("/cases/{case_id}/recall", response=answers(Recalled))
def take_back(request: Asked, case_id: Id, asked: RecallIn, key: Key = "") -> Recalled:
    """Takes a case back, or moves it to another partner once it has come back."""
    must_have("case_id", [case_id])
    caller = request.auth
    if asked.agreement is None:
        back = recall(caller.account_id, case_id, asked.reason, on=caller.on, by=caller.by, key=key)
        return Recalled(back=back)
    must_have("agreement_id", [asked.agreement])
    back = change_partner(caller.account_id, case_id, asked.agreement, asked.reason, on=caller.on, by=caller.by, key=key)
    return Recalled(back=back)


@router.post("/cases/{case_id}/messages", response=answers(Made))
def say(request: Asked, case_id: Id, asked: PartnerNoteIn, key: Key = "") -> Made:
    """Writes to the partner that has a case."""
    must_have("case_id", [case_id])
    caller = request.auth
    return Made(id=say_to_partner(caller.account_id, case_id, asked.words, on=caller.on, by=caller.by, key=key))


@router.post("/cases/{case_id}/standing", response=answers(Done))
def told(request: Asked, case_id: Id, asked: FollowIn, key: Key = "") -> Done:
    """Tells where a case stands with a partner that tells nothing by itself."""
    must_have("case_id", [case_id])
    caller = request.auth
    follow(caller.account_id, case_id, asked.standing, asked.words, on=caller.on, by=caller.by, key=key)
    return Done()


@router.get("/news", response=answers(NewsPage))
def news(request: Asked, before: After | None = None) -> dict[str, Any]:
    """All that partners told, the newest first."""
    lines, more = following(reads.news(before=before, limit=PAGE + 1))
    return {"news": [each._asdict() for each in lines], "next": lines[-1].id if more else None}


@router.get("/settlements", response=answers(SettlementPage))
def settlements(request: Asked, *, open_only: bool = False, before: After | None = None) -> dict[str, Any]:
    """Settlements, the newest first; with `open_only` those that do not agree and that nobody has looked at."""
    lines, more = following(reads.settlements(open_only=open_only, before=before, limit=PAGE + 1))
    return {"settlements": [each._asdict() for each in lines], "next": lines[-1].id if more else None}


@router.post("/settlements/{settlement_id}/look", response=answers(Done))
def look(request: Asked, settlement_id: Id, asked: PartnerNoteIn, key: Key = "") -> Done:
    """Says what was made of what does not agree; from then on it is posted."""
    must_have("settlement_id", [settlement_id])
    look_at(request.auth.account_id, settlement_id, asked.words, on=request.auth.on, by=request.auth.by, key=key)
    return Done()


def _are_here(asked: HandOverIn) -> None:
    must_have("agreement_id", [asked.agreement])
    if not asked.claims and not asked.cases:
        raise KravError("Choose at least one claim.")
    must_have("claim_id", asked.claims)
    must_have("case_id", asked.cases)


def _terms(asked: TermsIn) -> Terms:
    prices = checked(asked.prices.dict(), creditor_in_scope().country.currency) if asked.prices else None
    return Terms(asked.name, asked.client_number, prices, asked.by_itself, asked.notices)


def _agreement(line: reads.AgreementLine) -> dict[str, Any]:
    prices = line.prices._asdict() if line.prices else None
    if prices:
        del prices["currency"]
        prices = {name: value if isinstance(value, int) else f"{value:f}" for name, value in prices.items()}
    return line._asdict() | {"prices": prices}


def _quoted(offer: Offer) -> dict[str, Any]:
    currency, quoted = offer.case.currency, offer.quote
    return {
        "case_id": offer.case.id,
        "claims": [claim.id for claim in offer.case.claims],
        "owed": money.Money(offer.owed.total, currency),
        "lines": _lines(quoted) if quoted else [],
        "by_the_agreement": bool(quoted and quoted.ours),
        "problem": as_problem(offer.refusal) if offer.refusal else None,
    }


def _lines(quoted: Quote) -> list[dict[str, Any]]:
    return [
        line._asdict()
        | {
            "amount": money.Money(line.amount, quoted.currency),
            "with_vat": money.Money(with_vat(quoted, line), quoted.currency),
        }
        for line in quoted.lines
    ]


def _lies(line: reads.HandOverLine) -> dict[str, Any]:
    return line._asdict()
