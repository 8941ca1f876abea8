"""What a partner is to be told of a case it has: money that came here, credits, write-offs, stops; each once.

No write path knows of it. Facts are read afterwards, by their ids, above those that the hand-over's file knows of.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from krav.actions.unit import Actor, unit
from krav.claims.ledger import EntryKind, moved_label
from krav.claims.writeoff import WRITE_OFF
from krav.countries import translator
from krav.kernel.phrase import Translate, say
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.scope import account_scope
from krav.store.write import insert_many
from krav.wire.partners.values import WordOut

_MADE = ("sending", "uncertain", "there")
"""The states of hand-overs whose file is made: what comes later has to be told."""

_OURS = (EntryKind.INVOICE, EntryKind.INTEREST, EntryKind.WRITE_OFF)
"""Entries that change nothing of what the debtor is asked for there."""

_WORD = ("hand_over_id", "key", "kind", "data", "on", "by", "state", "tries", "problem")


class _Told(NamedTuple):
    """Something that happened to a claim, as its partner is to be told of it."""

    key: str
    kind: str
    claim_id: int
    on: date
    data: dict[str, Any]


@dataclass(slots=True)
class _There:
    """The claims that lie with partners: the hand-over of each, and the last facts that its file knows of."""

    of_claim: dict[int, int] = field(default_factory=dict)
    seen: dict[int, dict[str, int]] = field(default_factory=dict)
    said: Translate = str

    def since(self, name: str) -> int:
        """The id above which any hand-over has to be told."""
        return min((marks.get(name, 0) for marks in self.seen.values()), default=0)

    def new(self, claim_id: int, name: str, key: int) -> bool:
        """Whether the file of the claim's hand-over knows nothing of a fact."""
        return key > self.seen[self.of_claim[claim_id]].get(name, 0)


def queue_words(account_id: int, *, on: date, by: Actor) -> int:
    """Queues what partners have not been told yet; how much that is."""
    with account_scope(account_id):
        if not _untold(_there()):
            return 0
    with unit(account_id, "tell_partner", on=on, by=by) as work:
        there = _there()
        there.said = translator(work.creditor.country.languages[0])
        told = _untold(there)
        insert_many(
            rows.PartnerWord,
            _WORD,
            [
                (there.of_claim[each.claim_id], each.key, each.kind, json.dumps(each.data, ensure_ascii=False), each.on,
                 by.name, "queued", 0, "")
                for each in told
            ],
        )  # fmt: skip
        work.said = {"words": len(told)}
    return len(told)


def say_to_partner(account_id: int, case_id: int, words: str, *, on: date, by: Actor, key: str = "") -> int:
    """A message to the partner that has a case; its id.

    Raises:
        KravError: the case does not lie with a partner, or nothing is said.
    """
    with unit(account_id, "tell_partner", on=on, by=by, key=key) as work:
        row = rows.HandOver.objects.filter(case_id=case_id, state__in=("queued", *_MADE)).order_by("-attempt").first()
        if row is None or not words.strip():
            raise KravError("A message needs words, and a case that lies with a partner.")
        count = rows.PartnerWord.objects.filter(hand_over=row, kind="message").count()
        made = rows.PartnerWord.objects.create(
            hand_over=row, key=f"{row.key}-said-{count + 1}", kind="message", on=on, by=by.name,
            data=json.dumps({"words": words.strip()}, ensure_ascii=False),
        )  # fmt: skip
        work.said = {"hand_over": row.pk, "word": made.pk}
    return int(made.pk)


def word_of(word: rows.PartnerWord) -> WordOut:
    """A word as the partner is told it."""
    data = json.loads(word.data)
    told = {name: data[name] for name in ("amount", "currency", "invoice", "words", "not_payment") if name in data}
    return WordOut(word.key, word.kind, word.on, **told)  # type: ignore[arg-type]  # kinds are kept as they were checked


def _there() -> _There:
    """The account must be in scope."""
    found = _There()
    made = rows.HandOver.objects.filter(state__in=_MADE).order_by("id")
    of_case = dict[int, int]()
    for key, case_id, seen in made.values_list("id", "case_id", "seen"):
        of_case[case_id], found.seen[key] = key, json.loads(seen)
    for some in chunks(of_case):
        for case_id, claim_id in rows.CaseClaim.objects.filter(case_id__in=some).values_list("case_id", "claim_id"):
            found.of_claim[claim_id] = of_case[case_id]
    return found


def _untold(there: _There) -> list[_Told]:
    """What happened since the files were made and is in no word yet."""
    if not there.of_claim:
        return []
    reads: tuple[Callable[[_There, Iterable[int]], Iterator[_Told]], ...] = (_entries, _losses, _holds, _lifts)
    found = [each for some in chunks(there.of_claim) for read in reads for each in read(there, list(some))]
    known: set[str] = set()
    for keys in chunks(each.key for each in found):
        known |= set(rows.PartnerWord.objects.filter(key__in=keys).values_list("key", flat=True))
    return [each for each in found if each.key not in known]


def _entries(there: _There, claim_ids: Iterable[int]) -> Iterator[_Told]:
    """Money that came here and not there, credits, and what was given up; what came there is known there."""
    booked = rows.Entry.objects.filter(claim_id__in=claim_ids, id__gt=there.since("entry")).exclude(kind__in=_OURS)
    booked = booked.exclude(label__startswith=moved_label("")).exclude(payment__partnerpayment__isnull=False)
    columns = ("id", "claim_id", "kind", "amount", "on", "claim__number", "claim__currency", "label")
    for key, claim_id, kind, amount, on, number, currency, label in booked.order_by("id").values_list(*columns):
        if there.new(claim_id, "entry", key):
            told = {"amount": -amount, "currency": currency, "invoice": number, "words": label}
            what = "payment" if kind == EntryKind.PAYMENT else "credit"
            yield _Told(f"entry-{key}", what, claim_id, on, told)


def _losses(there: _There, claim_ids: Iterable[int]) -> Iterator[_Told]:
    """Write-offs; the partner's claim stays where the voucher says that no money came."""
    found = rows.Voucher.objects.filter(claim_id__in=claim_ids, kind=WRITE_OFF, id__gt=there.since("voucher"))
    columns = ("id", "claim_id", "on", "amount", "currency", "claim__number", "not_payment", "text")
    for key, claim_id, on, amount, currency, number, not_payment, text in found.order_by("id").values_list(*columns):
        if there.new(claim_id, "voucher", key):
            told = {"amount": amount, "currency": currency, "invoice": number, "words": text, "not_payment": not_payment}
            yield _Told(f"voucher-{key}", "write_off", claim_id, on, told)


def _holds(there: _There, claim_ids: Iterable[int]) -> Iterator[_Told]:
    found = rows.Hold.objects.filter(claim_id__in=claim_ids, id__gt=there.since("hold")).order_by("id")
    for key, claim_id, on, number, reason, note in found.values_list(
        "id", "claim_id", "from_on", "claim__number", "reason", "note"
    ):
        if there.new(claim_id, "hold", key):
            words = say("Invoice {number} is stopped here: {reason}.", {"number": number, "reason": reason}, there.said)
            data = {"invoice": number, "words": f"{words} {note}".rstrip()}
            yield _Told(f"hold-{key}", "message", claim_id, on, data)


def _lifts(there: _There, claim_ids: Iterable[int]) -> Iterator[_Told]:
    found = rows.HoldLift.objects.filter(hold__claim_id__in=claim_ids, id__gt=there.since("hold_lift")).order_by("id")
    for key, claim_id, on, number, reason in found.values_list(
        "id", "hold__claim_id", "on", "hold__claim__number", "hold__reason"
    ):
        if there.new(claim_id, "hold_lift", key):
            words = say("Invoice {number} is stopped no more: {reason}.", {"number": number, "reason": reason}, there.said)
            yield _Told(f"lift-{key}", "message", claim_id, on, {"invoice": number, "words": words})
