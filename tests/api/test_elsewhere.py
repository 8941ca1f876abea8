"""Cases of invoices made elsewhere, told by a program in one call."""

from io import BytesIO

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.elsewhere import pdf
from tests.api.cast import Program, Things
from tests.api.test_rights import ELSEWHERE, file


def test_a_case_is_planned_and_started_in_one_call(things: Things, caseworker: Program, fjordbo: int) -> None:
    paper = caseworker.post("/elsewhere/papers", file("faktura.pdf", pdf(3)))
    assert (paper["name"], paper["pages"]) == ("faktura.pdf", 3)
    told = {**ELSEWHERE, "claims": [{**ELSEWHERE["claims"][0], "paper": paper}]}
    plan = caseworker.post("/elsewhere/plan", told)
    assert (plan["claims"], plan["step"], plan["waiting"]) == (["7100"], "inkassopaakrav", [])
    started = caseworker.post("/elsewhere", told, **{"Idempotency-Key": "case-1"})
    with account_scope(fjordbo):
        assert rows.Letter.objects.get(pk=started["letter_id"]).total == plan["total"]["minor"]
        attachment = rows.Attachment.objects.get(claim_id=started["claims"][0])
    assert caseworker.ask("get", f"/elsewhere/papers/{attachment.id}").content.startswith(b"%PDF")
    again = caseworker.ask("post", "/elsewhere", told, **{"Idempotency-Key": "case-1"})
    assert (again.status_code, again.json()["code"]) == (409, "done_before")


def test_what_cannot_be_names_its_places(things: Things, caseworker: Program) -> None:
    wrong = {**ELSEWHERE["claims"][0], "due_on": "2026-04-24", "currency": "NOK"}
    answer = caseworker.ask("post", "/elsewhere", {**ELSEWHERE, "claims": [wrong]})
    said = answer.json()
    assert (answer.status_code, said["code"]) == (422, "untold")
    assert said["fields"] == ["claims.0.currency", "claims.0.due_on"]
    assert "not late yet" in said["message"]


def test_a_letter_that_is_not_lawful_is_refused_with_its_section(things: Things, caseworker: Program) -> None:
    letters = [{**ELSEWHERE["letters"][0], "fee": 250_00}]
    answer = caseworker.ask("post", "/elsewhere/plan", {**ELSEWHERE, "letters": letters})
    assert answer.json()["fields"] == ["letters.0.fee"]
    assert "at most 100.00" in answer.json()["message"]
    assert "renteloven" in answer.json()["message"]


def test_an_encrypted_paper_is_refused(things: Things, caseworker: Program) -> None:
    given = BytesIO(pdf(password="secret"))
    given.name = "a.pdf"
    answer = caseworker.ask("post", "/elsewhere/papers", {"file": given})
    assert (answer.status_code, "encrypted" in answer.json()["message"]) == (422, True)
