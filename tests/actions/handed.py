"""What tests of cases at partners have in common: a case handed over, a round of the worker, and where it stands."""

from datetime import date

from krav.actions.cases import open_case
from krav.actions.hand_overs import hand_over
from krav.actions.partner_sending import send_queued
from krav.render.pdf import Renderer
from krav.store import load_cases
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of

ON = date(2026, 5, 20)
"""By then the deadline of the Danish notice is over."""


def a_case(account_id: int, *numbers: str) -> int:
    ids = claims_of(account_id)
    return open_case(account_id, [ids[number] for number in numbers or ("1001",)], on=ON, by=ANN)


def send(account_id: int, renderer: Renderer, on: date = ON) -> None:
    """A round of the worker in which nothing waits for its turn."""
    with account_scope(account_id):
        rows.HandOver.objects.update(leased_until=None)
        rows.PartnerWord.objects.exclude(state__in=("done", "refused")).update(at=None)
    send_queued(account_id, on=on, by=ANN, renderer=renderer)


def there(account_id: int, agreement_id: int, renderer: Renderer, *numbers: str) -> int:
    """A case that the partner has."""
    case_id = a_case(account_id, *numbers)
    assert hand_over(account_id, [case_id], agreement_id, on=ON, by=ANN).refusals == {}
    send(account_id, renderer)
    return case_id


def row_of(account_id: int, case_id: int) -> rows.HandOver:
    with account_scope(account_id):
        found = rows.HandOver.objects.filter(case_id=case_id).order_by("-attempt").first()
    assert found
    return found


def happened(account_id: int, case_id: int) -> list[str]:
    with account_scope(account_id):
        return [line.kind.value for line in load_cases.cases([case_id])[case_id].happened]


def status(account_id: int, case_id: int) -> str:
    with account_scope(account_id):
        return rows.CaseState.objects.get(pk=case_id).status
