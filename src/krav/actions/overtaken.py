"""Charges that a payment of an earlier day overtakes: a letter sent when everything in it was paid costs nothing.

The bank tells of money days after it came. What was paid before a letter left was no cause for the letter, so its fee goes;
compensation goes where the claim was paid by the day interest begins. Interest needs nothing: it is always reckoned anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from django.db.models import Sum

from krav.actions import states, wrong
from krav.actions.unit import Unit
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim, EntryKind
from krav.kernel.days import ONE_DAY
from krav.law.country import Country
from krav.store import load
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.entries import NewEntry, insert_entries
from krav.store.load import Ids

_CHARGES = (EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS)


def reverse(work: Unit, touched: Ids, received_from: date, loaded: Mapping[int, Claim] | None = None) -> None:
    """Reverses the charges of letters, sent after a day, about these claims that had nothing to be sent for.

    A charge may stand on another claim of the same letter, so the states of all that are charged back are moved here. What
    is left that a notice or a demand asked for too much of is stopped until somebody has put it right. `loaded` are
    claims as they stand now, that are not read again.
    """
    about = rows.LetterClaim.objects.filter(claim_id__in=touched, letter__sent_on__gt=received_from)
    letters = about.filter(letter__withdrawal__isnull=True, letter__returned__isnull=True).values("letter_id")
    joined = rows.LetterClaim.objects.filter(letter_id__in=letters).values_list("letter_id", "claim_id", "letter__sent_on")
    claims = dict(loaded or {})
    for some in chunks({claim_id for _, claim_id, _ in joined} - claims.keys()):
        claims |= load.claims(some)
    together: dict[int, list[Claim]] = defaultdict(list)
    sent: dict[int, date] = {}
    for letter_id, claim_id, sent_on in joined:
        together[letter_id].append(claims[claim_id])
        sent[letter_id] = sent_on
    law = work.creditor.country
    paid = {key for key, group in together.items() if all(_paid_before(claim, law, sent[key]) for claim in group)}
    reversals = list(_reversals(work, paid, claims))
    insert_entries(reversals)
    states.refresh({entry.claim_id for entry in reversals} | wrong.stop(work, touched), work.creditor)


def _paid_before(claim: Claim, country: Country, day: date) -> bool:
    return reckon_claim(claim, country, day - ONE_DAY).principal <= 0


def _reversals(work: Unit, letter_ids: set[int], claims: dict[int, Claim]) -> Iterator[NewEntry]:
    """The charges of the letters with their sign turned; what was reversed before adds up to nothing and stays."""
    law = work.creditor.country
    found = rows.Entry.objects.filter(letter_id__in=letter_ids, kind__in=_CHARGES)
    summed = found.values("claim_id", "kind", "on", "label", "letter_id", "book").annotate(sum=Sum("amount"))
    columns = ("claim_id", "kind", "on", "label", "letter_id", "book", "sum")
    for claim_id, kind, day, label, letter_id, book, amount in summed.filter(sum__gt=0).values_list(*columns):
        claim = claims[claim_id]
        late = kind == EntryKind.COMPENSATION and not _paid_before(claim, law, law.interest_from(claim.terms) + ONE_DAY)
        if not late:
            yield NewEntry(claim_id, kind, -amount, day, work.on, label=label, letter_id=letter_id, book=book)
