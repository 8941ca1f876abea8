"""Whether a case may go to a collection partner on a day, and why not yet."""

from datetime import date

from krav.claims.case import Case, CaseKind, may_leave
from krav.claims.decide import reckon_claim
from krav.claims.ladder import situation
from krav.claims.ledger import Claim, Relation
from krav.claims.limits import barred
from krav.claims.money_news import MoneyNews, may_be_paid
from krav.claims.policy import Policy
from krav.claims.reckon import Reckoning
from krav.kernel.days import days_after
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce

NOTICE_CODES = frozenset({"notice_first", "notice_runs", "deadline_too_short"})
"""What a partner that sends the notice itself makes good."""


def obstacle(
    case: Case, country: Country, policy: Policy, on: date, news: MoneyNews, *, notice: bool = False
) -> Refusal | None:
    """Why a case may not be handed over that day, or None; `notice` says that the partner sends the notice itself.

    Every claim that is owed must be due, and none of them disputed, stopped, time-barred or perhaps paid already.
    """
    if refusal := may_leave(case):
        return refusal
    notice = notice or any(line.data.get("notice") for line in case.happened if line.kind is CaseKind.HANDED_OVER)
    try:
        owed = [(claim, found) for claim in case.claims if (found := _owed(claim, country, policy, on))]
        for claim, reckoning in owed:
            if refusal := _of_claim(claim, reckoning, country, policy, on, news, notice=notice):
                return refusal
    except NotInForce as missing:
        return Refusal("not_in_force", missing.phrase, facts=missing.facts)
    return None if owed else Refusal("paid", "Nothing is owed.")


def _owed(claim: Claim, country: Country, policy: Policy, on: date) -> Reckoning | None:
    """The claim reckoned, where enough of it is owed."""
    if claim.face <= 0:
        return None
    found = reckon_claim(claim, country, on)
    return found if found.total > policy.tolerance else None


def _of_claim(
    claim: Claim, reckoning: Reckoning, country: Country, policy: Policy, on: date, news: MoneyNews, *, notice: bool
) -> Refusal | None:
    for hold in claim.holds:
        if hold.covers(on):
            return Refusal("on_hold", "The claim is on hold: {reason}.", until=hold.until_on, facts={"reason": hold.reason})
    late_on = days_after(claim.terms.due_on, 1)
    if on < late_on:
        return Refusal("not_due", "It is not due yet.", until=late_on)
    refusal = country.may_open(situation(claim, Relation(), policy), on)
    if refusal and not (notice and refusal.code in NOTICE_CODES):
        return refusal
    return may_be_paid(claim, reckoning, policy, news, on) or barred(claim, reckoning, country, on)
