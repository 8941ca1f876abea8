"""Reads of what was used: a client's statement for a period, and the sums of all clients of a purse."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from krav.claims.usage import Usage, Used
from krav.countries import country
from krav.kernel.money import Minor
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.credits import Owner, owned_by
from krav.store.scope import account_scope


class ClientUse(NamedTuple):
    """What one client used of a purse in a period: of each unit how many, and what it all cost."""

    account_id: int
    slug: str
    name: str
    counts: dict[str, int]
    cost: Minor


def usage(account_id: int, owner: Owner, from_on: date, until_on: date, markup: int = 0, *, named: bool = True) -> Usage:
    """What the account used of the owner's purse from one day to another, both of them in it; `named` names customers."""
    account = rows.Account.objects.get(pk=account_id)
    lines = _moved(owner, from_on, until_on).filter(move__account_id=account_id).order_by("move__on", "id")
    columns = ("move__on", "move__unit", "move__about", "count", "lot__price", "lot__currency")
    found = list(lines.values_list(*columns))
    names = _names(account_id, {about for _, _, about, *_ in found}, named=named)
    return Usage(
        client=account.name,
        payer=_payer(owner),
        country=account.country,
        currency=found[0][5] if found else country(account.country).currency,
        from_on=from_on,
        until_on=until_on,
        markup=markup,
        lines=tuple(Used(on, unit, names.get(about, about), -count, price) for on, unit, about, count, price, _ in found),
    )


def uses_by_client(owner: Owner, from_on: date, until_on: date) -> list[ClientUse]:
    """What every client used of the owner's purse on the days of a period, by name."""
    sums = _moved(owner, from_on, until_on).values_list("move__account_id", "move__unit")
    counted = sums.order_by("move__account_id", "move__unit").annotate(
        units=Sum("count"), cost=Sum(F("count") * F("lot__price"))
    )
    found: dict[int, ClientUse] = {}
    for account_id, unit, count, cost in counted:
        each = found.setdefault(account_id, ClientUse(account_id, "", "", {}, 0))
        found[account_id] = each._replace(counts=each.counts | {unit: -count}, cost=each.cost - cost)
    told = rows.Account.objects.filter(pk__in=found).order_by("name", "id").values_list("id", "slug", "name")
    return [found[account_id]._replace(slug=slug, name=name) for account_id, slug, name in told]


def used_since(owner: Owner, since: date) -> dict[str, int]:
    """How many units of each kind left a purse since a day."""
    lines = _moved(owner, since, date.max).values_list("move__unit").order_by("move__unit")
    return {unit: -count for unit, count in lines.annotate(Sum("count")) if count}


def _moved(owner: Owner, from_on: date, until_on: date) -> QuerySet[rows.CreditLine]:
    of = owned_by(owner, "lot__purse__")
    days = Q(move__on__gte=from_on, move__on__lte=until_on)
    return rows.CreditLine.objects.filter(of, days, move__kind__in=("used", "returned"))


def _payer(owner: Owner) -> str:
    if owner.firm_id:
        return rows.Firm.objects.values_list("name", flat=True).get(pk=owner.firm_id)
    return rows.Account.objects.values_list("name", flat=True).get(pk=owner.account_id or 0)


def _names(account_id: int, abouts: Iterable[str], *, named: bool) -> dict[str, str]:
    """What people call the things that credits were used for: a letter's number and its customer, a case's number."""
    told = {about: about.split() for about in abouts}
    ids = {kind: {int(words[1]) for words in told.values() if _is(words, kind)} for kind in ("letter", "case")}
    found: dict[tuple[str, int], str] = {}
    with account_scope(account_id):
        for some in chunks(ids["letter"]):
            letters = rows.Letter.objects.filter(pk__in=some).values_list("id", "number", "debtor__name")
            found |= {("letter", key): f"{number} · {name}" if named else number for key, number, name in letters}
        for some in chunks(ids["case"]):
            cases = rows.Case.objects.filter(pk__in=some).values_list("id", "number", "debtor__name")
            found |= {("case", key): f"{number} · {name}" if named else number for key, number, name in cases}
    return {
        about: found[words[0], int(words[1])]
        for about, words in told.items()
        if len(words) > 1 and words[1].isdecimal() and (words[0], int(words[1])) in found
    }


def _is(words: list[str], kind: str) -> bool:
    return len(words) > 1 and words[0] == kind and words[1].isdecimal()
