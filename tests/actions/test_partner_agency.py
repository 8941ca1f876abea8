"""A journey with the stand-in agency over its real contract: handed over, paid there, settled, posted."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from demo.agency.desk import Client, Desk
from demo.agency.server import Agency, Fault, serving
from krav.actions.agreements import Terms, agree
from krav.actions.hand_overs import hand_over_claims, quotes_of_claims, recall
from krav.actions.partner_news import read_news
from krav.actions.partner_sending import send_queued
from krav.actions.payments_by_hand import register_payment
from krav.claims.partner import checked
from krav.kernel.days import days_after
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries import partners as seen
from krav.store.queries.postings import books
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until

SECRET = "q" * 40
ON = date(2026, 5, 20)


@pytest.fixture
def agency(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agency]:
    """An agency with one client, at the address that the installation knows; nobody waits for it."""
    desk = Desk()
    desk.know(Client("fjordbo", SECRET, "Fjordbo ApS"))
    monkeypatch.setattr(clock, "wait", lambda _: None)
    with serving(desk) as found:
        settings.KRAV_PARTNERS = {"contract": {"url": found.api}}
        yield found
    desk.close()


@pytest.fixture
def agreement(fjordbo: int, agency: Agency) -> int:
    owed(fjordbo)
    run_until(fjordbo, ON)
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="delivered")
    prices = checked({"percent": "10", "vat": "25"}, "DKK")
    return agree(fjordbo, "contract", {"key": "fjordbo", "secret": SECRET}, Terms(prices=prices), on=ON, by=ANN)


def turn(account_id: int, renderer: Renderer, on: date = ON) -> None:
    """A turn of the worker, in which nothing waits for its time."""
    with account_scope(account_id):
        rows.HandOver.objects.update(leased_until=None)
        rows.PartnerWord.objects.exclude(state__in=("done", "refused")).update(at=None)
    send_queued(account_id, on=on, by=ANN, renderer=renderer)
    read_news(account_id, on=on, by=ANN)


def test_from_unpaid_invoices_to_the_books(fjordbo: int, agency: Agency, agreement: int, renderer: Renderer) -> None:
    ids = list(claims_of(fjordbo).values())
    (offer,) = quotes_of_claims(fjordbo, ids, agreement, on=ON)
    assert offer.quote
    assert {line.code: line.amount for line in offer.quote.lines}["commission"] == 150_000
    ((case_id, _),) = hand_over_claims(fjordbo, ids, agreement, on=ON, by=ANN).made.items()
    agency.faulty = lambda asked: asked.method == "POST" and asked.path.endswith("/cases")
    agency.faults.extend([Fault(cut=True)] * 5)
    turn(fjordbo, renderer)
    turn(fjordbo, renderer)
    (case,) = agency.desk.cases()
    reference = case["reference"]
    register_payment(fjordbo, claims_of(fjordbo)["1002"], 50_000, ON, on=ON, by=ANN)
    agency.desk.move(reference, "collecting", on=ON)
    agency.desk.pay(reference, {"principal": 1_250_000, "interest": 4_000, "costs": 20_000}, ON, invoice="1001")
    agency.desk.settle(reference, ON)
    turn(fjordbo, renderer)
    assert [word["kind"] for word in agency.desk.words(reference)] == ["payment"]
    with account_scope(fjordbo):
        (line,) = seen.hand_overs_of(case_id)
        assert (line.state, line.standing, line.reference) == ("there", "collecting", reference)
        (settlement,) = seen.settlements()
        assert settlement.differences == []
        creditor = creditor_in_scope()
        accounts = creditor.country.loss_accounts(ON)
        found = {voucher.series: voucher for voucher in books(creditor, ON, ON, days_after(ON, 1)).vouchers
                 if any(each.account == accounts["partner"] for each in voucher.lines)}  # fmt: skip
    paid, settled = found["K"], found["P"]
    assert sum(each.amount for each in paid.lines) == sum(each.amount for each in settled.lines) == 0
    assert [each.amount for each in paid.lines if each.account == accounts["partner"]] == [1_254_000]
    assert {each.account: each.amount for each in settled.lines} == {
        accounts["bank"]: settlement.paid_out,
        accounts["commission"]: 125_000,
        accounts["vat_in"]: 31_250,
        accounts["partner"]: -1_254_000,
    }


def test_a_recall_and_a_settlement_that_is_short(fjordbo: int, agency: Agency, agreement: int, renderer: Renderer) -> None:
    ((case_id, _),) = hand_over_claims(
        fjordbo, [claims_of(fjordbo)["1001"]], agreement, on=ON, by=ANN
    ).made.items()  # fmt: skip
    turn(fjordbo, renderer)
    reference = agency.desk.cases()[0]["reference"]
    agency.desk.pay(reference, {"principal": 100_000}, ON)
    agency.desk.settle(reference, ON, short=500)
    recall(fjordbo, case_id, "Vi klarer det selv", on=ON, by=ANN)
    turn(fjordbo, renderer)
    turn(fjordbo, renderer)
    with account_scope(fjordbo):
        (settlement,) = seen.settlements(open_only=True)
        assert [each["code"] for each in settlement.differences] == ["sum_case"]
        assert not [each for each in books(creditor_in_scope(), ON, ON, ON).vouchers if each.series == "P"]
        states = [each.state for each in seen.hand_overs_of(case_id)]
        assert states in (["recalled"], ["there"])
    if states == ["there"]:  # the agency says yes by hand
        agency.desk.move(reference, "recalled", on=ON)
        turn(fjordbo, renderer)
    with account_scope(fjordbo):
        assert rows.CaseState.objects.get().status == "open"
