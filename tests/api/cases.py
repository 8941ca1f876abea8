"""Cases for the sweep of the operations: one of each kind that some operation needs, and claims that are in none."""

from dataclasses import replace
from datetime import date

from krav.actions.cases import close_case, open_case, withdraw_case
from krav.actions.elsewhere import start_told
from krav.actions.filings import ToFile, file_case
from krav.actions.opening import NewCase, open_cases
from krav.actions.plans import agree_plan
from krav.actions.steps import undo_letters
from krav.actions.unit import unit
from krav.claims.agreement import Terms
from krav.claims.case import CaseKind
from krav.claims.plan import Every
from krav.claims.told import Told, ToldClaim, ToldLetter
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.elsewhere import DANISH

FILING = "betalingspaakrav"
ANSWERS = {"court": "Retten i Viborg", "vat": "yes", "undisputed": "yes", "civil_case": "yes", "attachment": "not"}

_NOTICE = ToldLetter("inkassovarsel", date(2026, 2, 9), date(2026, 2, 20))


def some_cases(account_id: int, on: date) -> dict[str, int]:
    """Their ids, by the name that the sweep calls them."""
    plain, runs, broken, filed, closed = (_started(account_id, f"720{number}", on) for number in range(1, 6))
    for case_id in (runs, broken):
        agree_plan(account_id, case_id, Terms(on, Every.MONTH, count=2), on=on, by=ANN)
    with unit(account_id, "day", on=on, by=ANN) as work:
        work.cases.tell(broken, CaseKind.PLAN_ENDED, on, how="missed", note="", waived=0)
    undo_letters(account_id, _letters(account_id, filed), on=on, by=ANN)
    file_case(account_id, filed, ToFile(FILING, ANSWERS), renderer=Renderer(), on=on, by=ANN)
    close_case(account_id, closed, "given_up", on=on, by=ANN)
    return {
        "case_id": plain, "plan_case_id": runs, "missed_case_id": broken, "filed_case_id": filed, "closed_case_id": closed,
        "case_letter_id": _letters(account_id, plain)[0], **_without_letters(account_id, on),
    }  # fmt: skip


def decided(account_id: int, claim_id: int, on: date) -> int:
    """Lets an old claim have been decided in time: interest of the years after is time-barred and the rest is not."""
    with account_scope(account_id):
        debtor_id = rows.Claim.objects.get(pk=claim_id).debtor_id
    with unit(account_id, "open_case", on=on, by=ANN) as work:
        new = NewCase(debtor_id, "DKK", (claim_id,), "list")
        case_id = open_cases(work.cases, [new], date(2023, 1, 9))[claim_id]
    with unit(account_id, "rule", on=on, by=ANN) as work:
        work.cases.tell(case_id, CaseKind.RULED, date(2023, 1, 23), how="judgment", awarded=0)
    withdraw_case(account_id, case_id, "", on=on, by=ANN)
    return claim_id


def _without_letters(account_id: int, on: date) -> dict[str, int]:
    """Two claims of one customer whose notice has expired: one in a case without a letter, one in none."""
    case_id = _started(account_id, "7208", on, "7209")
    undo_letters(account_id, _letters(account_id, case_id), on=on, by=ANN)
    with account_scope(account_id):
        ids = dict(rows.Claim.objects.filter(number__in=("7208", "7209")).values_list("number", "id"))
    withdraw_case(account_id, case_id, "told together", on=on, by=ANN)
    return {"ripe_case_id": open_case(account_id, [ids["7208"]], on=on, by=ANN), "ripe_id": ids["7209"]}


def _letters(account_id: int, case_id: int) -> list[int]:
    with account_scope(account_id):
        claims = rows.CaseClaim.objects.filter(case_id=case_id).values("claim_id")
        found = rows.LetterClaim.objects.filter(claim_id__in=claims, letter__kind="demand")
        return list(found.values_list("letter_id", flat=True).distinct())


def _started(account_id: int, number: str, on: date, *more: str) -> int:
    case_id = start_told(account_id, _told(number, *more), on=on, by=ANN).case_id
    assert case_id
    return case_id


def _told(*numbers: str) -> Told:
    claims = (
        ToldClaim(number, 100_000, "DKK", date(2026, 1, 12), date(2026, 2, 2), due_agreed=True) for number in numbers
    )
    assert DANISH.customer
    customer = replace(DANISH.customer, name=f"Hanne {numbers[0]}")
    return replace(DANISH, customer=customer, claims=tuple(claims), letters=(_NOTICE,), payments=())
