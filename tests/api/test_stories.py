"""What programs do with the interface: a debt from the file to the bank, and what every answer has in common."""

from io import BytesIO
from typing import Any

import pytest

from krav.store.models import Account, ApiToken
from tests.actions.cast import bank, credit, fik, ledger, line
from tests.api.cast import TODAY, Program, Things
from tests.api.test_rights import file


def give(program: Program, name: str, content: bytes) -> Any:  # noqa: ANN401 whatever the interface answers
    """A file given, looked at and taken in."""
    upload = program.post("/imports", file(name, content))["id"]
    assert program.get(f"/imports/{upload}/look")["new"] > 0
    return program.post(f"/imports/{upload}/take")


def test_a_debt_from_the_file_to_the_bank(caseworker: Program) -> None:
    taken = give(caseworker, "ledger.csv", ledger(line("1001", "10.000,00")))
    assert (taken["state"], taken["said"]["new"]) == ("done", 1)
    give(caseworker, "bank.xml", bank(credit("1.00", on="2026-03-23", key="a"), until="2026-03-23"))
    (listed,) = caseworker.get("/claims")["claims"]
    assert (listed["number"], listed["balance"]) == ("1001", {"minor": 1_000_000, "currency": "DKK"})
    claim = caseworker.get(f"/claims/{listed['claim_id']}")
    assert (claim["may"], claim["why_not"], claim["letters"]) == ("rykker_1", None, [])
    asked = {"claims": [claim["id"]], "step": "rykker_1", "seen": ["", "overdue"]}
    (planned,) = caseworker.post("/claims/steps/plan", asked)["letters"]
    assert (planned["claims"], planned["fee"]) == ([claim["id"]], {"minor": 10_000, "currency": "DKK"})
    (letter,) = caseworker.post("/claims/steps", asked)["letters"]
    assert caseworker.ask("get", f"/letters/{letter}/pdf").content.startswith(b"%PDF")
    after = caseworker.get("/claims/number/1001")
    assert (after["stage"], after["may"], after["why_not"]["code"]) == ("rykker_1", "", "waiting")
    assert after["why_not"]["until"] > TODAY.isoformat()
    paid = bank(credit("999999.00", on="2026-03-24", reference=fik("1001"), key="b"), until="2026-03-24")
    give(caseworker, "more.xml", paid)
    settled = caseworker.get("/claims/number/1001")
    assert (settled["settled_on"], settled["owed"]["minor"]) == ("2026-03-24", 0)
    (money,) = (each for each in settled["entries"] if each["kind"] == "payment")
    assert (money["reasons"], money["confidence"] >= 95, money["placed_by"]) == (["reference"], True, "")
    (placed,) = (each for each in caseworker.get("/payments")["payments"] if each["numbers"])
    assert (placed["reasons"], placed["confidence"]) == (money["reasons"], money["confidence"])
    assert caseworker.get("/claims")["claims"] == []
    assert [each["loose"]["minor"] > 0 for each in caseworker.get("/payments/loose")["payments"]] == [True, True]


def test_loose_money_is_paid_back_and_that_is_undone(things: Things, caseworker: Program) -> None:
    path = f"/payments/{things['payment_id']}/paid-back"
    refused = caseworker.ask("post", path, {"amount": 77_01})
    assert (refused.status_code, refused.json()["message"][:10]) == (422, "Only 77.00")
    part = {"amount": 70_00, "paid_on": "2026-03-10", "note": "asked for"}
    for _ in range(2):
        caseworker.ask("post", path, part, **{"Idempotency-Key": "once"})
    assert caseworker.post(path, {}) == {"minor": 7_00, "currency": "DKK"}
    (shown,) = [each for each in caseworker.get("/payments")["payments"] if each["id"] == things["payment_id"]]
    assert (shown["paid_back"]["minor"], shown["paid_back_on"]) == (77_00, TODAY.isoformat())
    assert things["payment_id"] not in {each["id"] for each in caseworker.get("/payments/loose")["payments"]}
    assert caseworker.ask("delete", path).json() == {"minor": 77_00, "currency": "DKK"}
    assert caseworker.get("/payments/loose")["payments"][0]["loose"]["minor"] == 77_00


def test_a_letter_is_taken_back_until_it_has_left(things: Things, caseworker: Program) -> None:
    body = {"letters": [things["letter_id"]]}
    assert caseworker.post("/letters/undo", body) == {"count": 1}
    again = caseworker.ask("post", "/letters/undo", body)
    assert (again.status_code, again.json()["code"]) == (422, "cannot_be")
    assert things["letter_id"] not in [letter["id"] for letter in caseworker.get("/letters")["letters"]]


def test_a_key_is_done_once(things: Things, caseworker: Program) -> None:
    path, body = f"/claims/{things['claim_id']}/notes", {"text": "once"}
    caseworker.post(path, body, **{"Idempotency-Key": "n1"})
    again = caseworker.ask("post", path, body, **{"Idempotency-Key": "n1"})
    assert (again.status_code, again.json()["code"]) == (409, "done_before")
    assert len(caseworker.get(f"/claims/{things['claim_id']}")["notes"]) == 1
    too_long = caseworker.ask("post", path, body, **{"Idempotency-Key": "n" * 41})
    assert (too_long.status_code, too_long.json()["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "Det kræver rollen administrator"), ("en-GB,en;q=0.9", "role administrator"), ("fr", "role administrator")],
)
def test_a_no_is_said_in_the_readers_language(things: Things, guest: Program, language: str, said: str) -> None:
    answer = guest.ask("put", "/policy", {"policy": {}}, **{"Accept-Language": language})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert said in answer.json()["message"]


def test_a_refusal_has_its_section_and_day(things: Things, caseworker: Program) -> None:
    asked = {"claims": [things["claim_id"], things["free_id"]], "step": "rykker_3"}
    refused = {each["claim_id"]: each["problem"] for each in caseworker.post("/claims/steps/plan", asked)["refused"]}
    assert refused[things["claim_id"]]["until"] is not None
    assert {each["code"] for each in refused.values()} == {"waiting"}


def test_why_an_amount_is_what_it_is(things: Things, guest: Program) -> None:
    claim = guest.get(f"/claims/{things['claim_id']}")
    total = guest.get(f"/claims/{things['claim_id']}/why/total")
    assert sum(line["amount"]["minor"] for line in claim["lines"]) == claim["owed"]["minor"]
    assert total["amount"] == f"{claim['owed']['minor'] / 100:.2f}"
    part = next(line["part"] for line in claim["lines"] if line["kind"] == "interest")
    assert guest.get(f"/claims/{things['claim_id']}/why/{part}")["parts"][0]["section"]
    assert guest.ask("get", f"/claims/{things['claim_id']}/why/nothing").status_code == 404


def test_an_unlawful_policy_is_refused_and_said_why(administrator: Program) -> None:
    policy = {"steps": [{"key": "rykker_1", "deadline_days": 3}]}
    (breach,) = administrator.post("/policy/check", policy)
    assert (breach["code"], breach["step"]) == ("deadline_too_short", "rykker_1")
    assert breach["section"]
    answer = administrator.ask("put", "/policy", {"policy": policy})
    assert (answer.status_code, answer.json()["code"]) == (422, "unlawful")
    mark = administrator.get("/policy")["mark"]
    administrator.post("/policy/check", {"postal_days": 9})
    assert administrator.ask("put", "/policy", {"policy": {"postal_days": 9}, "seen": mark}).status_code == 200
    stale = administrator.ask("put", "/policy", {"policy": {"postal_days": 3}, "seen": mark})
    assert (stale.status_code, stale.json()["code"]) == (409, "overtaken")


def test_lists_go_on_where_they_stopped(caseworker: Program) -> None:
    several = (line(str(5000 + n), "100,00", customer=str(n), name=f"Kunde {n:03}") for n in range(1, 106))
    give(caseworker, "ledger.csv", ledger(*several))
    for path, of in (("/claims?after=", "claims"), ("/customers?after=", "customers")):
        first = caseworker.get(path + ("0" if of == "claims" else ""))
        second = caseworker.get(f"{path}{first['next']}")
        assert (len(first[of]), len(second[of]), second["next"]) == (100, 5, None)


@pytest.mark.parametrize("path", ["/cases", "/customers", "/payments"])
def test_a_place_that_no_list_gave_is_refused(caseworker: Program, path: str) -> None:
    assert caseworker.ask("get", f"{path}?after=stages").status_code == 422


def test_an_audit_says_which_program_it_was_and_when_a_key_was_used(things: Things, caseworker: Program) -> None:
    caseworker.post(f"/claims/{things['claim_id']}/notes", {"text": "by a program"})
    (note,) = caseworker.get(f"/claims/{things['claim_id']}")["notes"]
    assert note["written_by"] == "caseworker script"
    assert ApiToken.objects.get(name="caseworker script").used_on == TODAY


UNREADABLE = (b"", b"{", b"[]", b'"x"', b"\xff", b'{"text": "\\ud800"}', b'{"text": null}', b'{"text": ""}')


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_refused(things: Things, caseworker: Program, body: bytes) -> None:
    path = f"/api/v1/claims/{things['claim_id']}/notes"
    answer: Any = caseworker.client.post(path, body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.json()["code"] in {"invalid", "unreadable"}


@pytest.mark.parametrize("claim_id", ["0", "-1", "x", "99999999999999999999", "1.5", "%00"])
def test_an_id_that_cannot_be_is_refused(things: Things, guest: Program, claim_id: str) -> None:
    assert guest.ask("get", f"/claims/{claim_id}").status_code in {404, 422}


def test_a_file_that_is_none_is_refused(caseworker: Program) -> None:
    empty = BytesIO(b"")
    empty.name = "empty.csv"
    assert caseworker.ask("post", "/imports", {"file": empty}).status_code == 422
    upload = caseworker.post("/imports", file("a.csv", b"no;ledger\r\n"))["id"]
    assert caseworker.ask("get", f"/imports/{upload}/look").status_code == 422
    assert Account.objects.count() == 1
