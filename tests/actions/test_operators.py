"""Who runs the installation: named on the command line, let in by an account for a while, answering orders."""

from datetime import timedelta

import pytest

from krav.actions.accounts import open_account
from krav.actions.module_orders import answer_order, order_firm_module, order_module
from krav.actions.operators import add_operator, end_look, grant_look, looked, remove_operator
from krav.actions.rights import Forbidden
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.operator import firm_sizes, grants, looks, module_orders, operators, queues, sizes, visit, visits
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, ledger, line, run, take
from tests.actions.firms import ANN, BODIL, OPERATOR, firm, operator, taken_on

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def olga() -> int:
    return operator()


@pytest.fixture
def fjordbo() -> int:
    return open_account(FJORDBO, on=IMPORTED)


def let_in(account_id: int, user_id: int) -> int:
    return grant_look(account_id, user_id, "asked for help", clock.now() + HOUR, on=FIRST, by=ANN)


def test_an_operator_is_named_by_address(olga: int) -> None:
    assert [each.email for each in operators()] == [OPERATOR.name]
    remove_operator(OPERATOR.name.upper())
    assert operators() == []
    with pytest.raises(KravError, match="Nobody has the address"):
        add_operator("nobody@krav.example")
    assert olga


def test_a_look_lasts_until_its_moment_or_its_end(fjordbo: int, olga: int) -> None:
    grant = let_in(fjordbo, olga)
    now = clock.now()
    found = visit(olga, "fjordbo", now)
    assert found
    assert (found.seat.role, found.grant_id) == (Role.GUEST, grant)
    assert list(visits(olga, now)) == ["fjordbo"]
    assert visit(olga, "fjordbo", now + HOUR) is None
    assert end_look(fjordbo, grant, on=FIRST, by=ANN) == "Olga Drift"
    assert visit(olga, "fjordbo", now) is None
    with pytest.raises(KravError, match="over already"):
        end_look(fjordbo, grant, on=FIRST, by=ANN)


def test_a_new_look_ends_the_one_before(fjordbo: int, olga: int) -> None:
    let_in(fjordbo, olga)
    again = let_in(fjordbo, olga)
    with account_scope(fjordbo):
        assert [each.id for each in grants(fjordbo) if each.lasts(clock.now())] == [again]


def test_who_is_no_operator_any_more_sees_nothing(fjordbo: int, olga: int) -> None:
    let_in(fjordbo, olga)
    remove_operator(OPERATOR.name)
    assert visit(olga, "fjordbo", clock.now()) is None


@pytest.mark.parametrize(
    ("why", "hours", "said"),
    [("", 1, "Say why"), ("help", 0, "seven days"), ("help", 24 * 7 + 1, "seven days")],
    ids=["no reason", "past", "too long"],
)
def test_a_look_has_a_reason_and_an_end(fjordbo: int, olga: int, why: str, hours: int, said: str) -> None:
    with pytest.raises(KravError, match=said):
        grant_look(fjordbo, olga, why, clock.now() + hours * HOUR, on=FIRST, by=ANN)


def test_only_an_administrator_lets_in_and_only_an_operator(fjordbo: int, olga: int) -> None:
    carl = Actor("carl@fjordbo.example", Role.CASEWORKER)
    with pytest.raises(Forbidden):
        grant_look(fjordbo, olga, "help", clock.now() + HOUR, on=FIRST, by=carl)
    with pytest.raises(KravError, match="Only an operator"):
        grant_look(fjordbo, 999_999_999, "help", clock.now() + HOUR, on=FIRST, by=ANN)


def test_every_page_is_kept_with_the_account(fjordbo: int, olga: int) -> None:
    grant = let_in(fjordbo, olga)
    looked(fjordbo, grant, OPERATOR.name, "GET /a/fjordbo/")
    with account_scope(fjordbo):
        assert [(each.who, each.what) for each in looks()] == [(OPERATOR.name, "GET /a/fjordbo/")]
        assert [each.looks for each in grants(fjordbo)] == [1]


def test_a_part_is_ordered_once_and_answered_by_an_operator(fjordbo: int, olga: int) -> None:
    order_module(fjordbo, "sending", "please", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="asked for already"):
        order_module(fjordbo, "sending", "", on=FIRST, by=ANN)
    with pytest.raises(KravError, match="no such part"):
        order_module(fjordbo, "coffee", "", on=FIRST, by=ANN)
    (order,) = module_orders()
    with pytest.raises(KravError, match="Only an operator"):
        answer_order(order.id, "granted", "", on=FIRST, by=ANN)
    assert answer_order(order.id, "granted", "welcome", on=FIRST, by=OPERATOR) == "sending"
    for state in ("granted", "refused", "gone"):
        with pytest.raises(KravError, match="answered already"):
            answer_order(order.id, state, "", on=FIRST, by=OPERATOR)
    answer_order(order.id, "ended", "", on=FIRST, by=OPERATOR)
    assert [(each.state, each.answered_by) for each in module_orders(account_id=fjordbo)] == [("ended", OPERATOR.name)]
    with account_scope(fjordbo):
        assert list(rows.Audit.objects.order_by("id").values_list("action", "actor"))[-1] == ("answer_module", OPERATOR.name)
    assert olga


def test_a_firm_orders_too() -> None:
    holm = firm()
    with pytest.raises(Forbidden):
        order_firm_module(holm, "bookkeeper", "", by=Actor(BODIL.name, Role.CASEWORKER))
    order_firm_module(holm, "bookkeeper", "", by=BODIL)
    (order,) = module_orders(firm_id=holm)
    assert (order.owner, order.is_firm) == ("Holm Bogholderi ApS", True)
    assert answer_order(order.id, "refused", "later", on=FIRST, by=OPERATOR) == "bookkeeper"


def test_sizes_and_queues_are_counted_over_all_accounts(fjordbo: int) -> None:
    holm = firm()
    take(fjordbo, ledger(line("1001", "10.000,00"), line("1002", "2.000,00", customer="18")), on=FIRST)
    run(fjordbo, FIRST)
    with account_scope(fjordbo):
        waiting = rows.Outbox.objects.filter(state="queued").count()
        rows.Outbox.objects.filter(pk=rows.Outbox.objects.order_by("id")[0].pk).update(state="failed")
    taken_on(fjordbo, holm)
    (size,) = sizes()
    assert (size.customers, size.claims, size.people, size.firm) == (2, 2, 1, "Holm Bogholderi ApS")
    outbox = next(each for each in queues() if each.name == "outbox")
    assert (outbox.waiting, outbox.failed, outbox.accounts) == (waiting - 1, 1, 1)
    assert [(each.clients, each.people) for each in firm_sizes()] == [(1, 1)]
