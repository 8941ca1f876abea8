"""How the weekly list is set; its step becomes one of those that wait for a yes."""

from datetime import date
from typing import NamedTuple

from django.db import transaction

from krav.actions.policy import change_policy, policy_mark
from krav.actions.unit import Actor, unit
from krav.claims.policy import policy_data
from krav.claims.weekly import SILENCES
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.queries.weekly import LONGEST
from krav.store.scope import account_scope
from krav.wire.zones import zones

_WEEK, _DAY = 7, 24


class Weekly(NamedTuple):
    """What is set. `weekly_on` is the day of the week (0 Monday), None for no list; an empty zone is the country's."""

    weekly_on: int | None
    weekly_hour: int
    weekly_step: str
    weekly_to: str
    managers: bool
    answer_hours: int
    silence: str
    time_zone: str = ""


def set_weekly(account_id: int, asked: Weekly, *, on: date, by: Actor, key: str = "") -> None:
    """Sets the list. A step that went by itself waits for a person's yes from now on; none goes by itself again.

    Raises:
        KravError: a choice that does not exist, or somebody changed the policy in the meantime.
    """
    with account_scope(account_id):
        of = creditor_in_scope()
    _check(asked, [step.key for step in of.policy.steps])
    with transaction.atomic():
        if asked.weekly_on is not None and asked.weekly_step not in of.policy.approval:
            data = policy_data(of.policy, of.country)
            data["approval"] = [*of.policy.approval, asked.weekly_step]
            change_policy(account_id, data, on=on, by=by, seen=policy_mark(of.policy, of.country))
        with unit(account_id, "set_weekly", on=on, by=by, key=key) as work:
            if not rows.Schedule.objects.update(**asked._asdict()):
                rows.Schedule.objects.create(**asked._asdict())
            work.said = asked._asdict()


def _check(asked: Weekly, steps: list[str]) -> None:
    if asked.weekly_on is None:
        return
    if asked.weekly_step not in steps:
        raise KravError("The policy has no step “{step}”; choose one of its own.", {"step": asked.weekly_step})
    if not asked.weekly_to:
        raise KravError("Say whom the list goes to.")
    if asked.weekly_on not in range(_WEEK) or asked.weekly_hour not in range(_DAY):
        raise KravError("A list has a day of the week and a full hour.")
    if asked.answer_hours not in range(1, LONGEST + 1):
        raise KravError("A list may be answered for 1 to {most} hours.", {"most": LONGEST})
    if asked.silence not in SILENCES:
        raise KravError("Silence means {known}.", {"known": ", ".join(SILENCES)})
    if asked.time_zone and asked.time_zone not in zones():
        raise KravError("There is no time zone “{zone}” here.", {"zone": asked.time_zone})
