"""The policy: which letters go, when and at what price; what the law does not allow is refused with its section."""

from typing import Annotated, Any

from ninja import Router, Schema
from pydantic import Field

from krav.actions.policy import change_policy, policy_mark
from krav.api import policy_shape as shape
from krav.api.key import Asked
from krav.api.shapes import Done, Key, answers, reader
from krav.claims.mend import breaches
from krav.claims.policy import policy_data, read_policy
from krav.store.load import creditor_in_scope

router = Router()


class StepSeen(Schema):
    """A step of the ladder, by what people call it."""

    key: str
    name: str
    kind: str
    wait_days: int
    deadline_days: int
    charges: bool
    fee: int | None
    approval: bool
    on_paper: bool


class PolicySeen(Schema):
    """The policy as it stands. `mark` is given back as `seen`, so that nobody's change is written over unseen."""

    mark: str
    steps: list[StepSeen]
    choices: dict[str, Any]


class PolicyChange(Schema):
    """The policy to put in the old one's place."""

    policy: shape.Policy
    seen: Annotated[str, Field(max_length=40)] = ""


class Breach(Schema):
    """Something the law does not allow: what, what would be lawful instead, and where it says so."""

    code: str
    step: str
    message: str
    lawful: str
    section: str


@router.get("", response=answers(PolicySeen))
def seen(request: Asked) -> dict[str, Any]:
    """The policy."""
    creditor = creditor_in_scope()
    policy, translate = creditor.policy, reader()
    steps = [
        {
            "key": step.key,
            "name": translate(step.key),
            "kind": step.kind.value,
            "wait_days": step.wait_days,
            "deadline_days": step.deadline_days,
            "charges": step.charges,
            "fee": step.fee,
            "approval": step.key in policy.approval,
            "on_paper": step.key in policy.on_paper,
        }
        for step in policy.steps
    ]
    return {"mark": policy_mark(policy, creditor.country), "steps": steps, "choices": policy_data(policy, creditor.country)}


@router.put("", response=answers(Done))
def change(request: Asked, asked: PolicyChange, key: Key = "") -> Done:
    """Puts another policy in the old one's place: whole and lawful, or not at all."""
    caller = request.auth
    change_policy(caller.account_id, asked.policy.stored(), on=caller.on, by=caller.by, seen=asked.seen, key=key)
    return Done()


@router.post("/check", response=answers(list[Breach]))
def check(request: Asked, asked: shape.Policy) -> list[dict[str, Any]]:
    """What the law says to a policy; nothing is written."""
    law, translate = creditor_in_scope().country, reader()
    found = breaches(law, read_policy(asked.stored(), law), request.auth.on)
    return [
        {
            "code": breach.code,
            "step": breach.step,
            "message": breach.said(translate),
            "lawful": breach.instead(translate),
            "section": breach.section,
        }
        for breach in found
    ]
