"""What only a person can do, counted from the projections: a few indexed questions an account, and never a claim."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from krav.claims.limitation import warned
from krav.claims.money_news import fresh
from krav.kernel.bankdays import bank_days_after
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.store import models as rows
from krav.store.load import Creditor, creditor
from krav.store.prepared import Prepared
from krav.store.queries.credits import low_for
from krav.store.queries.money_news import waited_for_no_more
from krav.store.queries.needs_asked import Alike, Asked, asked_of, due_claims
from krav.store.queries.stages import cut
from krav.store.scope import account_scope

_TO_POST = 2
"""Bank days in which what was printed is posted."""

FEW = 2
"""So many of a kind stand in the queue one by one; more of them are one task."""


_KIND_OF = {"wrong_sum": "correction"}
"""What a hold asks for, where that is not its reason's own name."""


@dataclass(frozen=True, slots=True)
class Need:
    """One task: `count` claims, payments or files of a kind. Where it is one, `id` and what it is called are there.

    Kinds: approve, objection, call, letter_returned, letter_failed, letter_ambiguous, correction, hold_lapsed, promise,
    stale, stale_ledger, loose, in_transit, to_match, ladder_ended, only_costs_left, not_in_force, barred_soon, plan_missed,
    case_ready, texts, refused, uploaded, quarantine, books_lost, books_refused, debtor_word, credits_low, partner_lost,
    partner_refused, partner_unsure, partner_asks, partner_news, partner_untold, settlement. `step` is of approve and
    case_ready, the reason of a hold that has lapsed, and the kind of a word; `on` the day something ended or came, or of
    barred_soon ends.
    """

    kind: str
    count: int
    money: Money | None = None
    step: str = ""
    id: int = 0
    who: str = ""
    what: str = ""
    on: date | None = None


class Due(NamedTuple):
    """Claims whose next step is due, by their step; `letters` are their customers."""

    step: str
    claims: int
    letters: int
    balance: Minor


@dataclass(frozen=True, slots=True)
class Standing:
    """An account's day: what needs a person, and how many letters of each step leave by themselves."""

    creditor: Creditor
    on: date
    needs: tuple[Need, ...]
    leaves: Mapping[str, int]


def standing(account_ids: Collection[int], on: date) -> dict[int, Standing]:
    """The day of each account. No other account is in scope."""
    found, low = {}, low_for(account_ids, on)
    for of, asked in _each(account_ids, on):
        due = _due(asked)
        needs = (*_needs(of, on, asked, due), *_credits(low.get(of.id, {})))
        found[of.id] = Standing(of, on, needs, _leaves(of, on, asked, due))
    return found


def needs_counts(account_ids: Collection[int], on: date) -> dict[int, int]:
    """How many things of each account need a person."""
    low = low_for(account_ids, on)
    counts = {of.id: sum(1 for _need in _needs(of, on, asked, _due(asked))) for of, asked in _each(account_ids, on)}
    return {account_id: count + len(low.get(account_id, {})) for account_id, count in counts.items()}


def approvable(of: Creditor, step: str, on: date) -> dict[int, Minor]:
    """The claims that wait for a yes to the step and may take it today, as the queue counts them, with their balances.

    The account must be in scope.
    """
    if step not in of.policy.approval or not _sends(of, on):
        return {}
    return dict(due_claims(_alike(of, on)).filter(next_step=step).values_list("claim_id", "balance"))


def _each(account_ids: Collection[int], on: date) -> Iterator[tuple[Creditor, Asked]]:
    """Each account in scope with the questions to ask of it, which accounts that are alike share."""
    found = rows.Account.objects.in_bulk(list(account_ids))
    for account_id in account_ids:
        of = creditor(found[account_id])
        alike = _alike(of, on)
        with account_scope(account_id):
            yield of, asked_of(account_id, alike)


def _alike(of: Creditor, on: date) -> Alike:
    policy = of.policy
    lapsed_until, late = cut(of.country, policy, on).lapsed_until, bool(_stale(of, on))
    return Alike(
        on,
        policy.minimum,
        lapsed_until,
        policy.approval,
        late,
        warned(of.country, on),
        waited_for_no_more(of.country, on),
        _printed_until(of.country, on),
    )


def _printed_until(law: Country, on: date) -> date:
    """The last day whose prints should be posted: two bank days have passed since."""
    day = on - ONE_DAY
    while bank_days_after(day, _TO_POST, law.closed) >= on:
        day -= ONE_DAY
    return day


def _stale(of: Creditor, on: date) -> str:
    """The need where news of money, or of the ledger, are too old for any letter; else empty."""
    days = of.policy.ledger_stale_after_days
    if not fresh(of.money_known_until, of.policy.stale_after_days, on):
        return "stale"
    return "stale_ledger" if days and not fresh(of.ledger_known_until, days, on) else ""


def _sends(of: Creditor, on: date) -> bool:
    """Whether any letter of the account may leave that day: the banks are open, and news of money are fresh."""
    return of.country.bank_day_from(on) == on and not _stale(of, on)


def _needs(of: Creditor, on: date, asked: Asked, due: list[Due]) -> Iterator[Need]:
    currency = of.country.currency
    yield from _held(asked, currency, on)
    yield from _stops(asked, currency)
    yield from _plans(asked, currency)
    yield from _cases(asked, currency)
    yield from _books(asked)
    yield from _partners(asked)
    yield from _words(asked)
    for _state, count in asked.unpaid.rows():
        yield Need("no_credit", count)
    yield from _printed(asked)
    for count, total, first, last, day in asked.barred.rows():
        yield from _few(Need("barred_soon", count, Money(total, currency), on=day), asked.barring, first, last)
    for paid_in, count, total, first, last in asked.loose.rows():
        yield from _few(Need("loose", count, Money(total, paid_in)), asked.payments, first, last)
    for upload_id, name, state, items in asked.uploads.rows():
        yield Need(state, items or 1, id=upload_id, who=name)
    for paid_in, count, total, day in asked.pending.rows():
        yield Need("in_transit", count, Money(total, paid_in), on=day)
    stale = _stale(of, on)
    if due and stale:
        held_back = Money(sum(each.balance for each in due), currency)
        known = of.money_known_until if stale == "stale" else of.ledger_known_until
        yield Need(stale, sum(each.letters for each in due), held_back, on=known)
    elif _sends(of, on):
        for each in due:
            if each.step in of.policy.approval:
                yield Need("approve", each.claims, Money(each.balance, currency), step=each.step)
    if due and not of.texts_approved:
        yield Need("texts", 1)


def _due(asked: Asked) -> list[Due]:
    return [Due(*row) for row in asked.due.rows()]


def _leaves(of: Creditor, on: date, asked: Asked, due: list[Due]) -> Counter[str]:
    """What waits in the outbox, and what is due and needs nobody's yes."""
    leaves = Counter(dict(asked.queued.rows()))
    if _sends(of, on):
        leaves.update({each.step: each.letters for each in due if each.step not in of.policy.approval})
    return leaves


def _stops(asked: Asked, currency: str) -> Iterator[Need]:
    """Claims that nothing moves any more."""
    for kind, count, balance, first, last in asked.stops.rows():
        yield from _few(Need(kind, count, Money(balance, currency)), asked.claims, first, last)


def _held(asked: Asked, currency: str, on: date) -> Iterable[Need]:
    """Objections, letters that did not arrive or told a wrong sum, promises broken, and other stops whose end has come."""
    of_kind: dict[str, list[Need]] = defaultdict(list)
    for reason, claim_id, number, customer, balance, since, until in asked.holds.rows():
        over = until is not None and until <= on
        kind = "hold_lapsed" if over and reason != "promise" else _KIND_OF.get(reason, reason)
        why, day = reason if kind == "hold_lapsed" else "", until if over else since
        of_kind[kind].append(Need(kind, 1, Money(balance, currency), why, claim_id, customer, number, day))
    for kind, held in of_kind.items():
        total = Money.total((each.money for each in held if each.money), currency)
        yield from held if len(held) <= FEW else [Need(kind, len(held), total)]


def _plans(asked: Asked, currency: str) -> Iterable[Need]:
    """Cases whose plan for payment by instalments was not kept."""
    found = [
        Need("plan_missed", 1, Money(balance, currency), id=case_id, who=customer, what=number)
        for case_id, number, customer, balance in asked.plans.rows()
    ]
    total = Money.total((each.money for each in found if each.money), currency)
    return found if len(found) <= FEW else [Need("plan_missed", len(found), total)]


def _cases(asked: Asked, currency: str) -> Iterable[Need]:
    """Cases that can be taken further."""
    found = [
        Need("case_ready", 1, Money(balance, currency), step, case_id, customer, number)
        for case_id, number, customer, balance, step in asked.cases.rows()
    ]
    total = Money.total((each.money for each in found if each.money), currency)
    return found if len(found) <= FEW else [Need("case_ready", len(found), total)]


def _books(asked: Asked) -> Iterator[Need]:
    """An accounting system whose right is gone, or that somebody has to look at first, and vouchers it would not have."""
    for link_id, system, name, state, read_on, refused in asked.books.rows():
        if state == "lost":
            yield Need("books_lost", 1, id=link_id, who=name or system, what=system)
        if state == "quarantine" and read_on:
            yield Need("quarantine", 1, id=link_id, who=name or system)
        if refused:
            yield Need("books_refused", refused)


def _words(asked: Asked) -> Iterator[Need]:
    """What debtors said on their own pages."""
    of_kind: dict[str, list[Need]] = defaultdict(list)
    for word_id, kind, who, on in asked.words.rows():
        of_kind[kind].append(Need("debtor_word", 1, step=kind, id=word_id, who=who, on=on))
    for kind, said in of_kind.items():
        yield from said if len(said) <= FEW else [Need("debtor_word", len(said), step=kind)]


def _credits(low: Mapping[str, int]) -> Iterator[Need]:
    """What runs out in the purse that pays: `what` is the unit, `count` how many are left."""
    for unit, left in low.items():
        yield Need("credits_low", left, what=unit)


def _partners(asked: Asked) -> Iterator[Need]:
    """What of collection partners needs a person: cases they refused or ask about, news, settlements, a lost connection."""
    kinds = {"refused": "partner_refused", "there": "partner_asks"}
    of_kind: dict[str, list[Need]] = defaultdict(list)
    for state, case_id, number, customer in asked.handed.rows():
        kind = kinds.get(state, "partner_unsure")
        of_kind[kind].append(Need(kind, 1, id=case_id, who=customer, what=number))
    for kind, found in of_kind.items():
        yield from found if len(found) <= FEW else [Need(kind, len(found))]
    for agreement_id, name, state, news, wrong, untold in asked.partners.rows():
        if state == "lost":
            yield Need("partner_lost", 1, id=agreement_id, who=name)
        for kind, count in (("partner_news", news), ("settlement", wrong), ("partner_untold", untold)):
            if count:
                yield Need(kind, count, id=agreement_id, who=name)


def _printed(asked: Asked) -> Iterable[Need]:
    """Letters that were printed, and that nobody has ticked off: one task, which leads to the run where it is one."""
    found = asked.unposted.rows()
    count = sum(letters for _run, letters, _on in found)
    first = min((on for _run, _letters, on in found), default=None)
    return [Need("to_post", count, id=found[0][0] if len(found) == 1 else 0, on=first)] if found else []


def _few(heap: Need, names: Prepared, first: int, last: int) -> Iterator[Need]:
    """The heap as one task; or its few things one by one, asked for by the ids of the first and the last."""
    if heap.count > FEW or heap.money is None:
        yield heap
        return
    for key, minor, who, *more in names.rows(first=first, last=last):
        what, day = more if len(more) == 2 else ("", more[0])
        yield replace(heap, count=1, money=Money(minor, heap.money.currency), id=key, who=who, what=what, on=day)
