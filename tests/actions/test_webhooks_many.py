"""Thousands of events: made without a query for each, sent a part at a time, none left out."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from krav.store import models as rows
from krav.store.scope import account_scope
from krav.store.write import insert_many
from tests.actions.cast import FIRST
from tests.actions.hooks import deliver, hook, invoices
from tests.wire.hooked import Program, hooked


@pytest.fixture
def program(settings: Settings) -> Iterator[Program]:
    """A program on this machine."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    with hooked() as made:
        yield made


def many_entries(account_id: int, count: int) -> None:
    with account_scope(account_id):
        claim_id = rows.Claim.objects.get(number="1001").id
        columns = ("claim_id", "kind", "amount", "on", "booked_on", "aim", "label", "letter_id", "payment_id", "book")
        some = [(claim_id, "payment", -1, FIRST, FIRST, "", "", None, None, "") for _ in range(count)]
        insert_many(rows.Entry, columns, some)


def queries_to_tell(account_id: int, count: int) -> int:
    many_entries(account_id, count)
    with CaptureQueriesContext(connection) as asked:
        deliver(account_id)
    return len(asked)


def test_two_thousand_events_ask_no_more_than_forty(fjordbo: int, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    invoices(fjordbo, "1001")
    hook_id, _ = hook(fjordbo, program)
    monkeypatch.setattr("krav.actions.webhooks.BATCH", 0)  # made, and not sent
    few = queries_to_tell(fjordbo, 40)
    assert queries_to_tell(fjordbo, 2_000) == few
    with account_scope(fjordbo):
        assert rows.Delivery.objects.filter(webhook_id=hook_id).count() == 2_040


def test_a_flood_is_told_in_parts_and_none_is_left_out(
    fjordbo: int, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    invoices(fjordbo, "1001")
    hook(fjordbo, program)
    monkeypatch.setattr("krav.actions.webhooks._AT_ONCE", 7)
    many_entries(fjordbo, 20)
    taken = [deliver(fjordbo) for _ in range(4)]
    assert taken == [7, 7, 6, 0]
    assert len(set(program.names)) == 20


def test_a_round_ends_and_the_next_goes_on(fjordbo: int, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    invoices(fjordbo, "1001")
    hook(fjordbo, program)
    many_entries(fjordbo, 5)
    with monkeypatch.context() as short:
        short.setattr("krav.actions.webhooks.ROUND", -1)
        assert deliver(fjordbo) == 0
    assert deliver(fjordbo) == 5
