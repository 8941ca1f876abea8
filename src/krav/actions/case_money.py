"""A payment on a case that a person tells of."""

from datetime import date

from krav.actions.cases import open_one
from krav.actions.payments_by_hand import register
from krav.actions.small_rests import give_up_small_rests
from krav.actions.unit import Actor, unit
from krav.claims.decide import reckon_claim
from krav.kernel.money import Minor


def register_case_payment(
    account_id: int, case_id: int, amount: Minor, received_on: date, *, text: str = "", on: date, by: Actor, key: str = ""
) -> int:
    """Takes in a payment on a case that no bank file tells of; the payment's id. The oldest open claim is covered first.

    Raises:
        KravError: the case is closed, or the amount or the day cannot be.
    """
    with unit(account_id, "register_payment", on=on, by=by, key=key) as work:
        case, law = open_one(case_id), work.creditor.country
        owed = [claim for claim in case.claims if reckon_claim(claim, law, on).total > 0]
        payment_id = register(work, (owed or case.claims)[0].id, amount, received_on, text, key)
        give_up_small_rests(work, [case_id])
        work.said |= {"case": case.number}
    return payment_id
