"""What will come to one debtor's claims until a day if no money comes: the daily decision asked on the days that matter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from krav.claims.decide import Decision, PlannedLetter, Taken, decide
from krav.claims.ladder import next_step, situation
from krav.claims.ledger import Claim, Relation, arrears_from
from krav.claims.money_news import MoneyNews
from krav.claims.policy import Policy
from krav.kernel.refusal import Refusal
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.law.step import PastLetter, Step


@dataclass(frozen=True, slots=True)
class Arrears:
    """What one debtor's fees are counted by: days of fee-bearing letters, and (due, settled or None) of all its claims."""

    fee_days: tuple[date, ...] = ()
    spans: tuple[tuple[date, date | None], ...] = ()

    def relation(self, on: date) -> Relation:
        """What the claims share on a day."""
        if not self.fee_days:
            return Relation()
        begun = arrears_from(list(self.spans), on)
        return Relation(tuple(day for day in self.fee_days if day >= begun))


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a claim stands at the end, with the letters that came: `refusal`, said since `on`, is why nothing follows.

    `step` is the step that would follow, None where the ladder has ended. `refusal.until` is the day, after the last one
    looked at, on which the claim goes on; where it is None, a person must act.
    """

    claim: Claim
    on: date
    step: Step | None
    refusal: Refusal

    @property
    def asked(self) -> bool:
        """Whether the step only waits for a person's approval."""
        return self.refusal.code == "approval"


Event = PlannedLetter | Stop


def ahead(
    claims: Iterable[Claim],
    arrears: Arrears,
    country: Country,
    policy: Policy,
    from_on: date,
    until_on: date,
    news: MoneyNews | None = None,
) -> Iterator[Event]:
    """The letters of one debtor from the one day to the other, by their days, and where each of its claims ends.

    The bank is taken to tell of every day, that nobody pays and that what lies unplaced by the `news` stays where it is.
    """
    news = news or MoneyNews(from_on)
    standing = {claim.id: claim for claim in claims}
    wakes = dict.fromkeys(standing, from_on)
    said: dict[int, Stop] = {}
    while wakes and (on := min(wakes.values())) <= until_on:
        looked_at = [standing[key] for key, day in wakes.items() if day == on]
        decision = _decided(looked_at, arrears.relation(on), country, policy, replace(news, until_on=on))
        for letter in decision.letters:
            yield letter
            for item in letter.taken:
                standing[item.claim.id] = claim = after(letter, item)
                coming = next_step(claim, situation(claim, Relation(), policy), country, policy)
                if coming and coming.from_on <= until_on:  # else it is asked once more today, and said what it waits for
                    wakes[claim.id] = coming.from_on
            if letter.fee:
                arrears = replace(arrears, fee_days=(*arrears.fee_days, on))
        for key, refusal in decision.refusals.items():
            said[key] = _stop(standing[key], policy, refusal, said.get(key), on)
            again = _again(standing[key], refusal, on)
            if again:
                wakes[key] = again
            else:
                del wakes[key]
    yield from said.values()


def after(letter: PlannedLetter, item: Taken) -> Claim:
    """The claim once the letter is written."""
    past = PastLetter(letter.step.key, letter.step.kind, letter.sent_on, letter.deadline_on, letter.fee, letter.total)
    return replace(item.claim, entries=(*item.claim.entries, *item.entries), letters=(*item.claim.letters, past))


def of_claim(events: Iterable[Event], claim_id: int) -> tuple[list[PlannedLetter], Stop | None]:
    """The letters about one claim among a debtor's events, and where it ends; no end where the claim is not among them."""
    letters: list[PlannedLetter] = []
    stop = None
    for event in events:
        if isinstance(event, Stop):
            stop = event if event.claim.id == claim_id else stop
        elif any(item.claim.id == claim_id for item in event.taken):
            letters.append(event)
    return letters, stop


def _decided(claims: Sequence[Claim], relation: Relation, country: Country, policy: Policy, news: MoneyNews) -> Decision:
    """The decision of the day up to which money is known; where the law's tables end before it, a refusal for each claim."""
    try:
        return decide(claims, relation, country, policy, news.until_on, news)
    except NotInForce as missing:
        refusal = Refusal("not_in_force", missing.phrase, facts=missing.facts)
        return Decision((), {claim.id: refusal for claim in claims})


def _stop(claim: Claim, policy: Policy, refusal: Refusal, before: Stop | None, on: date) -> Stop:
    """The refusal as the claim's end so far; the same one met again the next day still stands since the first."""
    step = policy.step_after(claim.letters[-1].step if claim.letters else "")
    same = before is not None and before.step == step and before.refusal.code == refusal.code
    return Stop(claim, before.on if before and same else on, step, refusal)


def _again(claim: Claim, refusal: Refusal, on: date) -> date | None:
    """The next day on which a refused claim may be answered otherwise; None where only a person changes that.

    An entry may be of a later day.
    """
    if refusal.until:
        return refusal.until
    return min((entry.on for entry in claim.entries if entry.on > on), default=None)
