"""What a partner tells: once, forward in time, never booked where it cannot be; money, settlements and their cost."""

from datetime import timedelta

import pytest

from krav.actions.partner_news import heard, read_news
from krav.actions.settlements import look_at
from krav.claims.partner import Parts
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.queries import partners as seen
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.broken import Refused as Broken
from krav.wire.partners.values import Standing
from tests.actions.agency import Desk
from tests.actions.cast import ANN
from tests.actions.handed import ON, row_of, send, there


def test_news_moves_only_forward_in_time_whichever_way_it_came(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    case_id = there(ripe, agreement, renderer)
    first, later = desk.move("R1", Standing.NOTICE, "Varslet"), desk.move("R1", Standing.COURT, "Fogedret")
    body = f"{later.key} {first.key} {later.key}".encode()
    assert heard(agreement, {"signature": "s"}, body, now=clock.now()) == 2
    assert row_of(ripe, case_id).standing == "court"
    read_news(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        assert rows.PartnerNews.objects.count() == 2
        assert rows.Agreement.objects.get(pk=agreement).cursor == "2"
    with pytest.raises(Broken, match="Forged"):
        heard(agreement, {"signature": "x"}, body, now=clock.now())


def test_money_paid_there_stands_here_on_the_right_claim_and_pays_the_case(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    case_id = there(ripe, agreement, renderer, "1001", "1002")
    desk.pay("R1", ON, Parts(principal=250_000, costs=12_500), invoice="1002")
    read_news(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        (paid,) = seen.paid_there(case_id)
        assert paid.payment_id
        placed = rows.Entry.objects.filter(payment_id=paid.payment_id).values_list("claim__number", "amount", "aim")
        assert list(placed) == [("1002", -250_000, "principal")]
        assert rows.Payment.objects.get(pk=paid.payment_id).amount == 250_000
    desk.pay("R1", ON, Parts(principal=-250_000), invoice="1002")
    read_news(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        assert rows.ClaimState.objects.get(claim__number="1002").balance >= 250_000
    send(ripe, renderer)
    assert desk.words == {}


@pytest.mark.parametrize("what", ["unknown", "too much", "currency", "parts", "tomorrow"])
def test_what_cannot_be_is_kept_and_never_booked(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer, what: str
) -> None:
    there(ripe, agreement, renderer)
    desk.cases["R9"] = desk.cases["R1"]
    match what:
        case "unknown":
            desk.news.append(desk.pay("R1", ON, Parts(1_000))._replace(key="u", reference="R9", our_key=""))
            desk.news.pop(0)
        case "too much":
            desk.pay("R1", ON, Parts(99_000_000))
        case "currency":
            desk.pay("R1", ON, Parts(1_000), currency="NOK")
        case "parts":
            news = desk.pay("R1", ON, Parts(1_000))
            assert news.paid
            desk.news[-1] = news._replace(paid=news.paid._replace(amount=2_000))
        case "tomorrow":
            desk.pay("R1", ON + timedelta(days=1), Parts(1_000))
    read_news(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        assert rows.PartnerPayment.objects.count() == 0
        (refused,) = seen.refused_news()
        assert refused.refused
        assert seen.needs(ON).refused == 1


def test_the_end_of_a_case_there_and_what_it_cost(ripe: int, agreement: int, desk: Desk, renderer: Renderer) -> None:
    case_id = there(ripe, agreement, renderer)
    desk.pay("R1", ON, Parts(principal=1_250_000, interest=10_000, costs=20_000))
    desk.settle(ON)
    desk.move("R1", Standing.UNPAID, "Afsluttet")
    read_news(ripe, on=ON, by=ANN)
    assert row_of(ripe, case_id).state == "ended"
    with account_scope(ripe):
        (settlement,) = seen.settlements()
        assert settlement.differences == []
        cost = seen.cost_of(row_of(ripe, case_id).pk)
        assert (cost.commission, cost.kept, cost.vat) == (125_000, 25_000, 32_500)


def test_a_settlement_that_does_not_add_up_names_its_differences(
    ripe: int, agreement: int, desk: Desk, renderer: Renderer
) -> None:
    there(ripe, agreement, renderer)
    desk.pay("R1", ON, Parts(principal=500_000))
    desk.settle(ON, short=700)
    read_news(ripe, on=ON, by=ANN)
    with account_scope(ripe):
        (settlement,) = seen.settlements(open_only=True)
        (found,) = settlement.differences
    assert (found["code"], found["expected"] - found["told"]) == ("sum_case", 700)
    look_at(ripe, settlement.id, "Talt med dem: gebyr", on=ON, by=ANN)
    with account_scope(ripe):
        assert seen.settlements(open_only=True) == []
