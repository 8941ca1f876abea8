"""Claims whose letters turn out to have asked for a wrong sum: they wait until somebody has put it right.

A plain reminder stops nothing, since the next one names the right sum; a notice and whatever rests on one has to name it.
"""

from collections.abc import Collection

from krav.actions.unit import Unit
from krav.claims.correction import corrections
from krav.claims.decide import reckon_claim
from krav.claims.ledger import Claim
from krav.law.country import Country
from krav.law.dated import NotInForce
from krav.store import load
from krav.store import models as rows
from krav.store.load import Ids
from krav.store.queries.corrections import HOLD, held_back, now_wrong, told_letters
from krav.store.write import insert_many


def stop(work: Unit, touched: Ids) -> set[int]:
    """Stops those of the claims, by id, that this unit's money or credit notes have shown to be asked for wrongly.

    The caller moves their states. A claim that is settled to the øre needs no word to anybody.
    """
    found = now_wrong(touched, work.on)
    claims = load.claims(found - held_back(found)) if found else {}
    return hold(work, [claim.id for claim in claims.values() if _matters(claim, work.creditor.country, work)])


def look(work: Unit, claim_ids: Collection[int]) -> set[int]:
    """Stops those of a debtor's claims with a letter whose charges the law does not bear out any more."""
    unheld = set(claim_ids) - held_back(claim_ids)
    law = work.creditor.country
    found = {key: corrections(told_letters(key, work.creditor), law) for key in sorted(unheld)}
    return hold(work, [key for key, wrong in found.items() if any(each.entries for each in wrong)])


def _matters(claim: Claim, law: Country, work: Unit) -> bool:
    try:
        reckoning = reckon_claim(claim, law, work.on)
    except NotInForce:
        return True
    return reckoning.principal > 0 or reckoning.overpaid > 0


def hold(work: Unit, claim_ids: Collection[int]) -> set[int]:
    """Stops the claims until somebody has put right what was asked for; the caller moves their states."""
    columns = ("claim_id", "reason", "note", "from_on", "until_on", "placed_by")
    insert_many(rows.Hold, columns, [(key, HOLD, "", work.on, None, work.by.name) for key in claim_ids])
    return set(claim_ids)
