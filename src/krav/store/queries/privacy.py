"""Reads of what is kept of customers: what keeps it, whose time is up, all of one. The account must be in scope."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Max, Q

from krav.claims.retention import Kept, TimeUp, keeping
from krav.kernel.refusal import Refusal
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.numbers import whole
from krav.store.personal import REGISTRY, Personal
from krav.store.scope import Owned
from krav.store.words import holding

_BOOKED = (
    (rows.Claim, "debtor_id", "issued_on"),
    (rows.Entry, "claim__debtor_id", "on"),
    (rows.Entry, "claim__debtor_id", "booked_on"),
    (rows.Letter, "debtor_id", "sent_on"),
    (rows.SentElsewhere, "claim__debtor_id", "sent_on"),
    (rows.Voucher, "claim__debtor_id", "on"),
    (rows.InterestInvoice, "debtor_id", "issued_on"),
    (rows.InterestCredit, "invoice__debtor_id", "credited_on"),
    (rows.Matched, "claim__debtor_id", "on"),
    (rows.PaidBack, "payment__entry__claim__debtor_id", "booked_on"),
    (rows.PartnerPayment, "hand_over__case__debtor_id", "received_on"),
)
"""What the books know of a customer: the table, the way to the customer, the day."""

_LEFT = ("delivered", "bounced", "failed", "refused", "withdrawn", "cancelled")


class Erased(NamedTuple):
    """An erasure as it is shown."""

    on: date
    by: str
    section: str


class Due(NamedTuple):
    """A customer whose time is up, and since when."""

    id: int
    number: str
    name: str
    found: TimeUp


def year_ends() -> int:
    """The last month of the account's financial year."""
    return rows.Keeping.objects.values_list("year_ends", flat=True).first() or 12


def goes_by_itself() -> bool:
    """Whether the account lets what the time is up for go by itself."""
    return bool(rows.Keeping.objects.values_list("by_itself", flat=True).first())


def erased(debtor_id: int) -> Erased | None:
    """The erasure of a customer, if there was one."""
    found = rows.Erasure.objects.filter(debtor_id=debtor_id).values_list(*Erased._fields).first()
    return Erased(*found) if found else None


def what_keeps(debtor_id: int, on: date) -> Refusal | TimeUp:
    """Why a customer may not be erased that day, or since when it may."""
    kept = kept_of([debtor_id], on).get(debtor_id, Kept(None))
    return keeping(kept, creditor_in_scope().country, year_ends(), on)


def time_is_up(on: date) -> list[Due]:
    """The customers that nothing keeps any more, the longest over first."""
    law, ends = creditor_in_scope().country, year_ends()
    known = rows.Debtor.objects.filter(erasure__isnull=True).values_list("id", "number", "name")
    keeps = kept_of(None, on)
    found = [
        Due(key, number, name, up)
        for key, number, name in known
        if key in keeps and isinstance(up := keeping(keeps[key], law, ends, on), TimeUp)
    ]
    return sorted(found, key=lambda due: (due.found.since, due.id))


def kept_of(ids: Iterable[int] | None, on: date) -> dict[int, Kept]:
    """What keeps each of these customers, or each of all: a dozen queries however many they are."""
    last: dict[int, date] = {}
    for model, way, day in _BOOKED:
        for key, booked in _of(model, way, ids).values_list(way).annotate(last=Max(day)).values_list(way, "last"):
            if booked and (key not in last or booked > last[key]):
                last[key] = booked
    claims, cases = defaultdict[int, list[str]](list), defaultdict[int, list[str]](list)
    still = _of(rows.ClaimState, "debtor_id", ids).filter(settled_on__isnull=True)
    for key, number in still.order_by("claim_id").values_list("debtor_id", "claim__number"):
        claims[key].append(number)
    running = _of(rows.CaseState, "debtor_id", ids).exclude(status="closed")
    for key, number in running.order_by("case_id").values_list("debtor_id", "case__number"):
        cases[key].append(number)
    standing = Q(until_on__isnull=True) | Q(until_on__gt=on)
    holds = _counted(_of(rows.Hold, "claim__debtor_id", ids).filter(standing, holdlift__isnull=True), "claim__debtor_id")
    waiting = defaultdict[int, int](int)
    under_way: tuple[tuple[type[Owned], str, Q], ...] = (
        (rows.Outbox, "letter__debtor_id", ~Q(state__in=_LEFT)),
        (rows.DebtorWord, "debtor_id", Q(debtoranswer__isnull=True)),
        (rows.LoosePayment, "payment__entry__claim__debtor_id", Q()),
    )
    for table, whose, which in under_way:
        for key, count in _counted(_of(table, whose, ids).filter(which), whose).items():
            waiting[key] += count
    everybody = last.keys() | claims.keys() | cases.keys() | holds.keys() | waiting.keys()
    return {
        key: Kept(last.get(key), tuple(claims[key]), tuple(cases[key]), holds.get(key, 0), waiting[key]) for key in everybody
    }


def payments_of(debtor_id: int) -> list[int]:
    """The payments of a customer: something of each went to a claim of the customer's, and nothing to another's."""
    mine = rows.Entry.objects.filter(claim__debtor_id=debtor_id, payment__isnull=False).values("payment_id")
    matched = rows.Matched.objects.filter(claim__debtor_id=debtor_id).values("payment_id")
    others = rows.Entry.objects.exclude(claim__debtor_id=debtor_id).filter(payment__isnull=False).values("payment_id")
    elsewhere = rows.Matched.objects.exclude(claim__debtor_id=debtor_id).values("payment_id")
    found = rows.Payment.objects.filter(Q(pk__in=mine) | Q(pk__in=matched)).exclude(pk__in=others).exclude(pk__in=elsewhere)
    return list(found.values_list("pk", flat=True))


def everything_of(debtor_id: int) -> dict[str, Any]:
    """All that is kept of a customer, by table: every column of its own tables, the registered ones where others share."""
    payments = payments_of(debtor_id)
    found: dict[str, Any] = {table: [] for table in _ALWAYS}
    for each in REGISTRY:
        columns = [field.attname for field in each.model._meta.concrete_fields if field.attname not in _WITHHELD]
        told = rows_of(each, debtor_id, payments, ())
        if each.of and (lines := list(told.order_by("pk").values(*columns))):
            found.setdefault(each.table, []).extend(lines)
    found["debtor"] = [_with_number(row, debtor_id) for row in found["debtor"]]
    for model, way in _BOOKS:
        columns = [field.attname for field in model._meta.concrete_fields if field.attname not in _WITHHELD]
        found[model._meta.db_table] = list(model.objects.filter(**{way: debtor_id}).order_by("pk").values(*columns))
    return found


def _with_number(row: dict[str, Any], debtor_id: int) -> dict[str, Any]:
    """The customer's own row with its number whole: it is the customer who asks."""
    sealed = rows.Debtor.objects.values_list("sealed_number", flat=True).get(pk=debtor_id)
    return row | {"company_number": whole(row["company_number"], sealed)}


def as_json(told: dict[str, Any]) -> str:
    """An export as a file: days and moments as ISO text, texts of JSON as what they say."""
    kept = {table: [_unfolded(row) for row in lines] for table, lines in told["kept"].items()}
    return json.dumps(told | {"kept": kept}, ensure_ascii=False, indent=1, sort_keys=True, default=_iso) + "\n"


def _unfolded(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(value) if name in _JSON and value and isinstance(value, str) else value
        for name, value in row.items()
    }


def _iso(value: date) -> str:
    return value.isoformat()


_JSON = frozenset({"data", "texts", "references", "shares", "file", "quote", "claims"})
_BOOKS: tuple[tuple[Any, str], ...] = (
    (rows.Entry, "claim__debtor_id"),
    (rows.Letter, "debtor_id"),
    (rows.Case, "debtor_id"),
)
_ALWAYS = ("claim", "note", "payment")
"""What an export names even where there is none of it, as its schema promises; so it does what `_BOOKS` names."""

_WITHHELD = frozenset({"account_id", "leased_until", "hash", "before", "sealed_number"})


def rows_of(each: Personal, debtor_id: int, payments: list[int], words: Iterable[str]) -> Any:  # noqa: ANN401 a query set of any table
    """The rows of a registered table that are the customer's, or that hold the customer's words."""
    if each.of == "payment":
        return each.model.objects.filter(**{"pk__in" if each.model is rows.Payment else "payment_id__in": payments})
    if each.of:
        return each.model.objects.filter(**{each.of: debtor_id})
    return each.model.objects.filter(holding(each.columns, words))


def _of(model: Any, way: str, ids: Iterable[int] | None) -> Any:  # noqa: ANN401 a query set of any table
    return model.objects.all() if ids is None else model.objects.filter(**{f"{way}__in": list(ids)})


def _counted(found: Any, way: str) -> dict[int, int]:  # noqa: ANN401 a query set of any table
    known = found.filter(**{f"{way}__isnull": False})
    return dict(known.values_list(way).annotate(n=Count("pk", distinct=True)).values_list(way, "n"))
