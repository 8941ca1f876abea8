"""What is known of money: a handful of questions about what lies unplaced or under way, however many claims there are."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Lower

from krav.claims.matching import Incoming
from krav.claims.matching_words import numbers_in, words_of
from krav.claims.money_news import MoneyNews, Unplaced, UnplacedMoney
from krav.kernel.bankdays import bank_days_after
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor, Money
from krav.law.country import Country
from krav.law.payment import match_key
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.load import Creditor
from krav.store.prepared import Blank, Facts, Question

BANK_DAYS = 5
"""So long money that the bank has seen is waited for, counted from the last day its statement speaks for."""

_SHORTEST = 3
"""A shorter number in free text names nothing."""

_SHARED = 3
"""An account that has paid for more debtors than this says nothing of who pays."""


class _Found(NamedTuple):
    """One unplaced payment as it was told of; `id` is 0 of money that is under way."""

    id: int
    on: date
    money: Money
    incoming: Incoming
    account: str
    until: date | None


def money_news(creditor: Creditor, on: date, debtors: Collection[int] | None = None) -> MoneyNews:
    """What is known of money that day, for decisions about these debtors or all. The account must be in scope."""
    return MoneyNews(creditor.money_known_until or on, unplaced(creditor, debtors), _credits(debtors))


def unplaced(creditor: Creditor, debtors: Collection[int] | None = None) -> UnplacedMoney:
    """Money that nobody has placed or the bank has not booked; too little to change a step is left out."""
    found = [*_loose(creditor.policy.tolerance), *_pending(creditor)]
    return UnplacedMoney(_resolved(found, debtors) if found else ())


def waited_for(country: Country, until_on: date) -> date:
    """The day from which money under way, told of by a statement of that last day, is waited for no more."""
    return bank_days_after(until_on, BANK_DAYS, country.closed)


def waited_for_no_more(country: Country, on: date) -> date:
    """The latest last day of a statement whose money under way is waited for no more that day."""
    day = on
    while waited_for(country, day) > on:
        day -= ONE_DAY
    return day


def _loose(tolerance: Minor) -> Iterator[_Found]:
    for key, amount, on, currency, references, texts, shares, name, account in _all_loose.rows(tolerance=tolerance):
        told = (*_list(references), *(share[0] for share in json.loads(shares or "[]")))
        yield _Found(key, on, Money(amount, currency), Incoming(amount, told, _list(texts), name), account, None)


@Question
def _all_loose() -> QuerySet[Any, Any]:
    about = ("received_on", "currency", "references", "texts", "shares", "payer_name", "payer_account")
    columns = ("payment_id", "amount", *(f"payment__{name}" for name in about))
    more = rows.LoosePayment.objects.filter(amount__gt=Blank("tolerance"))
    return more.order_by("payment_id").values_list(*columns)


def _pending(creditor: Creditor) -> Iterator[_Found]:
    told = _all_pending.rows(tolerance=creditor.policy.tolerance)
    for on, amount, currency, references, texts, name, account in told:
        incoming = Incoming(amount, _list(references), _list(texts), name)
        yield _Found(0, on, Money(amount, currency), incoming, account, waited_for(creditor.country, on))


@Question
def _all_pending() -> QuerySet[Any, Any]:
    columns = ("until_on", "amount", "currency", "references", "texts", "payer_name", "payer_account")
    more = rows.PendingPayment.objects.filter(amount__gt=Blank("tolerance"))
    return more.order_by("id").values_list(*columns)


def _resolved(found: list[_Found], debtors: Collection[int] | None) -> Iterator[Unplaced]:
    """Each with the debtors it speaks of.

    It is clear whose it is where a part of it is placed; or where its payer is known, and names the same debtor or pays
    what that debtor was asked for. A reference alone may be mistaken.
    """
    placed = _placed([each.id for each in found if each.id])
    by_word = _by_word({key for each in found for key in _words(each)})
    by_account = _by_account({each.account for each in found if each.account})
    by_name = _by_name({each.incoming.payer_name for each in found if each.incoming.payer_name})
    payers = [by_account.get(each.account, set()) | by_name.get(each.incoming.payer_name, set()) for each in found]
    fits = _asked_for(set().union(*payers), {each.money.minor for each in found})
    doubtful = []
    for each, payer in zip(found, payers, strict=True):
        told = set().union(*(by_word.get(key.casefold(), set()) for key in _words(each)))
        mine = placed.get(each.id, set())
        sure = {key for key in payer if key in told or (key, each.money.minor) in fits}
        item = Unplaced(
            each.on, each.money, frozenset(mine or sure or payer | told), bool(mine or sure), each.until, bool(mine)
        )
        if item.clear:
            yield item
        else:
            doubtful.append(item)
    in_all = _owing_in_all({item.money.minor for item in doubtful}, debtors)
    for item in doubtful:
        yield item._replace(named=item.named | in_all.get(item.money.minor, frozenset()))


def _words(each: _Found) -> set[str]:
    """The keys and numbers a payment names."""
    words = [word for word in numbers_in(words_of(each.incoming)) if len(word) >= _SHORTEST]
    references = [match_key(word) for word in each.incoming.references]
    return {*words, *map(match_key, words), *references} - {""}


def _placed(payment_ids: Collection[int]) -> dict[int, set[int]]:
    """The debtors on whose claims a part of each payment stands."""
    found: dict[int, set[int]] = defaultdict(set)
    for some in chunks(payment_ids):
        mine = rows.Entry.objects.filter(payment_id__in=some, kind="payment").values("payment_id", "claim__debtor_id")
        standing = mine.annotate(sum=Sum("amount")).exclude(sum=0)
        for payment_id, debtor_id in standing.values_list("payment_id", "claim__debtor_id"):
            found[payment_id].add(debtor_id)
    return found


def _by_word(words: Collection[str]) -> dict[str, set[int]]:
    """The debtors of the claims, open or settled, whose reference or number each word is."""
    found: dict[str, set[int]] = defaultdict(set)
    for some in chunks(words):
        numbers = {*some, *(word.upper() for word in some)}
        for column, wanted in (("match_key", some), ("number", numbers)):
            named = rows.Claim.objects.filter(**{f"{column}__in": wanted})
            for word, debtor_id in named.values_list(column, "debtor_id"):
                found[word.casefold()].add(debtor_id)
    return found


def _by_account(accounts: Collection[str]) -> dict[str, set[int]]:
    """The debtors whose claims each account has paid before."""
    found: dict[str, set[int]] = defaultdict(set)
    for some in chunks(accounts):
        paid = rows.Entry.objects.filter(payment__payer_account__in=some, kind="payment")
        for account, debtor_id in paid.values_list("payment__payer_account", "claim__debtor_id").distinct():
            found[account].add(debtor_id)
    return {account: paid_for for account, paid_for in found.items() if len(paid_for) <= _SHARED}


def _by_name(names: Collection[str]) -> dict[str, set[int]]:
    """The debtors called as each payer is, whatever the case, or with the last name first."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = name.replace(",", " ").split()
        for order in (words, [*words[1:], *words[:1]], [*words[-1:], *words[:-1]]):
            plain = " ".join(order)
            for spelling in (plain, plain.upper(), plain.lower(), plain.title()):
                spellings[_lowered(spelling)].add(name)
                spellings[spelling.lower()].add(name)
    found: dict[str, set[int]] = defaultdict(set)
    for some in chunks(spellings):
        called = rows.Debtor.objects.annotate(lowered=Lower("name")).filter(lowered__in=some)
        for lowered, debtor_id in called.values_list("lowered", "id"):
            for name in spellings[lowered]:
                found[name].add(debtor_id)
    return found


def _lowered(text: str) -> str:
    """As a database lowers that knows no letters but a to z."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def _asked_for(debtors: Collection[int], amounts: Collection[Minor]) -> set[tuple[int, Minor]]:
    """Which of the debtors had an invoice or a letter of which of the amounts."""
    found: set[tuple[int, Minor]] = set()
    for some in chunks(debtors):
        invoices = rows.Entry.objects.filter(claim__debtor_id__in=some, kind="invoice")
        letters = rows.Letter.objects.filter(debtor_id__in=some)
        found |= set(invoices.values_list("claim__debtor_id", "amount"))
        found |= set(letters.values_list("debtor_id", "total"))
    return {(debtor_id, amount) for debtor_id, amount in found if amount in amounts}


def _owing_in_all(amounts: Collection[Minor], debtors: Collection[int] | None) -> Mapping[Minor, frozenset[int]]:
    """The debtors, of those asked about, whose open claims come to just an amount together."""
    if not amounts:
        return {}
    still_open = rows.ClaimState.objects.filter(settled_on__isnull=True, balance__gt=0)
    found: dict[Minor, set[int]] = defaultdict(set)
    for some in chunks(amounts):
        mine = still_open if debtors is None else still_open.filter(debtor_id__in=debtors)
        sums = mine.values("debtor_id").order_by("debtor_id").annotate(sum=Sum("balance"), claims=Count("claim_id"))
        for debtor_id, total in sums.filter(claims__gt=1, sum__in=some).values_list("debtor_id", "sum"):
            found[total].add(debtor_id)
    return {total: frozenset(ids) for total, ids in found.items()}


def _credits(debtors: Collection[int] | None) -> dict[tuple[int, str], Minor]:
    """What lies unmatched to each debtor's credit, by currency."""
    sums = _all_credits.rows() if debtors is None else _their_credits(debtors)
    return {(debtor_id, currency): -total for debtor_id, currency, total in sums}


def _credits_of(theirs: Q) -> QuerySet[Any, Any]:
    found = rows.ClaimState.objects.filter(theirs, blocked="to_match", settled_on__isnull=True)
    sums = found.values("debtor_id", "claim__currency").annotate(sum=Sum("balance")).order_by()
    return sums.values_list("debtor_id", "claim__currency", "sum")


_all_credits = Question(lambda: _credits_of(Q()))
_their_credits = Facts("debtor_id")(_credits_of)


def _list(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text)) if text else ()
