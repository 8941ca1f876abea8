"""How letters leave: what carries them by each channel, and a look whether all is well."""

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from krav.actions.carriers import check_carrier
from krav.api.key import Asked
from krav.api.shapes import Id, answers
from krav.store.queries.carriers import CarrierLine, carrier_lines
from krav.wire.sending.mail.domain import Finding

router = Router()


class Found(Schema):
    """What the sender's domain says of spf, dkim or dmarc: good, weak, bad or unknown; `value` at `name` is to be added."""

    about: str
    state: str
    said: str
    name: str
    value: str


class CarrierOut(Schema):
    """A carrier: email, sms, print or digital; on or lost, with its `problem`."""

    id: int
    channel: str
    code: str
    state: str
    problem: str
    checked_at: datetime | None
    told_at: datetime | None
    findings: list[Found]


class Carriers(Schema):
    """The account's carriers."""

    items: list[CarrierOut]


class Looked(Schema):
    """What is wrong, in sentences; nothing where all is right."""

    wrong: list[str]


@router.get("", response=answers(Carriers))
def carriers(request: Asked) -> dict[str, object]:
    """What carries the account's letters."""
    return {"items": [_shown(each) for each in carrier_lines()]}


@router.post("/{carrier_id}/check", response=answers(Looked))
def check(request: Asked, carrier_id: Id) -> dict[str, object]:
    """Asks a carrier, and for e-mail the sender's domain, whether all is well."""
    return {"wrong": check_carrier(request.auth.account_id, carrier_id, on=request.auth.on, by=request.auth.by)}


def _shown(line: CarrierLine) -> dict[str, Any]:
    found = [Finding(*each) for each in line.findings]  # type: ignore[arg-type]  # as it was kept
    told = [{"about": each.about, "state": each.state, "said": each.said(), "name": each.name, "value": each.value}
            for each in found]  # fmt: skip
    return line._asdict() | {"findings": told}
