"""A case's credit: drawn once, when it is begun or goes to a partner, and given back where the partner never takes it."""

import pytest
from pytest_django.fixtures import Settings

from krav.actions.agreements import Terms, agree
from krav.actions.hand_overs import change_partner, hand_over, hand_over_claims, recall
from krav.kernel.refusal import Refused
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries.credits import Owner
from krav.store.scope import account_scope
from tests.actions import credit
from tests.actions.agency import Desk
from tests.actions.cast import ANN
from tests.actions.collect import claims_of
from tests.actions.handed import ON, a_case, row_of, send, there


@pytest.fixture
def sold(settings: Settings) -> int:
    """One case is in the package on sale."""
    credit.selling(settings)
    return credit.on_sale("one-case", 50_00, {"case": 1})


def buy(account_id: int, package: int) -> None:
    credit.filled(Owner(account_id=account_id), package, on=ON)


def used() -> int:
    """How many cases are drawn and not given back."""
    credit.check_books()
    return credit.books().get("used", 0)


def cases(account_id: int) -> int:
    with account_scope(account_id):
        return rows.Case.objects.count()


def test_a_case_begun_here_is_drawn_once_though_it_goes_to_a_partner(
    ripe: int, agreement: int, renderer: Renderer, sold: int
) -> None:
    buy(ripe, sold)
    case_id = there(ripe, agreement, renderer)
    assert row_of(ripe, case_id).state == "there"
    assert used() == 1


def test_a_case_that_cannot_be_paid_is_not_begun(ripe: int, agreement: int, sold: int) -> None:
    assert rows.Package.objects.get().pk == sold
    with pytest.raises(Refused, match="no credits left for a case"):
        a_case(ripe)
    handed = hand_over_claims(ripe, list(claims_of(ripe).values()), agreement, on=ON, by=ANN)
    assert handed.made == {}
    assert {refusal.code for refusal in handed.refusals.values()} == {"no_credit"}
    assert (cases(ripe), used()) == (0, 0)


def test_of_two_cases_the_one_that_is_paid_goes(ripe: int, agreement: int, settings: Settings) -> None:
    """Both were begun before anything was sold."""
    first, second = a_case(ripe, "1001"), a_case(ripe, "1002")
    credit.selling(settings)
    buy(ripe, credit.on_sale("one-case", 50_00, {"case": 1}))
    handed = hand_over(ripe, [first, second], agreement, on=ON, by=ANN)
    assert (len(handed.made), [refusal.code for refusal in handed.refusals.values()]) == (1, ["no_credit"])
    assert handed.made.keys() | handed.refusals.keys() == {first, second}
    assert used() == 1


def test_what_is_recalled_before_it_left_is_given_back_and_drawn_anew(
    ripe: int, agreement: int, renderer: Renderer, settings: Settings
) -> None:
    case_id = a_case(ripe)
    credit.selling(settings)
    buy(ripe, credit.on_sale("one-case", 50_00, {"case": 1}))
    other = agree(ripe, "anden", {"key": "k", "secret": "s"}, Terms(), on=ON, by=ANN)
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    assert change_partner(ripe, case_id, other, "Cheaper.", on=ON, by=ANN)
    assert used() == 1
    assert recall(ripe, case_id, "Too soon.", on=ON, by=ANN)
    assert used() == 0
    hand_over(ripe, [case_id], agreement, on=ON, by=ANN)
    send(ripe, renderer)
    recall(ripe, case_id, "It was there.", on=ON, by=ANN)
    send(ripe, renderer)
    assert used() == 1


def test_what_a_partner_refuses_is_given_back(ripe: int, agreement: int, desk: Desk, renderer: Renderer, sold: int) -> None:
    buy(ripe, sold)
    desk.fault = lambda _: "no"
    (case_id,) = hand_over_claims(ripe, [claims_of(ripe)["1001"]], agreement, on=ON, by=ANN).made
    assert used() == 1
    send(ripe, renderer)
    assert row_of(ripe, case_id).state == "refused"
    assert used() == 0
