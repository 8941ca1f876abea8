"""Webhooks of the tests: one with something in it, and what accounts, programs and the worker do with theirs."""

import json
from datetime import date, datetime
from typing import Any

from krav.actions.unit import machine
from krav.actions.webhooks import add_webhook, deliver_due
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FIRST, ledger, line, take
from tests.wire.hooked import Program

DEAF = "http://127.0.0.1:9/hooks"
BY = machine("worker")


def told_of_nothing(account_id: int, on: date, url: str = DEAF) -> tuple[int, int]:
    """The ids of the webhook and of its event, which was given up."""
    hook_id, _ = add_webhook(account_id, url, ["letter"], on=on, by=ANN)
    with account_scope(account_id):
        told = rows.Delivery.objects.create(
            webhook_id=hook_id, event="letter.left 7", body="{}", state="failed", tries=15, next_at=clock.now(),
            answered="500 out of order",
        )  # fmt: skip
    return hook_id, told.id


def hook(account_id: int, program: Program, *kinds: str) -> tuple[int, str]:
    """The program's webhook and its secret."""
    return add_webhook(account_id, program.url, kinds, on=FIRST, by=ANN)


def bodies(program: Program) -> list[dict[str, Any]]:
    """What the program was sent."""
    return [json.loads(got.body) for got in program.got]


def deliver(account_id: int, now: datetime | None = None) -> int:
    """What the worker does, now unless told."""
    return deliver_due(account_id, now=now or clock.now(), by=BY)


def invoices(account_id: int, *numbers: str) -> None:
    """Invoices that come in: one event each."""
    take(account_id, ledger(*(line(number, "10.000,00") for number in numbers)), f"{numbers}.csv", on=FIRST)
