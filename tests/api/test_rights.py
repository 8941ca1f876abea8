"""The sweep: every operation, asked with every kind of key; an operation made later is swept or the test fails."""

from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase

from krav.actions.tokens import revoke_token
from krav.api.root import api
from krav.kernel.role import Role
from krav.store.models import ApiToken
from tests.actions.cast import ANN, ledger, line
from tests.actions.elsewhere import pdf
from tests.actions.hooks import DEAF
from tests.api.cases import ANSWERS, FILING
from tests.api.cast import ROOT, TODAY, Program, Things, key
from tests.web.downloads import is_shown, wrong_with

GUEST, CASEWORKER, ADMINISTRATOR = Role
Body = Callable[[Things], object]


class Operation(NamedTuple):
    """An operation as the sweep asks it: the role it needs, its body, and how its path is filled."""

    needs: Role = GUEST
    body: Body = lambda _: None
    query: str = ""
    names: Mapping[str, str] = MappingProxyType({})


def file(name: str, content: bytes) -> dict[str, BytesIO]:
    given = BytesIO(content)
    given.name = name
    return {"file": given}


LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="10" height="10"/></svg>'
UNTIL = "?until=2026-05-01"
PLAN = {"first_on": "2026-04-07", "count": 3}

ELSEWHERE: dict[str, Any] = {
    "customer": {"name": "Mads Prøve", "email": "mads@post.example"},
    "claims": [{"number": "7100", "amount": 1000_00, "currency": "DKK", "issued_on": "2026-01-12", "due_on": "2026-02-02"}],
    "letters": [{"step": "inkassovarsel", "sent_on": "2026-02-09", "deadline_on": "2026-02-20"}],
}

OPERATIONS = {
    "get /account": Operation(),
    "patch /account": Operation(ADMINISTRATOR, lambda _: {"phone": "98 11 11 11"}),
    "post /account/logo": Operation(ADMINISTRATOR, lambda _: file("logo.svg", LOGO)),
    "delete /account/logo": Operation(ADMINISTRATOR),
    "get /ahead": Operation(query=UNTIL),
    "get /ahead/days/{on}": Operation(names={"on": "2026-04-09"}),
    "post /ahead/compare": Operation(body=lambda _: {"postal_days": 5}, query=UNTIL),
    "get /ahead/customers/{debtor_id}": Operation(query=UNTIL),
    "get /ahead/claims/{claim_id}": Operation(query=UNTIL),
    "get /autopilot": Operation(),
    "post /autopilot/pause": Operation(CASEWORKER),
    "post /autopilot/go-on": Operation(CASEWORKER),
    "get /credits": Operation(),
    "get /credits/packages": Operation(),
    "get /credits/orders": Operation(),
    "post /credits/orders": Operation(CASEWORKER, lambda _: {"package": "sms-10"}),
    "get /credits/orders/{bought_id}/pdf": Operation(),
    "get /credits/orders/{bought_id}/ubl": Operation(),
    "get /credits/used": Operation(query="?from=2026-03-01&until=2026-03-31"),
    "get /credits/used/file": Operation(query="?from=2026-03-01&until=2026-03-31"),
    "get /claims": Operation(),
    "get /claims/stages": Operation(),
    "get /claims/collection": Operation(),
    "get /claims/number/{number}": Operation(),
    "get /claims/{claim_id}": Operation(),
    "get /claims/{claim_id}/why/{part}": Operation(names={"part": "total"}),
    "post /claims/steps/plan": Operation(body=lambda things: {"claims": [things["free_id"]], "step": "rykker_1"}),
    "post /claims/steps": Operation(CASEWORKER, lambda things: {"claims": [things["free_id"]], "step": "rykker_1"}),
    "post /claims/holds": Operation(CASEWORKER, lambda things: {"claims": [things["free_id"]], "until_on": "2026-06-01"}),
    "post /claims/{claim_id}/holds": Operation(CASEWORKER, lambda _: {"reason": "objection", "note": "too late"}),
    "delete /claims/holds/{hold_id}": Operation(CASEWORKER),
    "post /claims/{claim_id}/notes": Operation(CASEWORKER, lambda _: {"text": "call on Monday"}),
    "post /claims/{claim_id}/credits": Operation(CASEWORKER, lambda _: {"amount": 100_00, "number": "K1"}),
    "post /claims/{claim_id}/payments": Operation(CASEWORKER, lambda _: {"amount": 100_00, "received_on": "2026-03-23"}),
    "post /claims/{credit_id}/matches": Operation(CASEWORKER, lambda things: {"claim": things["with_id"]}),
    "delete /claims/{credit_id}/matches/{claim_id}": Operation(
        CASEWORKER, names={"credit_id": "{matched_id}", "claim_id": "{with_id}"}
    ),
    "get /cases": Operation(),
    "post /cases": Operation(CASEWORKER, lambda things: {"claims": [things["ripe_id"]]}),
    "get /cases/{case_id}": Operation(),
    "post /cases/{case_id}/steps": Operation(
        CASEWORKER, lambda _: {"step": "inkassopaakrav"}, names={"case_id": "{ripe_case_id}"}
    ),
    "post /cases/{case_id}/payments": Operation(CASEWORKER, lambda _: {"amount": 100_00, "received_on": "2026-03-23"}),
    "post /cases/{case_id}/claims": Operation(
        CASEWORKER, lambda things: {"claims": [things["ripe_id"]]}, names={"case_id": "{ripe_case_id}"}
    ),
    "post /cases/{case_id}/withdraw": Operation(CASEWORKER, lambda _: {}),
    "post /cases/{case_id}/close": Operation(CASEWORKER, lambda _: {"how": "given_up"}),
    "post /cases/{case_id}/reopen": Operation(CASEWORKER, lambda _: {}, names={"case_id": "{closed_case_id}"}),
    "post /cases/{case_id}/packages/{filing}": Operation(body=lambda _: {}, names={"filing": FILING}),
    "post /cases/{case_id}/packages/{filing}/pdf": Operation(CASEWORKER, lambda _: {}, names={"filing": FILING}),
    "post /cases/{case_id}/filings": Operation(
        CASEWORKER, lambda _: {"filing": FILING, "answers": ANSWERS}, names={"case_id": "{ripe_case_id}"}
    ),
    "post /cases/{case_id}/filings/end": Operation(
        CASEWORKER, lambda _: {"how": "withdrawn"}, names={"case_id": "{filed_case_id}"}
    ),
    "post /cases/{case_id}/rulings": Operation(
        CASEWORKER,
        lambda _: {"how": "endorsed", "ruled_on": "2026-03-24", "awarded": 1000_00},
        names={"case_id": "{filed_case_id}"},
    ),
    "get /cases/{case_id}/file": Operation(CASEWORKER, query="?kind=json"),
    "get /cases/{case_id}/journal": Operation(),
    "get /cases/{case_id}/plan": Operation(names={"case_id": "{plan_case_id}"}),
    "post /cases/{case_id}/plan": Operation(CASEWORKER, lambda _: PLAN),
    "post /cases/{case_id}/plan/propose": Operation(body=lambda _: PLAN),
    "post /cases/{case_id}/plan/propose/pdf": Operation(body=lambda _: PLAN),
    "get /cases/{case_id}/plan/pdf": Operation(names={"case_id": "{plan_case_id}"}),
    "post /cases/{case_id}/plan/end": Operation(CASEWORKER, lambda _: {}, names={"case_id": "{plan_case_id}"}),
    "post /cases/{case_id}/plan/review": Operation(CASEWORKER, lambda _: {}, names={"case_id": "{missed_case_id}"}),
    "get /corrections": Operation(),
    "get /claims/{claim_id}/correction": Operation(),
    "post /claims/{claim_id}/correction": Operation(CASEWORKER, names={"claim_id": "{with_id}"}),
    "post /claims/{claim_id}/objections": Operation(CASEWORKER, lambda _: {"note": "broken", "disputed": 100_00}),
    "post /letters/{letter_id}/returned": Operation(
        CASEWORKER, lambda _: {"reason": "moved"}, names={"letter_id": "{left_id}"}
    ),
    "post /letters/{letter_id}/looked-up": Operation(
        CASEWORKER, lambda _: {"left": True}, names={"letter_id": "{unsure_id}"}
    ),
    "post /customers/{debtor_id}/troubles": Operation(CASEWORKER, lambda _: {"trouble": "death"}),
    "get /customers": Operation(),
    "get /customers/time-is-up": Operation(CASEWORKER),
    "get /customers/{debtor_id}/kept": Operation(CASEWORKER),
    "post /customers/{debtor_id}/erase": Operation(ADMINISTRATOR, names={"debtor_id": "{over_id}"}),
    "get /customers/{debtor_id}": Operation(),
    "patch /customers/{debtor_id}": Operation(CASEWORKER, lambda _: {"email": "new@oester.example"}),
    "get /customers/{debtor_id}/statement": Operation(query="?from_on=2026-03-01&until_on=2026-03-24"),
    "post /elsewhere/papers": Operation(CASEWORKER, lambda _: file("a.pdf", pdf())),
    "get /elsewhere/papers/{attachment_id}": Operation(),
    "post /elsewhere/claims/{claim_id}/papers": Operation(CASEWORKER, lambda _: file("a.pdf", pdf()), "?kind=contract"),
    "post /elsewhere/plan": Operation(body=lambda _: ELSEWHERE),
    "post /elsewhere": Operation(CASEWORKER, lambda _: ELSEWHERE),
    "get /imports": Operation(),
    "post /imports": Operation(CASEWORKER, lambda _: file("a.csv", ledger(line("1005", "10,00")))),
    "get /imports/{upload_id}": Operation(),
    "get /imports/{upload_id}/look": Operation(),
    "post /imports/{upload_id}/take": Operation(CASEWORKER),
    "post /imports/{upload_id}/cancel": Operation(CASEWORKER),
    "get /imports/{upload_id}/report": Operation(names={"upload_id": "{taken_id}"}),
    "get /imports/files": Operation(),
    "get /imports/files/{file_id}/report": Operation(),
    "post /imports/together": Operation(CASEWORKER, lambda _: file("a.csv", ledger(line("1006", "10,00")))),
    "get /imports/together/{given_id}": Operation(),
    "post /imports/together/{given_id}/take": Operation(CASEWORKER),
    "get /interest/ready": Operation(),
    "get /interest/orders": Operation(),
    "post /interest/orders": Operation(CASEWORKER, lambda things: {"customers": [things["late_id"]]}),
    "post /interest/orders/drop": Operation(CASEWORKER, lambda things: {"orders": [things["order_id"]]}),
    "post /interest/orders/issue": Operation(CASEWORKER, lambda things: {"orders": [things["order_id"]]}),
    "get /interest/invoices": Operation(),
    "get /interest/corrections": Operation(),
    "get /interest/invoices/{invoice_id}": Operation(),
    "get /interest/invoices/{invoice_id}/pdf": Operation(),
    "get /interest/invoices/{invoice_id}/ubl": Operation(),
    "post /interest/invoices/{invoice_id}/credit": Operation(CASEWORKER, lambda _: {"reason": "wrong"}),
    "get /books/postings": Operation(query="?from=2026-03-01&until=2026-03-31"),
    "get /letters": Operation(),
    "get /letters/{letter_id}/pdf": Operation(),
    "get /letters/{letter_id}/document": Operation(),
    "post /letters/pdf": Operation(body=lambda things: {"letters": [things["letter_id"]]}),
    "post /letters/undo": Operation(CASEWORKER, lambda things: {"letters": [things["letter_id"]]}),
    "get /limitation": Operation(),
    "get /limitation/claims/{claim_id}": Operation(),
    "post /limitation/claims/{claim_id}/waive": Operation(CASEWORKER, names={"claim_id": "{decided_id}"}),
    "post /limitation/cases/{case_id}/acknowledged": Operation(
        CASEWORKER, lambda _: {"day": "2026-03-23", "how": "signed", "proof": "Signed reply"}
    ),
    "post /limitation/cases/{case_id}/received": Operation(
        CASEWORKER,
        lambda things: {"letter": things["case_letter_id"], "day": "2026-03-24", "how": "registered", "proof": "REK 7"},
    ),
    "get /losses/claims/{claim_id}": Operation(),
    "get /losses/candidates": Operation(),
    "post /losses/plan": Operation(body=lambda things: {"claims": [things["claim_id"]], "amount": 100_00}),
    "post /losses": Operation(CASEWORKER, lambda things: {"claims": [things["claim_id"]], "amount": 100_00}),
    "get /losses/vouchers": Operation(),
    "get /losses/vouchers/{voucher_id}": Operation(),
    "post /losses/vouchers/{voucher_id}/undo": Operation(CASEWORKER),
    "get /needs": Operation(),
    "get /needs/approve/{step}": Operation(names={"step": "rykker_2"}),
    "get /overview": Operation(),
    "get /partners/agreements": Operation(),
    "post /partners/agreements": Operation(ADMINISTRATOR, lambda _: {"partner": "file", "prices": {"percent": "10"}}),
    "put /partners/agreements/{agreement_id}": Operation(ADMINISTRATOR, lambda _: {"name": "Lund"}),
    "post /partners/agreements/{agreement_id}/first": Operation(ADMINISTRATOR),
    "delete /partners/agreements/{agreement_id}": Operation(ADMINISTRATOR, names={"agreement_id": "{spare_agreement_id}"}),
    "post /partners/quotes": Operation(
        body=lambda things: {"agreement": things["agreement_id"], "claims": [things["ripe_id"]]}
    ),
    "post /partners/hand-overs": Operation(
        CASEWORKER, lambda things: {"agreement": things["agreement_id"], "claims": [things["ripe_id"]]}
    ),
    "get /partners/hand-overs": Operation(),
    "post /partners/cases/{case_id}/recall": Operation(CASEWORKER, lambda _: {}, names={"case_id": "{there_case_id}"}),
    "post /partners/cases/{case_id}/messages": Operation(
        CASEWORKER, lambda _: {"words": "Hello"}, names={"case_id": "{there_case_id}"}
    ),
    "post /partners/cases/{case_id}/standing": Operation(
        CASEWORKER, lambda _: {"standing": "collecting"}, names={"case_id": "{there_case_id}"}
    ),
    "get /partners/news": Operation(),
    "get /partners/settlements": Operation(),
    "post /partners/settlements/{settlement_id}/look": Operation(CASEWORKER, lambda _: {"words": "12 % from now on"}),
    "get /payments": Operation(),
    "get /payments/loose": Operation(),
    "get /payments/loose/{payment_id}/guesses": Operation(),
    "post /payments/{payment_id}/place": Operation(CASEWORKER, lambda things: {"claims": [things["claim_id"]]}),
    "post /payments/{payment_id}/unplace": Operation(CASEWORKER, names={"payment_id": "{placed_id}"}),
    "post /payments/{payment_id}/paid-back": Operation(CASEWORKER, lambda _: {"amount": 1_00}),
    "delete /payments/{payment_id}/paid-back": Operation(CASEWORKER, names={"payment_id": "{back_id}"}),
    "delete /payments/{payment_id}": Operation(CASEWORKER, names={"payment_id": "{by_hand_id}"}),
    "get /people": Operation(),
    "post /people/invitations": Operation(ADMINISTRATOR, lambda _: {"email": "new@else.example", "role": "guest"}),
    "delete /people/invitations/{invitation_id}": Operation(ADMINISTRATOR),
    "get /people/tokens": Operation(ADMINISTRATOR),
    "post /people/tokens": Operation(ADMINISTRATOR, lambda _: {"name": "till", "role": "guest"}),
    "delete /people/tokens/{token_id}": Operation(ADMINISTRATOR),
    "patch /people/{user_id}": Operation(ADMINISTRATOR, lambda _: {"role": "guest"}),
    "delete /people/{user_id}": Operation(ADMINISTRATOR),
    "get /policy": Operation(),
    "put /policy": Operation(ADMINISTRATOR, lambda _: {"policy": {"postal_days": 5}}),
    "get /carriers": Operation(),
    "post /carriers/{carrier_id}/check": Operation(ADMINISTRATOR),
    "get /connection": Operation(),
    "post /connection/sync": Operation(CASEWORKER),
    "post /connection/go-on": Operation(CASEWORKER),
    "get /connection/differences": Operation(),
    "get /connection/postings": Operation(query="?from=2026-03-01&until=2026-03-31"),
    "post /connection/postings/{posted_id}/again": Operation(CASEWORKER),
    "get /weekly": Operation(),
    "get /weekly/{list_id}": Operation(),
    "get /words": Operation(),
    "get /words/{word_id}": Operation(),
    "post /words/{word_id}/answer": Operation(CASEWORKER, lambda _: {"answer": "seen", "text": "Thank you."}),
    "post /policy/check": Operation(body=lambda _: {"postal_days": 5}),
    "get /events": Operation(),
    "get /webhooks": Operation(ADMINISTRATOR),
    "post /webhooks": Operation(ADMINISTRATOR, lambda _: {"url": DEAF, "kinds": ["letter"]}),
    "delete /webhooks/{webhook_id}": Operation(ADMINISTRATOR),
    "post /webhooks/{webhook_id}/secret": Operation(ADMINISTRATOR),
    "get /webhooks/{webhook_id}/deliveries": Operation(ADMINISTRATOR),
    "post /webhooks/{webhook_id}/deliveries/again": Operation(ADMINISTRATOR),
    "post /webhooks/{webhook_id}/deliveries/{delivery_id}/again": Operation(ADMINISTRATOR),
}

WORDS = {"filing", "on", "part", "step"}
"""Names in paths that are no thing of an account's."""


def test_every_operation_is_swept() -> None:
    found = {
        f"{method} {path.removeprefix(ROOT)}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert found == OPERATIONS.keys()


def ask(program: Program, things: Things) -> Iterator[tuple[str, int]]:
    """What every operation answers, by its status."""
    return ((name, answer.status_code) for name, answer in answers(program, things))


def answers(program: Program, things: Things) -> Iterator[tuple[str, HttpResponseBase]]:
    """What every operation answers; whatever one of them writes is taken back before the next."""
    for name, operation in OPERATIONS.items():
        method, path = name.split()
        named = {key: value.format_map(things) for key, value in operation.names.items()}
        with transaction.atomic():
            answer = program.ask(method, path.format_map({**things, **named}) + operation.query, operation.body(things))
            transaction.set_rollback(True)
        yield name, answer


def test_without_a_key_nothing_is_told(things: Things) -> None:
    assert {status for _, status in ask(Program(""), things)} == {401}
    assert {status for _, status in ask(Program("krav_guess"), things)} == {401}


def test_a_revoked_key_opens_nothing(things: Things, fjordbo: int) -> None:
    secret = key(fjordbo, Role.ADMINISTRATOR)
    revoke_token(fjordbo, ApiToken.objects.latest("id").id, on=TODAY, by=ANN)
    assert {status for _, status in ask(Program(secret), things)} == {401}


def test_what_is_no_answer_in_json_is_a_file_to_be_saved(things: Things, fjordbo: int) -> None:
    found = answers(Program(key(fjordbo, Role.ADMINISTRATOR)), things)
    files = {name: answer for name, answer in found if "Content-Disposition" in answer.headers or not is_json(answer)}
    assert {name: list(wrong_with(answer)) for name, answer in files.items() if list(wrong_with(answer))} == {}
    assert [name for name, answer in files.items() if is_shown(answer)] == []
    assert len(files) > 12


def is_json(answer: HttpResponseBase) -> bool:
    return answer.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("role", list(Role))
def test_a_key_does_what_its_role_may(things: Things, fjordbo: int, role: Role) -> None:
    program = Program(key(fjordbo, role))
    wrong = [
        (name, status) for name, status in ask(program, things) if status != (200 if role >= OPERATIONS[name].needs else 403)
    ]
    assert wrong == []


def test_the_things_of_an_account_are_not_in_another(things: Things, stranger: Program) -> None:
    """What a path or a body names is not there; what names nothing answers about the other account itself."""
    things_of = {name for name, operation in OPERATIONS.items() if _names_a_thing(name, operation, things)}
    wrong = [(name, status) for name, status in ask(stranger, things) if name in things_of and status != 404]
    assert wrong == []
    assert len(things_of) > 30


def _names_a_thing(name: str, operation: Operation, things: Things) -> bool:
    named = {part.split("}")[0] for part in name.split("{")[1:]}
    return bool(named - WORDS) or "_id" in str(operation.body.__code__.co_consts)
