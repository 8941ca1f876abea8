"""The pages of cases as people use them: begun from the list, followed, paid, stopped, ended."""

from datetime import date, timedelta
from time import process_time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from krav.actions.cases import one, open_case, take_case_step
from krav.actions.payments_by_hand import register_payment
from krav.claims.decide import reckon_claim
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import case_about, cases_waiting, owed_back
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, line, take
from tests.actions.collect import KONTO, claims_of, owed, run_until
from tests.web.cases.conftest import EXPIRED
from tests.web.cast import text

CASES = "/a/fjordbo/cases/"
MOST_ASKED = 60
AT_MOST = 0.15
"""Seconds of work for the page of a large case, in which the aim of a tenth of one has some room for a slow machine."""


def test_the_list_says_where_each_case_stands_and_what_comes(caseworker: Client, case_id: int) -> None:
    page = text(caseworker.get(CASES))
    assert "1 case is open." in page
    for words in ("S2026-0001", "2 invoices", "Collection notice", "Formal demand", "now"):
        assert words in page
    assert "No case is like" in text(caseworker.get(CASES, {"find": "nobody"}))
    assert "S2026-0001" in text(caseworker.get(CASES, {"find": "1002"}))
    assert "S2026-0001" not in text(caseworker.get(CASES, {"status": "closed"}))


def test_new_case_shows_what_joins_what_it_comes_to_and_the_letter(caseworker: Client, ripe: dict[str, int]) -> None:
    page = text(caseworker.get(f"{CASES}new/", {"claim": ripe["1001"]}))
    for words in ("2 invoices, one case", "Invoice 1002", "Late-payment interest", "To be paid by", "Start case and send"):
        assert words in page
    alone = text(caseworker.get(f"{CASES}new/", {"claim": str(ripe["1001"]), "chosen": "1"}))
    assert "1 invoice, one case" in alone
    assert "It follows its own way unless you take it in." in alone
    png = caseworker.get(f"{CASES}new/letter.png", {"claim": ripe["1001"]})
    assert png.content.startswith(b"\x89PNG")
    why = text(caseworker.get(f"{CASES}new/why/interest/?claim={ripe['1001']}"))
    assert "Invoice 1002" in why


def test_the_case_starts_with_its_letter_and_the_letter_can_be_undone(
    caseworker: Client, fjordbo: int, ripe: dict[str, int]
) -> None:
    told = {"claim": ripe["1001"], "chosen": "1", "join": [ripe["1001"], ripe["1002"]], "send": "1", "department": "12"}
    answer = caseworker.post(f"{CASES}new/", told | {"key": "a"}, follow=True)
    page = text(answer)
    assert "The case is open and its letter is made." in page
    assert "12" in page
    case_id = int(answer.request["PATH_INFO"].rstrip("/").rpartition("/")[2])
    with account_scope(fjordbo):
        case = one(case_id)
        letters = {letter.step for claim in case.claims for letter in claim.letters}
    assert "inkassopaakrav" in letters
    letter_id = int(answer.content.decode().split("/undo/")[1].split("/")[0])
    undone = text(caseworker.post(f"{CASES}{case_id}/undo/{letter_id}/", follow=True))
    assert "The letter is taken back." in undone
    with account_scope(fjordbo):
        assert "inkassopaakrav" not in {letter.step for claim in one(case_id).claims for letter in claim.letters}


def test_the_second_of_two_who_start_the_same_case_is_told(caseworker: Client, fjordbo: int, ripe: dict[str, int]) -> None:
    open_case(fjordbo, list(ripe.values()), on=EXPIRED, by=ANN)
    answer = caseworker.post(f"{CASES}new/", {"claim": ripe["1001"], "send": "1", "key": "b"})
    assert answer.status_code == 409
    assert "The claim is in a case" in text(answer)


def test_a_claim_without_a_notice_begins_no_case(caseworker: Client, owed: int) -> None:
    claim_id = claims_of(owed)["1001"]
    assert "No collection notice has been sent" in text(caseworker.get(f"{CASES}new/", {"claim": claim_id}))
    assert caseworker.get(f"{CASES}new/", {"claim": "x"})["Location"].endswith("?stage=expired")
    assert caseworker.get(f"{CASES}new/", {"claim": "999999"}).status_code == 404


def test_the_way_to_a_case_and_back(caseworker: Client, fjordbo: int, ripe: dict[str, int]) -> None:
    start = f"{CASES}new/?claim={ripe['1001']}"
    assert start in caseworker.get("/a/fjordbo/invoices/?stage=expired").content.decode()
    assert start in caseworker.get("/a/fjordbo/invoices/collection/").content.decode()
    claim = f"/a/fjordbo/invoices/{ripe['1001']}/"
    assert start in caseworker.get(claim).content.decode()
    case_id = open_case(fjordbo, list(ripe.values()), on=EXPIRED, by=ANN)
    assert "In case S2026-0001." in text(caseworker.get(claim))
    with account_scope(fjordbo):
        debtor_id = one(case_id).debtor_id
    assert "S2026-0001" in text(caseworker.get(f"/a/fjordbo/customers/{debtor_id}/"))
    assert "S2026-0001" in text(caseworker.get("/a/fjordbo/find/", {"find": "S2026-0001"}))


def test_the_case_says_what_can_be_done_what_is_owed_and_what_happened(caseworker: Client, case_id: int) -> None:
    page = text(caseworker.get(f"{CASES}{case_id}/"))
    for words in (
        "can go today", "What is owed", "Invoices", "15.000,00", "Late-payment interest", "The ladder of the case",
        "Case opened", "In the case", "See the letter",
    ):  # fmt: skip
        assert words in page
    why = text(caseworker.get(f"{CASES}{case_id}/why/invoice/"))
    assert "Invoice 1001" in why
    assert "What is owed today in case" in text(caseworker.get(f"{CASES}{case_id}/why/total/"))
    assert caseworker.get(f"{CASES}{case_id}/why/nothing/").status_code == 404


def test_a_step_is_taken_on_the_page(caseworker: Client, case_id: int) -> None:
    told = {"step": "inkassopaakrav", "key": "c"}
    page = text(caseworker.post(f"{CASES}{case_id}/step/", told, follow=True))
    assert "is made. Until it leaves it can be undone." in page
    assert "Nothing to do now." in page


def test_paid_too_much_closes_the_case_and_what_is_over_is_owed_back(
    caseworker: Client, fjordbo: int, case_id: int
) -> None:
    told = {"amount": "20.000,00", "received_on": EXPIRED.isoformat(), "key": "d"}
    page = text(caseworker.post(f"{CASES}{case_id}/pay/", told, follow=True))
    assert "The case is closed." in page
    assert "was paid too much" in page
    assert "Closed 20.05.2026: paid." in page
    with account_scope(fjordbo):
        about = case_about(case_id)
        assert about
        assert owed_back(about.debtor_id) > 0
        assert cases_waiting(EXPIRED) == 0


def test_a_small_rest_closes_the_case_and_a_larger_one_is_shown(caseworker: Client, fjordbo: int, case_id: int) -> None:
    with account_scope(fjordbo):
        law = creditor_in_scope().country
        owed_now = sum(reckon_claim(claim, law, EXPIRED).total for claim in one(case_id).claims)

    def pays(minor: int, key: str) -> str:
        told = {"amount": f"{minor // 100},{minor % 100:02d}", "received_on": EXPIRED.isoformat(), "key": key}
        return text(caseworker.post(f"{CASES}{case_id}/pay/", told, follow=True))

    assert "The case is closed." not in pays(owed_now - 5_000, "e")
    page = text(caseworker.get(f"{CASES}{case_id}/"))
    assert "50,00" in page
    assert "The case is closed." in pays(5_000 - 90, "f")
    assert "Small rest given up" in text(caseworker.get(f"{CASES}{case_id}/"))


def test_an_offer_to_settle_says_what_it_adds(
    caseworker: Client, fjordbo: int, case_id: int, settings: Settings
) -> None:
    take_case_step(fjordbo, case_id, "inkassopaakrav", on=EXPIRED, by=ANN)
    later = date(2026, 6, 8)
    take(fjordbo, bank(until=later.isoformat(), account=KONTO["DK"]), "later.xml", later)
    settings.KRAV_TODAY = later
    page = text(caseworker.get(f"{CASES}{case_id}/"))
    assert "Offer to settle can go today. It adds 1.150,00 in costs: 17.462,68 in all" in page


def test_a_case_of_forty_claims_asks_no_more_of_the_database_than_one_of_two(
    caseworker: Client, fjordbo: int, settings: Settings
) -> None:
    owed(fjordbo, *(line(str(number), "1000,00") for number in range(1001, 1041)))
    run_until(fjordbo, EXPIRED)
    settings.KRAV_TODAY = EXPIRED
    ids = claims_of(fjordbo)
    for number, claim_id in enumerate(list(ids.values())[:12]):
        for part in range(5):
            received = EXPIRED - timedelta(days=part)
            register_payment(fjordbo, claim_id, 1_00 + number, received, on=EXPIRED, by=ANN)
    case_id = open_case(fjordbo, list(ids.values()), on=EXPIRED, by=ANN)
    with CaptureQueriesContext(connection) as asked:
        page = text(caseworker.get(f"{CASES}{case_id}/"))
    assert "40 invoices" in page
    assert len(asked) < MOST_ASKED

    def took() -> float:
        began = process_time()
        caseworker.get(f"{CASES}{case_id}/")
        return process_time() - began

    assert min(took() for _ in range(5)) < AT_MOST


def test_an_objection_to_all_stops_the_case(caseworker: Client, case_id: int, ripe: dict[str, int]) -> None:
    told = {"claims": list(ripe.values()), "reason": "objection", "note": "Never came", "key": "g"}
    page = text(caseworker.post(f"{CASES}{case_id}/stop/", told, follow=True))
    assert "Every claim of the case is stopped." in page
    assert "Stopped: objection" in page
    assert "Every claim is stopped" in text(caseworker.get(CASES))


def test_an_objection_to_one_leaves_the_other_going(caseworker: Client, case_id: int, ripe: dict[str, int]) -> None:
    told = {"claims": [ripe["1002"]], "reason": "objection", "key": "h"}
    page = text(caseworker.post(f"{CASES}{case_id}/stop/", told, follow=True))
    assert "can go today" in page


def test_withdrawn_closed_and_opened_again(caseworker: Client, case_id: int) -> None:
    closed = text(caseworker.post(f"{CASES}{case_id}/close/", {"how": "given_up", "key": "i"}, follow=True))
    assert "Closed 20.05.2026: given up." in closed
    opened = text(caseworker.post(f"{CASES}{case_id}/reopen/", {"key": "j"}, follow=True))
    assert "can go today" in opened
    gone = text(caseworker.post(f"{CASES}{case_id}/withdraw/", {"reason": "by mistake", "key": "k"}, follow=True))
    assert "Closed 20.05.2026: withdrawn." in gone
    assert "by mistake" in gone


def test_a_further_claim_joins(caseworker: Client, fjordbo: int, ripe: dict[str, int]) -> None:
    case_id = open_case(fjordbo, [ripe["1001"]], on=EXPIRED, by=ANN)
    assert "It may join." in text(caseworker.get(f"{CASES}{case_id}/"))
    page = text(caseworker.post(f"{CASES}{case_id}/join/", {"claim": ripe["1002"], "key": "l"}, follow=True))
    assert "They are in the case now." in page
    assert "2 invoices" in page
    assert caseworker.post(f"{CASES}{case_id}/join/", {"key": "m"}).status_code == 409


@pytest.mark.parametrize("act", ["step", "pay", "stop", "join", "withdraw", "close", "reopen"])
def test_a_guest_sees_and_changes_nothing(guest: Client, stranger: Client, case_id: int, act: str) -> None:
    assert guest.get(f"{CASES}{case_id}/").status_code == 200
    assert guest.post(f"{CASES}{case_id}/{act}/", {"how": "given_up"}).status_code == 403
    assert stranger.get(f"{CASES}{case_id}/").status_code == 404


def test_a_guest_begins_no_case(guest: Client, ripe: dict[str, int]) -> None:
    assert "needs the role caseworker" in text(guest.get(f"{CASES}new/", {"claim": ripe["1001"]}))
    assert guest.post(f"{CASES}new/", {"claim": ripe["1001"], "send": "0"}).status_code == 403
