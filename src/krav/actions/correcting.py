"""What a correcting letter says of the letter whose place it takes, read from the facts that both were made on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from krav.claims.correction import LABEL, Corrected, parts_of
from krav.claims.ledger import Claim, EntryKind
from krav.claims.letter import Letter
from krav.kernel.money import Minor
from krav.law.step import CORRECTION
from krav.store import load
from krav.store.load import Creditor, Seen
from krav.store.queries.corrections import corrected_by, step_of
from krav.store.queries.letters import StoredLetter


def correcting(stored: StoredLetter, letter: Letter, creditor: Creditor) -> Letter:
    """The letter with what the one before it asked for, and what that should have asked for."""
    before = corrected_by(stored.id)
    then = load.claims(stored.claim_ids, Seen(before.entries_to, before.sent_on)).values()
    now = load.claims(stored.claim_ids, Seen(stored.entries_to, before.sent_on)).values()
    demanded, lawful = (parts_of(claims, creditor.country, before.sent_on) for claims in (then, now))
    corrects = Corrected(before.number, before.sent_on, demanded, lawful, _set_free(now, stored.sent_on))
    step = creditor.policy.steps[0] if before.step == CORRECTION else step_of(before.step, creditor)
    return replace(letter, step=step, next_step=None, corrects=corrects)


def _set_free(claims: Iterable[Claim], on: date) -> Minor:
    """The money that the correction of the day took off the claims, to be paid back."""
    return sum(
        entry.amount
        for claim in claims
        for entry in claim.entries
        if entry.kind is EntryKind.PAYMENT and entry.label == LABEL and entry.on == on
    )
