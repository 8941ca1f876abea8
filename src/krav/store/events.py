"""Facts as events for programs: what happened, by a name that never changes ("letter.left 17"), without anybody's name.

A fact has no moment, but ids of one account are given under its lock: what is written later has a larger id. So a reader
keeps the last id of each table and asks for what lies above.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from krav.claims.case import CaseKind
from krav.claims.ledger import EntryKind
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.marks import last_ids
from krav.store.scope import Owned

Marks = Mapping[str, int]
"""The last id that was seen, by the name of its table's source."""

Data = dict[str, Any]


class Event(NamedTuple):
    """A fact: `source` and `id` are where it lies, `on` is the day it became known, `data` what happened."""

    source: str
    id: int
    kind: str
    on: date
    data: Data

    @property
    def name(self) -> str:
        """Its name, the same however often it is told."""
        return f"{self.kind} {self.id}"


class Source(NamedTuple):
    """A table of facts: what a row is called, its day, and the columns that are told by the names they are told by."""

    name: str
    model: type[Owned]
    kind: Callable[[Data], str]
    day: str
    columns: Mapping[str, str]
    only: Q = Q()


class Read(NamedTuple):
    """Events, the marks after them, and the sources that may have more."""

    events: list[Event]
    marks: dict[str, int]
    more: frozenset[str]


_LEDGER = {
    EntryKind.INVOICE: "invoice.added", EntryKind.PAYMENT: "payment.placed", EntryKind.CREDIT: "credit.added",
    EntryKind.WAIVER: "waiver.added",
}  # fmt: skip
_SAID = {
    "objection": "debtor.objected", "plan": "debtor.plan_asked", "date": "debtor.date_proposed", "paid": "debtor.paid_told",
    "message": "debtor.wrote",
}  # fmt: skip
PARTNER_TELLS = ("state", "payment", "cost", "message", "document", "settlement")
_LOSSES = {"write_off": "loss.posted", "recovery": "loss.recovered"}
_AMOUNTS = ("amount", "fee", "interest", "total")

_CLAIM = {"claim_id": "claim_id", "number": "claim__number", "debtor_id": "claim__debtor_id"}
_LETTER = {
    "letter_id": "letter_id", "number": "letter__number", "step": "letter__step", "debtor_id": "letter__debtor_id",
}  # fmt: skip


def _named(kind: str) -> Callable[[Data], str]:
    return lambda _: kind


def _of_ledger(data: Data) -> str:
    """What an entry is called; an item that lowers others comes in as a credit."""
    if data["entry"] == EntryKind.INVOICE and data["item"] in {"credit", "payment"}:
        return "credit.added"
    return _LEDGER.get(data["entry"], "charge.added")


def _same(*columns: str) -> dict[str, str]:
    return {column: column for column in columns}


SOURCES = (
    Source("payment", rows.Payment, _named("payment.received"), "received_on",
           {"payment_id": "id", **_same("amount", "currency", "received_on")}),
    Source("letter", rows.Letter, _named("letter.decided"), "sent_on",
           {"letter_id": "id", **_same("number", "step", "debtor_id", "sent_on", "deadline_on", "fee", "total",
            "currency")}),
    Source("entry", rows.Entry, _of_ledger, "known_on",
           {**_CLAIM, "item": "claim__kind", "entry": "kind", "amount": "amount", "currency": "claim__currency", "on": "on",
            "known_on": "booked_on", **_same("label", "letter_id", "payment_id")}, ~Q(kind=EntryKind.WRITE_OFF)),
    Source("paid_back", rows.PaidBack, _named("payment.paid_back"), "known_on",
           {"payment_id": "payment_id", "amount": "amount", "currency": "payment__currency", "on": "on",
            "known_on": "booked_on"}),
    Source("dispatch", rows.Dispatch, _named("letter.left"), "at", {**_LETTER, **_same("channel", "at", "sha256")}),
    Source("withdrawal", rows.Withdrawal, _named("letter.withdrawn"), "on", {**_LETTER, **_same("on", "reason")}),
    Source("returned", rows.Returned, _named("letter.returned"), "on", {**_LETTER, **_same("on", "reason")}),
    Source("hold", rows.Hold, _named("hold.placed"), "from_on",
           {"hold_id": "id", **_CLAIM, **_same("reason", "from_on", "until_on")}),
    Source("hold_lift", rows.HoldLift, _named("hold.lifted"), "on",
           {"hold_id": "hold_id", "claim_id": "hold__claim_id", "number": "hold__claim__number",
            "debtor_id": "hold__claim__debtor_id", "reason": "hold__reason", "on": "on"}),
    Source("case_event", rows.CaseEvent, lambda data: f"case.{data['happened']}", "on",
           {"case_id": "case_id", "number": "case__number", "debtor_id": "case__debtor_id", "happened": "kind",
            "line": "seq", "on": "on"}, Q(fact="")),
    Source("partner_news", rows.PartnerNews, lambda data: f"partner.{data.get('told', 'state')}", "known_on",
           {"news_id": "id", "told": "kind", "partner": "agreement__name", "case_id": "hand_over__case_id",
            "number": "hand_over__case__number", "debtor_id": "hand_over__case__debtor_id", "at": "at",
            "known_on": "on"}, Q(refused="")),
    Source("interest_invoice", rows.InterestInvoice, _named("interest.invoiced"), "issued_on",
           {"invoice_id": "id", **_same("claim_id", "number", "debtor_id", "issued_on", "due_on", "interest", "fee", "total",
            "currency")}),
    Source("interest_credit", rows.InterestCredit, _named("interest.credited"), "on",
           {"invoice_id": "invoice_id", "number": "number", "claim_id": "invoice__claim_id",
            "debtor_id": "invoice__debtor_id", "total": "invoice__total", "currency": "invoice__currency",
            "on": "credited_on"}),
    Source("debtor_word", rows.DebtorWord, lambda data: _SAID[data["said"]], "on",
           {"word_id": "id", "debtor_id": "debtor_id", "said": "kind", "on": "on"}),
    Source("debtor_answer", rows.DebtorAnswer, _named("debtor.answered"), "on",
           {"word_id": "word_id", "debtor_id": "word__debtor_id", "said": "word__kind", "answer": "answer", "on": "on"}),
    Source("voucher", rows.Voucher, lambda data: _LOSSES[data["voucher"]], "on",
           {"voucher_id": "id", **_CLAIM, "voucher": "kind", "voucher_number": "number", "amount": "amount",
            "currency": "currency", "case_id": "case_id", "on": "on"}),
)  # fmt: skip
"""Every kind of fact that is told, those that bring others first."""

KINDS = (
    "payment.received", "payment.placed", "payment.paid_back", "invoice.added", "credit.added", "charge.added",
    "waiver.added", "letter.decided", "letter.left", "letter.withdrawn", "letter.returned", "hold.placed", "hold.lifted",
    *(f"case.{kind}" for kind in CaseKind), *(f"partner.{kind}" for kind in PARTNER_TELLS),
    "interest.invoiced", "interest.credited", "loss.posted", "loss.recovered",
    *_SAID.values(), "debtor.answered",
)  # fmt: skip
FAMILIES = tuple(dict.fromkeys(kind.partition(".")[0] for kind in KINDS))
"""What stands before the dot: whoever wants a family wants all of its kinds, those of later versions too."""


def wants(kinds: Collection[str], kind: str) -> bool:
    """Whether a kind is among those that are wanted; nothing named is everything."""
    return not kinds or kind in kinds or kind.partition(".")[0] in kinds


def start() -> dict[str, int]:
    """The marks before everything."""
    return {source.name: 0 for source in SOURCES}


def marks() -> dict[str, int]:
    """The highest id of each table, of whatever account: under an account's lock, what it writes later lies above."""
    found = last_ids([source.model for source in SOURCES])
    return {source.name: last for source, last in zip(SOURCES, found, strict=True)}


def read(since: Marks, now: Marks, most: int) -> Read:
    """The account's events above the marks `since`, at most so many of each table; `now` is what `marks` has just said.

    A table that `since` does not know is told of from now on.
    """
    found: list[Event] = []
    after, more = {source.name: since.get(source.name, now[source.name]) for source in SOURCES}, set()
    for source in SOURCES:
        if now[source.name] <= after[source.name]:
            continue
        some = _above(source, after[source.name], most)
        found += some
        if some:
            after[source.name] = some[-1].id
        if len(some) == most:
            more.add(source.name)
    _with_claims(found)
    return Read(found, after, frozenset(more))


def body(event: Event, account: str) -> str:
    """The event as it is told, byte for byte."""
    return json.dumps(shown(event, account), ensure_ascii=False, default=_iso)


def shown(event: Event, account: str) -> Data:
    """The event as it is told: `account` is the account's short name."""
    return {"event": event.name, "kind": event.kind, "account": account, "on": event.on, "data": event.data}


def _above(source: Source, mark: int, most: int) -> list[Event]:
    found = source.model.objects.filter(source.only, pk__gt=mark).order_by("pk")
    return [_event(source, row[0], row[1:]) for row in found.values_list("pk", *source.columns.values())[:most]]


def _event(source: Source, key: int, values: Iterable[Any]) -> Event:
    data: Data = dict(zip(source.columns, values, strict=True))
    kind, day = source.kind(data), data[source.day]
    currency = data.pop("currency", "")
    data |= {name: {"minor": data[name], "currency": currency} for name in _AMOUNTS if name in data}
    return Event(source.name, key, kind, day.date() if isinstance(day, datetime) else day, data)


def _with_claims(events: Iterable[Event]) -> None:
    """Adds to each letter the invoices in it."""
    letters = [event for event in events if event.kind.startswith("letter.")]
    claims: dict[int, list[int]] = defaultdict(list)
    for some in chunks(event.data["letter_id"] for event in letters):
        found = rows.LetterClaim.objects.filter(letter_id__in=some).order_by("id").values_list("letter_id", "claim_id")
        for letter_id, claim_id in found:
            claims[letter_id].append(claim_id)
    for event in letters:
        event.data["claim_ids"] = claims[event.data["letter_id"]]


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in an event.")
