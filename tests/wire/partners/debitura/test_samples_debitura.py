"""What is sent to Debitura and what its stand-in answers, held to the models of its own client.

The client itself is not installed, because it wants an older urllib3 than the rest of Krav; where its wheel is on
PYTHONPATH, these run.
"""

from collections.abc import Mapping
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest

from tests.wire.accounting.server import Asked
from tests.wire.partners.cases import case, paid, two_claims, with_paper
from tests.wire.partners.debitura.standin import Debtors
from tests.wire.partners.stories import opened, told

pytest.importorskip("debitura_debt_collection", reason="the wheel of Debitura's client is not on PYTHONPATH")

_V1 = "DebituraWebExternalApiContractsV1"
_CUSTOMER = "DebituraWebExternalCustomerAPIModels"
SENT = {
    "/cases": f"{_V1}CasesRequestsCreateCollectionCaseRequestApiViewModel",
    "/cases/preview": f"{_V1}CasesRequestsPreviewCaseRequestApiViewModel",
    "chats": f"{_V1}ChatsSendChatRequest",
}
ANSWERED = {
    "/me": f"{_CUSTOMER}MeCreditorMeApiDTO",
    "/cases": f"{_V1}CasesInvoiceListDto",
    "/Payments": f"{_CUSTOMER}PaymentsDtosPaymentListApiDTO",
    "timeline": f"{_V1}CasesCaseTimelineResponse",
    "chats": f"{_V1}ChatsChatDto",
    "files": f"{_V1}FilesCaseFileDto",
}


def test_every_body_and_every_answer_fits(standin: Debtors) -> None:
    agency = opened(standin)
    agency.quote(case())
    agency.quote(two_claims())
    reference = agency.hand_over(two_claims()).reference
    agency.tell(reference, paid())
    agency.tell(reference, with_paper())
    standin.pay(reference, 12_345)
    standin.say(reference, "Hello")
    line = {"date": "2026-09-03T08:00:00", "type": "Call", "title": "Phone call", "description": "", "actor": None}
    standin.lines[reference].append(line)
    assert told(list(agency.news("")))
    asked = list(standin.server.asked)
    bodies = [(_name(SENT, each), each.body) for each in asked if each.method == "POST" and isinstance(each.body, dict)]
    assert {name for name, _ in bodies} == set(SENT.values())
    for name, body in bodies:
        _fits(name, body)
    answers = [(_name(ANSWERED, each), standin.answer(each).body) for each in asked if each.method == "GET"]
    assert {name for name, _ in answers if name} == set(ANSWERED.values())
    for name, answer in answers:
        for row in answer if isinstance(answer, list) else [answer] if name else []:
            _fits(name, row)


def test_the_paths_are_its_own(standin: Debtors) -> None:
    agency = opened(standin)
    agency.quote(case())
    reference = agency.hand_over(case()).reference
    agency.tell(reference, paid())
    list(agency.news(""))
    agency.handed_over(case().key)
    known = _operations()
    for each in standin.server.asked:
        path = each.path.replace(reference, "{id}").replace(case().key, "{creditorReference}")
        assert (each.method, path) in known


def _operations() -> set[tuple[str, str]]:
    """The operations of the client: method and path, as its generated code has them."""
    found = set()
    for name in ("cases_api", "payments_api", "me_api"):
        lines = _source(name).splitlines()
        for method, path in pairwise(lines):
            if "method='" in method and "resource_path='" in path:
                found.add((method.split("'")[1], path.split("'")[1]))
    return found


def _source(name: str) -> str:
    module: Any = import_module(f"debitura_debt_collection.api.{name}")
    source: str | None = module.__loader__.get_source(module.__name__)
    assert source
    return source


def _name(names: Mapping[str, str], asked: Asked) -> str:
    found = names.get(asked.path) or names.get(asked.path.rpartition("/")[2], "")
    return "" if "by-creditor-reference" in asked.path else found


def _fits(name: str, row: object) -> None:
    """A row is one of the model's, with no field that the model does not know."""
    model: Any = getattr(import_module("debitura_debt_collection.models"), name)
    found = model.model_validate(row)
    known = {field.alias or field_name for field_name, field in model.model_fields.items()}
    assert isinstance(row, dict)
    assert row.keys() <= known, row.keys() - known
    assert found is not None
