"""Cases for the sweep of the operations: one as it is, one under a plan, one whose plan was not kept."""

from dataclasses import replace
from datetime import date

from krav.actions.elsewhere import start_told
from krav.actions.plans import agree_plan
from krav.actions.unit import unit
from krav.claims.agreement import Terms
from krav.claims.case import CaseKind
from krav.claims.plan import Every
from krav.claims.told import Told, ToldClaim, ToldLetter
from tests.actions.cast import ANN
from tests.actions.elsewhere import DANISH

_NOTICE = ToldLetter("inkassovarsel", date(2026, 2, 9), date(2026, 2, 20))


def three_cases(account_id: int, on: date) -> dict[str, int]:
    """Their ids, by the name that the sweep calls them."""
    plain, runs, broken = (_started(account_id, number, on) for number in ("7201", "7202", "7203"))
    for case_id in (runs, broken):
        agree_plan(account_id, case_id, Terms(on, Every.MONTH, count=2), on=on, by=ANN)
    with unit(account_id, "day", on=on, by=ANN) as work:
        work.cases.tell(broken, CaseKind.PLAN_ENDED, on, how="missed", note="", waived=0)
    return {"case_id": plain, "plan_case_id": runs, "missed_case_id": broken}


def _started(account_id: int, number: str, on: date) -> int:
    case_id = start_told(account_id, _told(number), on=on, by=ANN).case_id
    assert case_id
    return case_id


def _told(number: str) -> Told:
    claim = ToldClaim(number, 100_000, "DKK", date(2026, 1, 12), date(2026, 2, 2), due_agreed=True)
    assert DANISH.customer
    customer = replace(DANISH.customer, name=f"Hanne {number}")
    return replace(DANISH, customer=customer, claims=(claim,), letters=(_NOTICE,), payments=())
