"""Claims written off in the books, and that undone: entries of the books alone, each with its voucher.

The debtor owes all of it as before. What comes later is brought back by itself: see actions.lossbook.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from krav.actions.unit import Actor, Unit, unit
from krav.actions.vouchers import NewVoucher, post
from krav.claims.ledger import Claim
from krav.claims.writeoff import WRITE_OFF, Asked, Posted, Proposal, loss, reversed_lines
from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.phrase import say
from krav.kernel.refusal import KravError, Refusal, Refused
from krav.store import load
from krav.store import models as rows
from krav.store.load import Creditor
from krav.store.queries.losses import posted, standing_write_offs, usual, vouchers

EVIDENCE = 120
"""Letters that what shows a loss may have."""


def propose(claim_ids: Collection[int], asked: Asked, creditor: Creditor, on: date) -> dict[int, Proposal | Refusal]:
    """What writing these claims off would post, or why not, by claim. Reads only; the account must be in scope."""
    claims, told = load.claims(claim_ids), posted(claim_ids)
    interest = set(rows.Claim.objects.filter(id__in=claim_ids, kind="interest").values_list("id", flat=True))
    return {
        claim_id: _propose(claims[claim_id], told.get(claim_id, ()), asked, creditor, on, income=claim_id in interest)
        for claim_id in claim_ids
        if claim_id in claims
    }


def _propose(
    claim: Claim, told: Sequence[Posted], asked: Asked, creditor: Creditor, on: date, *, income: bool
) -> Proposal | Refusal:
    if claim.face < 0:
        return Refusal("to_match", "The amount is to the customer's credit; match it with what is open.")
    wanted = replace(asked, own_income=income, vat=asked.vat or usual(creditor, on))
    return loss(claim, told, creditor.country, creditor.policy.books, wanted, on)


def write_off(
    account_id: int, claim_ids: Collection[int], asked: Asked, *, evidence: str = "", on: date, by: Actor, key: str = ""
) -> list[int]:
    """Writes claims off, one voucher each; the vouchers' ids. Of several, those that have left the books are passed over.

    Without VAT rates in `asked` the invoices bear the usual one. `evidence` is what shows the loss: a report, a decree.

    Raises:
        KravError: there is no such claim, or an amount is asked for of several.
        Refused: one of them may not be written off so; nothing is posted then.
    """
    with unit(account_id, "write_off", on=on, by=by, key=key) as work:
        ids = list(dict.fromkeys(claim_ids))
        if asked.amount is not None and len(ids) > 1:
            raise KravError("An amount is written off of one claim; several are written off whole.")
        found = propose(ids, asked, work.creditor, on)
        if not ids or len(found) < len(ids):
            raise KravError("There is no such claim in this account.")
        refused = [each for each in found.values() if isinstance(each, Refusal)]
        for refusal in refused:
            if refusal.code != "nothing_open" or len(refused) == len(ids):
                raise Refused(refusal)
        lost = {claim_id: each for claim_id, each in found.items() if isinstance(each, Proposal)}
        numbers = dict(rows.Claim.objects.filter(id__in=lost).values_list("id", "number"))
        new = [
            NewVoucher(claim_id, WRITE_OFF, each.lines, _text(work, each, numbers[claim_id], evidence))
            for claim_id, each in lost.items()
        ]
        made = post(new, work.creditor, on, by.name)
        work.said = {
            "claims": [numbers[claim_id] for claim_id in lost],
            "vouchers": made,
            "amount": sum(each.amount for each in lost.values()),
            "ground": asked.ground,
            "evidence": evidence,
        }
    return made


def _text(work: Unit, proposal: Proposal, number: str, evidence: str) -> str:
    """What the voucher says of itself, in the books' language."""
    said = translator(work.creditor.country.languages[0])
    head = say("Write-off of invoice {number}", {"number": number}, said)
    why = said(proposal.ground.key) if proposal.ground else ""
    return ". ".join(part for part in (head, why, evidence[:EVIDENCE]) if part)


def undo_write_off(account_id: int, voucher_id: int, *, on: date, by: Actor, key: str = "") -> Money:
    """Takes a write-off back by a voucher of its own; what comes back to the books.

    What was recovered of it in the meantime is set right at the end of the unit.

    Raises:
        KravError: it is no write-off, or was taken back before.
    """
    with unit(account_id, "undo_write_off", on=on, by=by, key=key) as work:
        seen = next(iter(vouchers(voucher_id=voucher_id)), None)
        if seen is None or seen.kind != WRITE_OFF or seen.amount.minor <= 0:
            raise KravError("Only a write-off can be taken back.")
        if seen.number not in standing_write_offs([seen.number]):
            raise KravError("Voucher {number} was taken back before.", {"number": seen.number})
        said = translator(work.creditor.country.languages[0])
        text = say("Voucher {number} taken back", {"number": seen.number}, said)
        new = NewVoucher(seen.claim_id, WRITE_OFF, reversed_lines(seen.posted.lines), text, seen.number)
        post([new], work.creditor, on, by.name)
        work.said = {"claim": seen.claim, "voucher": seen.number, "amount": seen.amount.minor}
    return seen.amount

