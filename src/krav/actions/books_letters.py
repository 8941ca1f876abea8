"""Letters that the accounting system sent by itself: facts of the claim, from which its ladder goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from krav.actions import states
from krav.actions.unit import Unit
from krav.claims.books_letter import Sent, counted
from krav.claims.ledger import Claim, Entry, Relation
from krav.law.step import PastLetter, StepKind
from krav.store import load
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.entries import NewEntry, insert_entries
from krav.store.write import insert_many
from krav.wire.accounting.values import ReminderIn

_SENT = ("claim_id", "step", "kind", "sent_on", "deadline_on", "fee", "channel", "address", "told_by")


@dataclass(slots=True)
class Taken:
    """How many letters count, and why others do not, by invoice number."""

    counted: int = 0
    why: dict[str, str] = field(default_factory=dict)


def take_in(work: Unit, told: Sequence[ReminderIn], name: str) -> Taken:
    """Takes in the letters that nobody has told of before, the oldest first."""
    taken, ids = Taken(), _ids(told)
    claims = load.claims(set(ids.values()))
    relations = load.relations({claim.debtor_id for claim in claims.values()}, work.on)
    before = _before(claims)
    letters: list[tuple[object, ...]] = []
    entries: list[NewEntry] = []
    for each in sorted(told, key=lambda letter: letter.on):
        claim = claims.get(ids.get(each.invoice, 0))
        by = f"{name} {each.key}"[:254]
        if claim is None or (claim.id, by) in before:
            continue
        found, said = _counted(work, claim, each, relations.get(claim.debtor_id, Relation()))
        if said:
            taken.why[each.invoice] = said
        if found is None:
            continue
        before.add((claim.id, by))
        claims[claim.id], letter, fees = found
        about = (letter.step, letter.kind.value, letter.sent_on, letter.deadline_on, letter.fee)
        letters.append((claim.id, *about, "books", "", by))
        entries += [NewEntry(claim.id, fee.kind.value, fee.amount, fee.on, work.on, fee.aim, fee.label) for fee in fees]
    insert_many(rows.SentElsewhere, _SENT, letters)
    insert_entries(entries)
    states.refresh({int(str(letter[0])) for letter in letters}, work.creditor)
    taken.counted = len(letters)
    return taken


def _counted(
    work: Unit, claim: Claim, each: ReminderIn, relation: Relation
) -> tuple[tuple[Claim, PastLetter, Sequence[Entry]] | None, str]:
    """The claim with the letter and the fee it adds, and what was wrong with it."""
    sent = Sent(StepKind(each.kind), each.on, each.fee.minor if each.fee else 0, each.deadline_on)
    found = counted(claim, sent, relation, work.creditor.country, work.creditor.policy)
    said = " ".join(breach.in_full() for breach in found.breaches)
    if found.letter is None:
        return None, said or "the policy has no such letter"
    return (found.claim, found.letter, found.claim.entries[len(claim.entries) :]), said


def _ids(told: Sequence[ReminderIn]) -> dict[str, int]:
    found: dict[str, int] = {}
    for some in chunks(each.invoice for each in told):
        found |= rows.Claim.objects.filter(number__in=some).values_list("number", "id")
    return found


def _before(claims: Mapping[int, Claim]) -> set[tuple[int, str]]:
    """What was told of before."""
    found: set[tuple[int, str]] = set()
    for some in chunks(claims):
        found |= set(rows.SentElsewhere.objects.filter(claim_id__in=some).values_list("claim_id", "told_by"))
    return found
