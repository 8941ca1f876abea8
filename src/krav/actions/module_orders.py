"""Parts of Krav that an account or a firm asks for, and the operator's answer."""

from datetime import date

from django.db import transaction

from krav.actions.firms import at_firm
from krav.actions.packages import check_operator
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.wire import clock

MODULES = ("collection", "bookkeeper", "sending")
OPEN = ("ordered", "granted")


def order_module(account_id: int, module: str, words: str, *, on: date, by: Actor, key: str = "") -> None:
    """An account asks for a part of Krav.

    Raises:
        KravError: there is no such part, or it was asked for and not refused.
    """
    with unit(account_id, "order_module", on=on, by=by, key=key) as work:
        _order({"account_id": account_id}, module, words, by)
        work.said = {"module": module}


def order_firm_module(firm_id: int, module: str, words: str, *, by: Actor) -> None:
    """A firm asks for a part of Krav.

    Raises:
        KravError: as for an account.
    """
    with at_firm(firm_id, "order_module", by=by):
        _order({"firm_id": firm_id}, module, words, by)


def answer_order(order_id: int, state: str, answer: str, *, on: date, by: Actor) -> str:
    """An operator grants or refuses what was ordered, or ends what was granted; the module.

    Raises:
        KravError: the actor is no operator, there is no such order, or it was answered.
    """
    check_operator(by)
    with transaction.atomic():
        order = rows.ModuleOrder.objects.select_for_update().filter(pk=order_id).first()
        before = {"granted": "ordered", "refused": "ordered", "ended": "granted"}.get(state)
        if order is None or order.state != before:
            raise KravError("This order was answered already.")
        if order.account_id is None:
            _answer(order, state, answer, by)
        else:
            with unit(order.account_id, "answer_module", on=on, by=by) as work:
                _answer(order, state, answer, by)
                work.said = {"module": order.module, "state": state}
    return order.module


def _order(owner: dict[str, int], module: str, words: str, by: Actor) -> None:
    if module not in MODULES:
        raise KravError("There is no such part of Krav.")
    if rows.ModuleOrder.objects.filter(**owner, module=module, state__in=OPEN).exists():
        raise KravError("This was asked for already.")
    rows.ModuleOrder.objects.create(
        **owner, module=module, words=words.strip()[:300], ordered_by=by.name, ordered_at=clock.now()
    )


def _answer(order: rows.ModuleOrder, state: str, answer: str, by: Actor) -> None:
    order.state, order.answer = state, answer.strip()[:300]
    order.answered_by, order.answered_at = by.name, clock.now()
    order.save(update_fields=["state", "answer", "answered_by", "answered_at"])
