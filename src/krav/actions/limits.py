"""What interrupts limitation, told by hand with its proof; what is barred given up, so that the rest can be demanded."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from krav.actions import states
from krav.actions.cases import open_one
from krav.actions.unit import Actor, unit
from krav.claims.case import Case, CaseKind
from krav.claims.decide import reckon_claim
from krav.claims.ledger import EntryKind
from krav.claims.limits import BARRED, Limit, over
from krav.kernel.money import Minor
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries

LONGEST = 400
"""Letters that the words of a proof may have."""

WAYS = ("signed", "message", "said", "promise")
"""How a debt may be acknowledged: signed with its amount, by a message, in talk, by a promise to pay."""

PROOFS = ("registered", "receipt", "served", "answered")
"""What shows that a demand was received: registered mail, a receipt, a service, the debtor's own answer."""


class Evidence(NamedTuple):
    """What happened on a day: `how` is one of WAYS or PROOFS, `proof` says what shows it: a receipt's number."""

    day: date
    how: str
    proof: str


def acknowledge(
    account_id: int,
    case_id: int,
    told: Evidence,
    *,
    claim_ids: Collection[int] = (),
    on: date,
    by: Actor,
    key: str = "",
) -> None:
    """Tells that the debtor acknowledged the claims of a case, or these of them. Signed means: in writing, with the amount.

    Raises:
        KravError: the case is closed, the day cannot be, or nothing proves it.
    """
    with unit(account_id, "acknowledge", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        ids = _concerned(case, claim_ids, told, on)
        data = {"how": told.how, "written": told.how == "signed", "proof": told.proof.strip()[:LONGEST], "claims": ids}
        work.cases.tell(case_id, CaseKind.ACKNOWLEDGED, told.day, **data)
        work.said = {"case": case.number, "day": told.day, "how": told.how}


def received(
    account_id: int, case_id: int, letter_id: int, told: Evidence, *, on: date, by: Actor, key: str = ""
) -> None:
    """Tells that the debtor received a letter about claims of the case.

    Raises:
        KravError: the case is closed, has no such letter, the day cannot be, or nothing proves it.
    """
    with unit(account_id, "received", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        mine = {claim.id for claim in case.claims}
        letter = rows.Letter.objects.filter(pk=letter_id, withdrawal__isnull=True, returned__isnull=True).first()
        about = set(rows.LetterClaim.objects.filter(letter_id=letter_id).values_list("claim_id", flat=True)) & mine
        if letter is None or not about:
            raise KravError("There is no such letter in this case.")
        if told.day < letter.sent_on:
            raise KravError("The day must lie between {first} and {last}.", {"first": letter.sent_on, "last": on})
        ids = _concerned(case, about, told, on)
        data = {"letter": letter.number, "how": told.how, "proof": told.proof.strip()[:LONGEST], "claims": ids}
        work.cases.tell(case_id, CaseKind.RECEIVED, told.day, **data)
        work.said = {"case": case.number, "day": told.day, "letter": letter.number}


def _concerned(case: Case, claim_ids: Collection[int], told: Evidence, on: date) -> list[int]:
    """The claims of the case that are meant, where the day can be and something proves it."""
    concerned = [claim for claim in case.claims if not claim_ids or claim.id in claim_ids]
    if len(concerned) < len(set(claim_ids)) or not concerned:
        raise KravError("There is no such claim in this case.")
    first = min(claim.terms.sent_on for claim in concerned)
    if not first <= told.day <= on:
        raise KravError("The day must lie between {first} and {last}.", {"first": first, "last": on})
    if not told.proof.strip():
        raise KravError("Say how it is proved; without proof it interrupts nothing that can be shown.")
    return sorted(claim.id for claim in concerned)


def waive_barred(account_id: int, claim_id: int, *, on: date, by: Actor, key: str = "") -> Minor:
    """Gives up what is time-barred beside the principal of a claim, so that what is left can be demanded; how much that was.

    Raises:
        KravError: there is no such claim, or nothing of that kind in it is barred.
    """
    with unit(account_id, "waive_barred", on=on, by=by, key=key) as work:
        claim = load.claims([claim_id]).get(claim_id)
        if claim is None:
            raise KravError("There is no such claim in this account.")
        law = work.creditor.country
        found = over(claim, reckon_claim(claim, law, on), law, on)
        if not found:
            raise KravError("Nothing beside the principal of claim {number} is time-barred.", {"number": claim.number})
        insert_entries(_given_up(claim_id, limit, on, law.book.version) for limit in found)
        states.refresh([claim_id], work.creditor)
        amount = sum(limit.amount for limit in found)
        work.said = {"claim": claim.number, "amount": amount}
    return amount


def _given_up(claim_id: int, limit: Limit, on: date, book: str) -> NewEntry:
    if limit.entry:
        return NewEntry(claim_id, limit.kind, -limit.amount, on, on, label=limit.entry.label, book=book)
    return NewEntry(claim_id, EntryKind.WAIVER, -limit.amount, on, on, label=BARRED, book=book)
