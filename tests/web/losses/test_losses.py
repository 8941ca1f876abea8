"""The pages of losses: the law and the voucher before anything is posted, the list, taking back, small claims at once."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.actions.holds import place_hold
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, run_until
from tests.actions.collect import owed as gathered
from tests.web.accounts.test_policy import typed
from tests.web.cast import text

ON = date(2026, 5, 26)
EVENT = {"ground": "vain_enforcement", "confirmed": "on", "evidence": "Udlæg 14. maj", "gross_0": "12.500,00"}


@pytest.fixture
def ripe(fjordbo: int, settings: Settings) -> int:
    """Two claims of a business, 12 500 and 2 500, whose notices have expired; it is a week later."""
    gathered(fjordbo)
    run_until(fjordbo, date(2026, 5, 20))
    settings.KRAV_TODAY = ON
    return fjordbo


def page(number: str, ripe: int) -> str:
    return f"/a/fjordbo/invoices/{claims_of(ripe)[number]}/write-off/"


def vouchers(account_id: int) -> list[tuple[str, str, int]]:
    with account_scope(account_id):
        return list(rows.Voucher.objects.order_by("id").values_list("number", "kind", "amount"))


def test_the_page_shows_the_law_the_books_and_the_voucher_and_writes_nothing(ripe: int, caseworker: Client) -> None:
    said = text(caseworker.get(page("1001", ripe)))
    for words in (
        "Collection in vain", "12.500,00", "3720", "10.000,00", "6902", "2.500,00", "In the books",
        "own reminders are enough below 3.000,00", "Den juridiske vejledning", "frivillig eftergivelse", "your auditor",
        "Reminder 1", "momsloven § 27, stk. 6",
    ):  # fmt: skip
        assert words in said, words
    assert vouchers(ripe) == []


def test_the_choice_changes_the_voucher_before_it_is_posted(ripe: int, caseworker: Client) -> None:
    told = EVENT | {"amount": "5.000,00", "gross_0": "6.000,00", "gross_1": "6.500,00"}
    said = text(caseworker.post(page("1001", ripe), told))
    assert "480,00" in said
    assert "4.520,00" in said
    partial = caseworker.post(page("1001", ripe), {"ground": ""}, headers={"HX-Request": "true"})
    assert "12.500,00" in text(partial)
    assert "<html" not in partial.content.decode()
    assert vouchers(ripe) == []


def test_posted_it_is_said_and_can_be_undone(ripe: int, caseworker: Client) -> None:
    url, claim_id = page("1001", ripe), claims_of(ripe)["1001"]
    answer = caseworker.post(url, EVENT | {"post": "1", "key": "k1"}, follow=True)
    said = text(answer)
    assert "1 voucher posted. The customer owes as before." in said
    assert "V-2026-0001" in said
    assert "Not a payment" in said
    seen = text(caseworker.get(f"/a/fjordbo/invoices/{claim_id}/"))
    assert "12.500,00 of it is written off in the books; the customer owes as before." in seen
    assert "Wrote it off in the books" in seen
    with account_scope(ripe):
        voucher_id = rows.Voucher.objects.get().id
    one = text(caseworker.get(f"/a/fjordbo/cases/vouchers/{voucher_id}/"))
    assert "Udlæg 14. maj" in one
    assert "Take it back" in one
    again = caseworker.post(f"/a/fjordbo/cases/vouchers/{voucher_id}/undo/", follow=True)
    assert "12.500,00 stands in the books again." in text(again)
    assert vouchers(ripe) == [("V-2026-0001", "write_off", 1250000), ("V-2026-0002", "write_off", -1250000)]
    assert "Take it back" not in text(caseworker.get(f"/a/fjordbo/cases/vouchers/{voucher_id}/"))


def test_refused_the_form_says_why_and_keeps_what_was_typed(ripe: int, caseworker: Client) -> None:
    answer = caseworker.post(page("1001", ripe), EVENT | {"post": "1", "amount": "12.500,01"})
    assert answer.status_code == 422
    assert "of the claim stands open in the books; that much at most" in text(answer)
    assert 'value="12.500,01"' in answer.content.decode()
    mixed = caseworker.post(page("1001", ripe), EVENT | {"post": "1", "gross_1": "1,00"})
    assert "The parts come to 12.501,00, the invoice to 12.500,00." in text(mixed)
    unconfirmed = {key: value for key, value in EVENT.items() if key != "confirmed"} | {"post": "1"}
    answer = caseworker.post(page("1001", ripe), unconfirmed)
    assert "Somebody must say that the conditions are met." in text(answer)
    assert vouchers(ripe) == []


def test_a_disputed_claim_has_no_ground_but_may_leave_the_books(ripe: int, caseworker: Client) -> None:
    place_hold(ripe, "1001", "objection", on=ON, by=ANN)
    said = text(caseworker.get(page("1001", ripe)))
    assert "The customer has objected since 26.05.2026" in said
    assert "VAT that comes back 0,00" in said
    caseworker.post(page("1001", ripe), {"ground": "", "post": "1"})
    assert vouchers(ripe) == [("V-2026-0001", "write_off", 1250000)]


def test_a_case_is_written_off_whole(ripe: int, caseworker: Client) -> None:
    case_id = open_case(ripe, list(claims_of(ripe).values()), department="12", on=ON, by=ANN)
    url = f"/a/fjordbo/cases/{case_id}/write-off/"
    said = text(caseworker.get(url))
    assert "Voucher of invoice 1001" in said
    assert "Leaves the books 15.000,00" in said
    caseworker.post(url, {"ground": "vain_enforcement", "confirmed": "on", "post": "1"})
    assert [amount for _, _, amount in vouchers(ripe)] == [1250000, 250000]
    assert "V-2026-0002" in text(caseworker.get(f"/a/fjordbo/cases/vouchers/?case={case_id}"))
    assert "V-2026-0002" not in text(caseworker.get("/a/fjordbo/cases/vouchers/?case=999999999"))


def test_the_table_for_the_books_balances(ripe: int, caseworker: Client, guest: Client) -> None:
    caseworker.post(page("1001", ripe), EVENT | {"post": "1"})
    answer = guest.get("/a/fjordbo/cases/vouchers/?format=csv")
    found = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["Account"], row["Debit"], row["Credit"]) for row in found] == [
        ("3720", "10000,00", ""), ("6902", "2500,00", ""), ("5600", "", "12500,00")
    ]  # fmt: skip
    assert {row["Not a payment"] for row in found} == {"yes"}


def test_small_claims_are_looked_over_and_written_off_at_once(ripe: int, caseworker: Client) -> None:
    url = "/a/fjordbo/cases/losses/"
    said = text(caseworker.get(url))
    assert "Small claim reminded in vain" in said
    assert "2.000,00 500,00 2.500,00" in said
    assert "12.500,00" not in said
    told = {"claim": list(claims_of(ripe).values()), "ground": "small_claim"}
    assert "Somebody must say" in text(caseworker.post(url, told))
    assert "Nothing was ticked" in text(caseworker.post(url, {"ground": "small_claim", "confirmed": "on"}))
    assert "1 claim written off." in text(caseworker.post(url, told | {"confirmed": "on"}, follow=True))
    assert vouchers(ripe) == [("V-2026-0001", "write_off", 250000)]
    assert "Nobody may be written off" in text(caseworker.get(url))


def test_a_guest_sees_the_lists_and_posts_nothing(ripe: int, guest: Client, stranger: Client) -> None:
    assert guest.get("/a/fjordbo/cases/losses/").status_code == 200
    assert guest.get("/a/fjordbo/cases/vouchers/").status_code == 200
    assert guest.get(page("1001", ripe)).status_code == 403
    assert guest.post(page("1001", ripe), EVENT | {"post": "1"}).status_code == 403
    told = {"claim": list(claims_of(ripe).values()), "ground": "small_claim", "confirmed": "on"}
    assert guest.post("/a/fjordbo/cases/losses/", told).status_code == 403
    assert stranger.get(page("1001", ripe)).status_code == 404
    assert vouchers(ripe) == []


def test_the_accounts_are_set_on_the_policys_page(ripe: int, administrator: Client, caseworker: Client) -> None:
    shown = administrator.get("/a/fjordbo/policy/").content.decode()
    assert 'placeholder="3720"' in shown
    assert 'name="books-vat_12"' not in shown
    typed_in = typed(shown) | {"books-loss": "6110", "books-charges_booked": "on"}
    assert "The policy is saved" in text(administrator.post("/a/fjordbo/policy/", typed_in, follow=True))
    assert "6110" in text(caseworker.get(page("1002", ripe)))
    assert "Reversed: interest" in text(caseworker.get(page("1002", ripe)))
    wrong = administrator.post("/a/fjordbo/policy/", typed_in | {"books-loss": "6110 A"})
    assert wrong.status_code == 422
