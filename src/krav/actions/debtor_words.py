"""What a debtor says on its own page: an objection stops at once, a payment told of gives the bank its days; people answer.

A plan asked for, or a day, stops nothing by itself unless the account's policy says so. Everything is kept as it was said.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from krav.actions import states
from krav.actions.attachments import keep, named
from krav.actions.unit import Actor, Unit, unit
from krav.claims.told import Paper
from krav.kernel.bankdays import bank_days_after
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.portal import said_since
from krav.store.scope import account_scope
from krav.store.write import insert_many
from krav.wire import clock
from krav.wire.papers import PaperError
from krav.wire.pictures import as_pdf

OBJECTION, PLAN, DAY, PAID, MESSAGE = KINDS = ("objection", "plan", "date", "paid", "message")
ANSWERS = ("accepted", "declined", "seen")

MOST_TEXT, MOST_REACH, MOST_ANSWER = 2000, 120, 1000
MOST_PROOF = 10 * 1024 * 1024
MOST_A_DAY = 10
"""So often a debtor says something in a day."""

_KEY = 60
"""Signs that an audit row has room for."""

FARTHEST = timedelta(days=366)
BANK_DAYS = 3
"""So many bank days money that was sent may be under way."""

ANSWER_BANK_DAYS = 5
"""So many bank days a person has for a plan that was asked for, where the policy lets it wait."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a debtor said. No claims are all that are open; `on` is the day paid, proposed or of the first instalment.

    `count` and `amount` are of a plan: how many instalments, or how much a month.
    """

    kind: str
    text: str = ""
    claim_ids: tuple[int, ...] = ()
    on: date | None = None
    count: int = 0
    amount: Minor = 0
    reach: str = ""
    proof: Paper | None = None


def keep_proof(account_id: int, data: bytes) -> Paper:
    """A proof of payment, PDF, JPEG or PNG, looked at and kept as a PDF.

    Raises:
        PaperError: it is too large, damaged, or holds more than pages.
    """
    if len(data) > MOST_PROOF:
        facts = {"size": -(-len(data) // 1024**2), "most": MOST_PROOF // 1024**2}
        raise PaperError("The file has {size} MB; at most {most} MB are taken. Save it with smaller pictures.", facts)
    return keep(account_id, as_pdf(data), "proof.pdf")


def say(account_id: int, letter_id: int, said: Said, *, on: date, key: str) -> int:
    """Keeps what the debtor of a letter said, and stops what it stops, in one; its id. The same form counts once.

    Raises:
        DoneBefore: it was said with this key.
        KravError: nothing is open, something lacks, a day or a claim does not fit, or it was said too often today.
    """
    own = sha256(f"{letter_id} {key}".encode()).hexdigest()[:_KEY]
    _check(said, on)
    with account_scope(account_id):
        debtor = rows.Debtor.objects.get(letter=letter_id)
    with unit(account_id, "hear_debtor", on=on, by=_who(debtor), key=own) as work:
        if said_since(debtor.id, on) >= MOST_A_DAY:
            raise KravError("So much was said today that no more is taken; write or call the creditor.")
        claims = _claims(said, debtor.id)
        word = rows.DebtorWord.objects.create(
            debtor=debtor,
            letter_id=letter_id,
            kind=said.kind,
            claims=json.dumps(claims),
            text=_plain(said.text)[:MOST_TEXT],
            data=json.dumps(_data(said)),
            proof=said.proof.sha256 if said.proof else "",
            reach=_line(said.reach)[:MOST_REACH],
            on=on,
            at=clock.now(),
            key=own,
        )
        if said.proof:
            for claim_id in claims:
                named(work, claim_id, "proof", said.proof)
        _stop(work, said, claims)
        work.said = {"debtor": debtor.id, "word": word.id, "kind": said.kind, "claims": len(claims)}
    return word.id


def answer_word(
    account_id: int, word_id: int, answer: str, text: str, *, lift: bool = False, on: date, by: Actor, key: str = ""
) -> None:
    """A person's answer, which the debtor reads on its page; with `lift` what was stopped by the word goes on.

    Raises:
        KravError: there is no such word, it was answered, or a refusal has no words.
    """
    if answer not in ANSWERS:
        raise KravError("An answer is one of {known}.", {"known": ", ".join(ANSWERS)})
    told = _plain(text)[:MOST_ANSWER]
    with unit(account_id, "answer_debtor", on=on, by=by, key=key) as work:
        word = rows.DebtorWord.objects.select_related("debtor").filter(pk=word_id).first()
        if word is None:
            raise KravError("There is no such message of a debtor in this account.")
        if rows.DebtorAnswer.objects.filter(word=word).exists():
            raise KravError("This was answered before.")
        if answer == "declined" and not told:
            raise KravError("Say why in the answer: the debtor reads it.")
        rows.DebtorAnswer.objects.create(word=word, answer=answer, text=told, on=on, at=clock.now(), by=by.name)
        lifted = _lift(work, word) if lift else 0
        work.said = {"debtor": word.debtor_id, "word": word_id, "answer": answer, "lifted": lifted}


def _who(debtor: rows.Debtor) -> Actor:
    """The debtor as who did something; what its own page may do stands in this module and nowhere else."""
    return Actor(f"{debtor.name} ({debtor.number})", Role.CASEWORKER)


def _check(said: Said, on: date) -> None:
    if said.kind not in KINDS:
        raise KravError("What a debtor says is one of {known}.", {"known": ", ".join(KINDS)})
    if said.kind in {OBJECTION, MESSAGE} and not _plain(said.text):
        raise KravError("Write what you want to say.")
    if said.kind in {PLAN, DAY} and (said.on is None or not on < said.on <= on + FARTHEST):
        raise KravError("Choose a day after {on}, within a year.", {"on": on})
    if said.kind == PAID and (said.on is None or not on - FARTHEST <= said.on <= on):
        raise KravError("Choose the day you paid, not later than {on}.", {"on": on})
    if said.kind == PLAN and not (2 <= said.count <= 120 or said.amount > 0):
        raise KravError("Say how many instalments, from 2 to 120, or how much a month.")


def _claims(said: Said, debtor_id: int) -> list[int]:
    """The claims that were meant: those chosen, or all that are open."""
    still_open = rows.ClaimState.objects.filter(debtor_id=debtor_id, settled_on__isnull=True)
    still_open = still_open.exclude(claim__kind__in=("credit", "payment"))
    found = sorted(still_open.values_list("claim_id", flat=True))
    chosen = [claim_id for claim_id in found if claim_id in said.claim_ids] if said.claim_ids else found
    if len(chosen) < len(set(said.claim_ids)):
        raise KravError("An invoice that was chosen is not open any more; look at the page again.")
    if not chosen and said.kind != MESSAGE:
        raise KravError("Nothing is open any more; there is nothing to do.")
    return chosen


def _data(said: Said) -> dict[str, Any]:
    told = {"on": said.on.isoformat() if said.on else "", "count": said.count, "amount": said.amount}
    return {name: value for name, value in told.items() if value}


def _stop(work: Unit, said: Said, claim_ids: Collection[int]) -> None:
    stop = _stop_of(work, said)
    if stop is None or not claim_ids:
        return
    reason, until_on = stop
    note = _line(said.text)[:400]
    columns = ("claim_id", "reason", "note", "from_on", "until_on", "placed_by")
    insert_many(rows.Hold, columns, [(each, reason, note, work.on, until_on, work.by.name) for each in claim_ids])
    states.refresh(claim_ids, work.creditor)


def _stop_of(work: Unit, said: Said) -> tuple[str, date | None] | None:
    """Why and until when a word stops; None where it does not."""
    law, policy = work.creditor.country, work.creditor.policy
    if said.kind == OBJECTION:
        return "objection", None
    if said.kind == PAID:
        return "promise", bank_days_after(work.on, BANK_DAYS, law.closed)
    if said.kind == DAY and policy.asked_waits and said.on:
        return "promise", bank_days_after(said.on, policy.grace_bank_days, law.closed)
    if said.kind == PLAN and policy.asked_waits:
        return "wait", bank_days_after(work.on, ANSWER_BANK_DAYS, law.closed)
    return None


def _lift(work: Unit, word: rows.DebtorWord) -> int:
    """Lifts the stops that came of a word; how many."""
    claim_ids, who = json.loads(word.claims), _who(word.debtor).name
    of_word = rows.Hold.objects.filter(claim_id__in=claim_ids, from_on=word.on, placed_by=who)
    found = list(of_word.filter(holdlift__isnull=True).values_list("id", "claim_id"))
    insert_many(rows.HoldLift, ("hold_id", "on", "lifted_by"), [(hold_id, work.on, work.by.name) for hold_id, _ in found])
    states.refresh(sorted({claim_id for _, claim_id in found}), work.creditor)
    return len(found)


def _plain(text: str) -> str:
    """The text with its lines, without signs that steer a terminal, a file or a page."""
    lines = ("".join(sign for sign in line if sign.isprintable()).strip() for line in text.splitlines())
    return "\n".join(lines).strip()


def _line(text: str) -> str:
    """The text in one line."""
    return " ".join(_plain(text).split())
