"""Cases given to collection partners: what it will cost, the hand-over of one or many, by itself after a notice, and back.

Nothing is sent here. What is handed over is queued in the transaction that locks the case; see partner_sending.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from krav.actions import case_credits, partner_states
from krav.actions.agreements import agency_of, standing
from krav.actions.cases import gathered, one, opened
from krav.actions.daily import stale_news
from krav.actions.partner_case import told_case
from krav.actions.partner_states import ToHandOver
from krav.actions.unit import Actor, Unit, unit
from krav.claims.case import Case
from krav.claims.decide import reckon_claim
from krav.claims.ladder import HAND_OVER
from krav.claims.ledger import Claim
from krav.claims.money_news import MoneyNews
from krav.claims.partner import Parts, Prices, Quote, QuoteLine, explain, quote, read_prices
from krav.claims.to_partner import obstacle
from krav.kernel.refusal import KravError, Refusal, Refused
from krav.kernel.why import Why
from krav.law.dated import NotInForce
from krav.store import load, load_cases
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.matters import matter_of
from krav.store.queries.money_news import money_news
from krav.store.scope import account_scope
from krav.wire.broken import Broken, Uncertain
from krav.wire.partners.partners import partner

MOST_ASKED = 20
"""For so many cases at once a partner is asked what they will cost; more are reckoned by the prices agreed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A case as it would be handed over that day: what is open of it and what it will cost, or why it may not go.

    The id of the case is 0 where claims would open one. No quote where neither prices are agreed nor the partner says any.
    """

    case: Case
    owed: Parts
    quote: Quote | None
    prices: Prices | None
    refusal: Refusal | None

    def why(self, line: QuoteLine) -> Why | None:
        """Why a line is what it is; None where the partner said it and not the prices agreed."""
        return explain(self.prices, self.owed, line) if self.prices and self.quote and self.quote.ours else None


class Handed(NamedTuple):
    """What was handed over: the hand-overs' ids by case, and why a case (or a claim that has none) was not."""

    made: dict[int, int]
    refusals: dict[int, Refusal]


@dataclass(slots=True)
class StartReport:
    """How many cases went by themselves, and what kept claims here: codes of refusals, and each by claim."""

    started: int = 0
    refused: dict[int, Refusal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known that day of everything that might go."""

    creditor: Creditor
    on: date
    news: MoneyNews
    debtors: Mapping[int, rows.Debtor]
    waiting: frozenset[int]

    def why_not(self, case: Case, *, notice: bool) -> Refusal | None:
        """Why a case may not go that day."""
        debtor = self.debtors[case.debtor_id]
        if not (debtor.street.strip() and debtor.postcode.strip() and debtor.city.strip()):
            reason = "The customer's address is not whole: a partner needs street, postcode and town."
            return Refusal("no_address", reason)
        if self.waiting & {claim.id for claim in case.claims}:
            reason = "A letter about it waits to leave. Take it back, or let it leave first."
            return Refusal("letter_waits", reason)
        law, policy = self.creditor.country, self.creditor.policy
        stale = stale_news(self.creditor, self.on)
        return stale or obstacle(case, law, policy, self.on, self.news, notice=notice)


def quotes(
    account_id: int, case_ids: Collection[int], agreement_id: int, *, notice: bool = False, on: date
) -> dict[int, Offer]:
    """What handing each of these cases over would cost that day, or why it may not go. Keeps nothing.

    The partner is asked where it can be; where it does not answer, the prices agreed tell.

    Raises:
        KravError: the agreement is over.
    """
    with account_scope(account_id):
        row = standing(agreement_id)
        found = load_cases.cases(case_ids)
        offers = _offers(creditor_in_scope(), found.values(), row, on, notice=notice)
    asked = _asked(account_id, row, [each for each in offers if each.refusal is None], on, notice=notice)
    return {each.case.id: asked.get(each.case.id, each) for each in offers}


def quotes_of_claims(
    account_id: int, claim_ids: Collection[int], agreement_id: int, *, notice: bool = False, on: date
) -> list[Offer]:
    """The same for claims in no case yet: a case of each customer's, as it would be opened; reckoned by what is agreed.

    What the law gathers in the same case stands in it, whether it was asked for or not.
    """
    with account_scope(account_id):
        row = standing(agreement_id)
        creditor = creditor_in_scope()
        would_be = _would_be(gathered(creditor, load.claims(claim_ids), on), on)
        return _offers(creditor, would_be, row, on, notice=notice)


def hand_over(
    account_id: int,
    case_ids: Collection[int],
    agreement_id: int,
    *,
    notice: bool = False,
    on: date,
    by: Actor,
    key: str = "",
) -> Handed:
    """Hands cases over to a partner, those that may go; from then on nothing goes from here. They leave with the worker.

    `notice` asks the partner to send the notice itself, where it does that.

    Raises:
        KravError: the agreement is over, or the partner sends no notices.
    """
    said = quotes(account_id, case_ids, agreement_id, notice=notice, on=on)
    with unit(account_id, "hand_over", on=on, by=by, key=key) as work:
        row = _ready(agreement_id, notice=notice)
        offers = _offers(work.creditor, load_cases.cases(case_ids).values(), row, on, notice=notice)
        return _handed(work, row, offers, {key: each.quote for key, each in said.items() if each.quote}, notice=notice)


def hand_over_claims(
    account_id: int,
    claim_ids: Collection[int],
    agreement_id: int,
    *,
    notice: bool = False,
    on: date,
    by: Actor,
    key: str = "",
) -> Handed:
    """Hands unpaid invoices over in one go: a case of each customer's is opened, and goes. Refusals are by claim.

    Raises:
        KravError: the agreement is over, or the partner sends no notices.
    """
    with unit(account_id, "hand_over", on=on, by=by, key=key) as work:
        row = _ready(agreement_id, notice=notice)
        made, refusals = _opened(work, row, load.claims(claim_ids), notice=notice)
        work.said = {"agreement": agreement_id, "hand_overs": made, "refused": _codes(refusals), "notice": notice}
    return Handed(made, refusals)


def recall(account_id: int, case_id: int, reason: str, *, on: date, by: Actor, key: str = "") -> bool:
    """Takes a case back from its partner: at once where it was never there, else when the partner has said so.

    True says that it is back already.

    Raises:
        KravError: the case does not lie with a partner, or has been asked back already.
    """
    with unit(account_id, "recall_case", on=on, by=by, key=key) as work:
        case = one(case_id)
        row = partner_states.must_stand(case)
        at_once = _never_there(row)
        if at_once:
            partner_states.end(work, row, "recalled", reason)
        else:
            partner_states.ask_back(work, row, reason, {})
        work.said = {"case": case.number, "hand_over": row.pk, "reason": reason, "at_once": at_once}
    return at_once


def change_partner(
    account_id: int,
    case_id: int,
    agreement_id: int,
    reason: str,
    *,
    notice: bool = False,
    on: date,
    by: Actor,
    key: str = "",
) -> bool:
    """Moves a case to another partner, once the one that has it has given it back. True says that it is there already.

    Raises:
        KravError: the case does not lie with a partner, has been asked back already, or lies with that one.
    """
    with unit(account_id, "recall_case", on=on, by=by, key=key) as work:
        case, to = one(case_id), _ready(agreement_id, notice=notice)
        row = partner_states.must_stand(case)
        if row.agreement_id == agreement_id:
            raise KravError("Case {number} lies with {partner} already.", {"number": case.number, "partner": to.name})
        at_once = _never_there(row)
        if at_once:
            moved(work, case, row, to, reason, notice=notice)
        else:
            partner_states.ask_back(work, row, reason, {"next": agreement_id, "notice": notice})
        work.said = {"case": case.number, "hand_over": row.pk, "to": agreement_id, "reason": reason, "at_once": at_once}
    return at_once


def come_back(work: Unit, row: rows.HandOver, words: str) -> None:
    """A partner has given a case back, within a unit of work: it is ours again, or goes on to the next one."""
    asked = rows.PartnerWord.objects.filter(hand_over_id=row.pk, kind="recall").order_by("-id").first()
    then = json.loads(asked.data) if asked else {}
    to = rows.Agreement.objects.filter(pk=int(then.get("next", 0)), state="on").first()
    if to is None:
        partner_states.end(work, row, "recalled", words or then.get("words", ""))
    else:
        moved(work, one(row.case_id), row, to, words or then["words"], notice=then["notice"])


def moved(work: Unit, case: Case, row: rows.HandOver, to: rows.Agreement, words: str, *, notice: bool) -> None:
    """A case that one partner has given back goes to the next, within a unit of work."""
    partner_states.end(work, row, "changed", words)
    prices = read_prices(to.prices)
    owed = _owed(case.claims, work.creditor, work.on)
    partner_states.queue(work, to, [ToHandOver(case, quote(prices, owed) if prices and owed else None, notice)])


def start_by_themselves(account_id: int, *, on: date, by: Actor) -> StartReport:
    """Hands over what a notice named a partner for, where its deadline and the days of grace have passed unpaid."""
    report = StartReport()
    with account_scope(account_id):
        if not rows.ClaimState.objects.filter(next_step=HAND_OVER, next_on__lte=on).exists():
            return report
    with unit(account_id, "hand_over", on=on, by=by) as work:
        ripe = rows.ClaimState.objects.filter(next_step=HAND_OVER, next_on__lte=on).values_list("claim_id", flat=True)
        named = rows.PartnerNotice.objects.filter(letter__letterclaim__claim_id__in=list(ripe)).order_by("id")
        of: dict[int, int] = dict(named.values_list("letter__letterclaim__claim_id", "agreement_id"))
        claims = load.claims(list(ripe))
        together: dict[int, dict[int, Claim]] = defaultdict(dict)
        for claim_id, claim in claims.items():
            together[of[claim_id]][claim_id] = claim
        for agreement_id, mine in together.items():
            row = standing(agreement_id)
            if row.state != "on":
                lost = Refusal("partner_lost", "The partner has to be connected anew.")
                report.refused |= dict.fromkeys(mine, lost)
                continue
            made, refusals = _opened(work, row, mine, notice=False)
            report.started += len(made)
            report.refused |= refusals
        work.said = {"started": report.started, "refused": _codes(report.refused)}
    return report


def _ready(agreement_id: int, *, notice: bool) -> rows.Agreement:
    row = standing(agreement_id)
    if row.state != "on":
        raise KravError("{partner} has to be connected anew first.", {"partner": row.name})
    if notice and not partner(row.partner).notices:
        raise KravError("{partner} sends no notices; it must be sent from here first.", {"partner": row.name})
    return row


def _never_there(row: rows.HandOver) -> bool:
    """Whether the case has not left yet, and now will not."""
    return bool(rows.HandOver.objects.filter(pk=row.pk, state="queued").update(state="recalled"))


def _codes(refusals: Mapping[int, Refusal]) -> dict[int, str]:
    return {key: refusal.code for key, refusal in refusals.items()}


def _would_be(claims: Mapping[int, Claim], on: date) -> list[Case]:
    """The cases that claims would make."""
    of_debtor: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    for claim in sorted(claims.values(), key=lambda each: (each.terms.due_on, each.number)):
        of_debtor[claim.debtor_id, claim.currency].append(claim)
    return [Case(0, "", debtor_id, currency, on, tuple(mine)) for (debtor_id, currency), mine in of_debtor.items()]


def _look(creditor: Creditor, cases: Sequence[Case], on: date) -> _Look:
    debtors = {case.debtor_id for case in cases}
    claim_ids = [claim.id for case in cases for claim in case.claims]
    on_the_way = rows.Outbox.objects.filter(state__in=("queued", "sending"), letter__letterclaim__claim_id__in=claim_ids)
    waiting = frozenset(on_the_way.values_list("letter__letterclaim__claim_id", flat=True))
    return _Look(creditor, on, money_news(creditor, on, debtors), rows.Debtor.objects.in_bulk(debtors), waiting)


def _offers(creditor: Creditor, cases: Iterable[Case], agreement: rows.Agreement, on: date, *, notice: bool) -> list[Offer]:
    found = list(cases)
    look, prices = _look(creditor, found, on), read_prices(agreement.prices)
    offers = []
    for case in found:
        refusal, owed = look.why_not(case, notice=notice), _owed(case.claims, creditor, on)
        said = quote(prices, owed) if prices and owed else None
        offers.append(Offer(case, owed or Parts(), said, prices, refusal))
    return offers


def _owed(claims: Iterable[Claim], creditor: Creditor, on: date) -> Parts | None:
    """What is open of claims, part by part; None where a rate of that day is not known."""
    total = Parts()
    for claim in claims:
        try:
            found = reckon_claim(claim, creditor.country, on)
        except NotInForce:
            return None
        total = total.plus(Parts(found.principal, found.interest, found.fees + found.compensation + found.costs))
    return total


def _asked(
    account_id: int, agreement: rows.Agreement, offers: Sequence[Offer], on: date, *, notice: bool
) -> dict[int, Offer]:
    """The offers with what the partner itself says, where it says anything."""
    if not partner(agreement.partner).asks or len(offers) > MOST_ASKED:
        return {}
    agency, said = agency_of(account_id, agreement), dict[int, Offer]()
    for offer in offers:
        try:
            with account_scope(account_id):
                matter = matter_of(offer.case, creditor_in_scope(), on)
            told = agency.quote(told_case(offer.case, matter, agreement, f"quote-{offer.case.number}", notice=notice))
        except (Broken, Uncertain, NotInForce):
            return said
        if told:
            said[offer.case.id] = Offer(offer.case, offer.owed, told, offer.prices, offer.refusal)
    return said


def _handed(work: Unit, row: rows.Agreement, offers: Sequence[Offer], said: Mapping[int, Quote], *, notice: bool) -> Handed:
    refusals = {each.case.id: each.refusal for each in offers if each.refusal}
    refusals |= case_credits.unpaid(work, [each.case.id for each in offers if each.refusal is None])
    go = [each for each in offers if each.case.id not in refusals]
    made = partner_states.queue(
        work, row, [ToHandOver(each.case, said.get(each.case.id, each.quote), notice) for each in go]
    )
    work.said = {"agreement": row.pk, "hand_overs": made, "refused": _codes(refusals), "notice": notice}
    return Handed(made, refusals)


def _opened(
    work: Unit, row: rows.Agreement, claims: Mapping[int, Claim], *, notice: bool
) -> tuple[dict[int, int], dict[int, Refusal]]:
    """Opens a case of each customer's claims and hands it over; all of a customer's claims stay where one may not go."""
    refusals = {
        key: Refusal("in_case", "The claim is in a case; its steps are taken there.")
        for key, claim in claims.items()
        if claim.case_id
    }
    free = {key: claim for key, claim in claims.items() if key not in refusals}
    case_of: dict[int, int] = {}
    would_be = _would_be(gathered(work.creditor, free, work.on), work.on)
    for offer in _offers(work.creditor, would_be, row, work.on, notice=notice):
        ids = [claim.id for claim in offer.case.claims]
        if offer.refusal:
            refusals |= {key: offer.refusal for key in ids if key in claims}
            continue
        try:
            case_of[opened(work, ids, "list", unnoticed=notice, for_partner=True)] = ids[0]
        except Refused as refused:
            refusals |= {key: refused.refusal for key in ids if key in claims}
    offers = _offers(work.creditor, load_cases.cases(case_of).values(), row, work.on, notice=notice)
    made = partner_states.queue(work, row, [ToHandOver(each.case, each.quote, notice) for each in offers])
    return made, refusals
