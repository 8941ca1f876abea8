"""Money in the browser: loose payments with their guesses, placed, taken off, registered and taken back."""

import re

import pytest
from django.test import Client

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import SECOND, bank, credit, fik, take
from tests.web.cast import text


@pytest.fixture
def loose(owed: int) -> int:
    """The loose 77,00, and 2.000,00 from somebody whose name is only half right."""
    came = credit("2000.00", on="2026-03-20", payer="Øster Ås Holding", text="tak")
    take(owed, bank(came, until=SECOND.isoformat()), "today.xml", on=SECOND)
    return owed


def payment(account_id: int, amount: int) -> int:
    with account_scope(account_id):
        return rows.Payment.objects.get(amount=amount).pk


def claim(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number).pk


def test_loose_money_stands_beside_its_best_guesses(loose: int, guest: Client) -> None:
    page = guest.get(f"/a/fjordbo/payments/?at={payment(loose, 200_000)}")
    words = text(page)
    assert "2 payments wait for a place" in words
    guesses = page.content.decode().split('class="sheet pad guess"')[1:]
    assert 1 <= len(guesses) <= 3
    assert "1002" in guesses[0]
    assert "the amount fits to the krone" in guesses[0]


def test_the_first_guess_is_the_one_button_and_all_have_keys(loose: int, caseworker: Client) -> None:
    page = caseworker.get(f"/a/fjordbo/payments/?at={payment(loose, 200_000)}").content.decode()
    assert page.count('class="b go"') == 1
    assert page.count("data-pick") == page.count('class="sheet pad guess"')
    assert "<kbd>1</kbd>" in page


def test_a_match_places_the_money_and_can_be_undone(loose: int, caseworker: Client) -> None:
    money = payment(loose, 200_000)
    done = caseworker.post(f"/a/fjordbo/payments/{money}/place/", {"claim": claim(loose, "1002"), "key": "k"}, follow=True)
    assert "2.000,00 placed." in text(done)
    with account_scope(loose):
        assert rows.ClaimState.objects.get(claim__number="1002").balance == 0
    off = caseworker.post(f"/a/fjordbo/payments/{money}/off/", follow=True)
    assert "waits to be placed" in text(off)
    with account_scope(loose):
        assert rows.ClaimState.objects.get(claim__number="1002").balance == 200_000


def test_the_same_form_twice_is_said_and_not_done_twice(loose: int, caseworker: Client) -> None:
    told = {"claim": claim(loose, "1003"), "key": "once"}
    address = f"/a/fjordbo/payments/{payment(loose, 7_700)}/place/"
    assert caseworker.post(address, told).status_code == 302
    again = caseworker.post(address, told)
    assert again.status_code == 409
    assert "not done twice" in text(again)


def test_another_invoice_is_found_by_hand(loose: int, caseworker: Client) -> None:
    page = text(caseworker.get(f"/a/fjordbo/payments/?at={payment(loose, 7_700)}&find=Birthe"))
    assert "1003 Birthe Prøve" in page
    assert "Place here" in page
    assert "Nothing open is like “xyz”" in text(caseworker.get(f"/a/fjordbo/payments/?at={payment(loose, 7_700)}&find=xyz"))


def test_money_is_registered_by_hand_and_taken_back(loose: int, caseworker: Client) -> None:
    told = {"number": "1003", "amount": "100,00", "received_on": "2026-03-20", "text": "Cash", "key": "k"}
    done = caseworker.post("/a/fjordbo/payments/register/", told, follow=True)
    assert "100,00 registered on invoice 1003." in text(done)
    everything = caseworker.get("/a/fjordbo/payments/all/")
    assert "By hand" in text(everything)
    back = re.search(r'action="(/a/fjordbo/payments/\d+/back/)"', everything.content.decode())
    assert back
    assert "Taken back" in text(caseworker.post(back[1], follow=True))


def test_an_unknown_invoice_is_said_in_the_form(loose: int, caseworker: Client) -> None:
    told = {"number": "9999", "amount": "100,00", "received_on": "2026-03-20", "key": "k"}
    refused = caseworker.post("/a/fjordbo/payments/register/", told)
    assert refused.status_code == 422
    assert "There is no claim on invoice 9999" in text(refused)
    assert 'value="100,00"' in refused.content.decode()


def test_all_payments_stand_latest_first_and_say_where(loose: int, guest: Client) -> None:
    words = text(guest.get("/a/fjordbo/payments/all/"))
    assert words.index("20.03.2026") < words.index("09.03.2026")
    assert "2.000,00 is loose" in words
    assert guest.get("/a/fjordbo/payments/all/?before=never.1").status_code == 200


def test_nothing_loose_says_so(nordlys: int, stranger: Client) -> None:
    assert "All money has its place" in text(stranger.get("/a/nordlys/payments/"))


def test_a_guest_places_nothing_and_a_stranger_finds_nothing(loose: int, guest: Client, stranger: Client) -> None:
    money, told = payment(loose, 7_700), {"claim": claim(loose, "1003")}
    for what in ("place", "off", "back"):
        assert guest.post(f"/a/fjordbo/payments/{money}/{what}/", told).status_code == 403
        assert stranger.post(f"/a/fjordbo/payments/{money}/{what}/", told).status_code == 404
        assert stranger.post(f"/a/nordlys/payments/{money}/{what}/", told).status_code == 404
    assert guest.get("/a/fjordbo/payments/register/").status_code == 403


def test_loose_money_is_paid_back_and_that_is_undone(loose: int, caseworker: Client) -> None:
    money = payment(loose, 7_700)
    listed = caseworker.get(f"/a/fjordbo/payments/?at={money}").content.decode()
    address = f"/a/fjordbo/payments/{money}/pay-back/"
    assert f'hx-get="{address}" hx-target="#dialog"' in listed
    form = caseworker.get(address)
    assert "Pay back 77,00" in text(form)
    assert 'value="77,00"' in form.content.decode()
    told = {"amount": "70,00", "paid_on": "2026-03-20", "note": "asked for", "key": "k"}
    done = caseworker.post(address, told, follow=True)
    assert "70,00 paid back" in text(done)
    every = text(caseworker.get("/a/fjordbo/payments/all/"))
    assert "70,00 paid back 20.03.2026 7,00 is loose" in every
    undone = caseworker.post(f"/a/fjordbo/payments/{money}/not-paid-back/", follow=True)
    assert "70,00 counts as not paid back" in text(undone)
    assert "77,00 is loose" in text(caseworker.get("/a/fjordbo/payments/all/"))


def test_what_cannot_be_paid_back_is_said_in_the_form(loose: int, caseworker: Client) -> None:
    address = f"/a/fjordbo/payments/{payment(loose, 7_700)}/pay-back/"
    told = {"amount": "77,01", "paid_on": SECOND.isoformat(), "key": "k"}
    refused = caseworker.post(address, told)
    assert refused.status_code == 422
    assert re.search(r"Only 77,00\D{1,5} of this payment is loose", text(refused))
    assert 'value="77,01"' in refused.content.decode()
    assert "the money came on" in text(caseworker.post(address, {**told, "amount": "77,00", "paid_on": "2026-03-01"}))
    assert caseworker.post(address, {**told, "amount": "77,00"}).status_code == 302
    again = caseworker.get(address)
    assert again.status_code == 409
    assert "Nothing of this payment is loose" in text(again)


def test_a_claim_tells_that_a_part_of_its_payment_went_back(loose: int, caseworker: Client) -> None:
    over = credit("900.00", on="2026-03-23", payer="Birthe Prøve", text="Faktura 1003", key="over")
    take(loose, bank(over, until=SECOND.isoformat()), "over.xml", on=SECOND)
    money, number = payment(loose, 90_000), claim(loose, "1003")
    caseworker.post(f"/a/fjordbo/payments/{money}/place/", {"claim": number, "key": "p"})
    with account_scope(loose):
        left = rows.LoosePayment.objects.get(payment_id=money).amount
    whole = f"{left // 100},{left % 100:02}"
    told = {"amount": whole, "paid_on": SECOND.isoformat(), "note": "paid too much", "key": "b"}
    assert caseworker.post(f"/a/fjordbo/payments/{money}/pay-back/", told).status_code == 302
    page = text(caseworker.get(f"/a/fjordbo/invoices/{number}/"))
    assert f"{whole} of a payment was paid back" in page
    assert f"Paid {whole} of a payment back" in page
    caseworker.post(f"/a/fjordbo/payments/{money}/not-paid-back/")
    page = text(caseworker.get(f"/a/fjordbo/invoices/{number}/"))
    assert f"{whole} of a payment was paid back" not in page
    assert f"Undid the paying back of {whole}" in page


def test_a_guest_pays_nothing_back(loose: int, guest: Client, stranger: Client) -> None:
    money = payment(loose, 7_700)
    assert "Pay back" not in text(guest.get(f"/a/fjordbo/payments/?at={money}"))
    for what in ("pay-back", "not-paid-back"):
        assert guest.post(f"/a/fjordbo/payments/{money}/{what}/").status_code == 403
        assert stranger.post(f"/a/fjordbo/payments/{money}/{what}/").status_code == 404
        assert stranger.post(f"/a/nordlys/payments/{money}/{what}/").status_code == 404


def test_the_claim_says_why_money_stands_on_it_how_sure_and_by_whom(loose: int, caseworker: Client) -> None:
    number = claim(loose, "1002")
    caseworker.post(f"/a/fjordbo/payments/{payment(loose, 200_000)}/place/", {"claim": number, "key": "k"})
    story = text(caseworker.get(f"/a/fjordbo/invoices/{number}/"))
    assert "Bank · tak Øster Ås Holding · placed by hand, carl@fjordbo.example" in story
    came = credit("500.00", on="2026-03-20", reference=fik("1003"), key="sure")
    take(loose, bank(came, until=SECOND.isoformat()), "sure.xml", on=SECOND)
    story = text(caseworker.get(f"/a/fjordbo/invoices/{claim(loose, '1003')}/"))
    assert "the reference is this invoice’s" in story
    assert "per cent sure)" in story
    every = text(caseworker.get("/a/fjordbo/payments/all/"))
    assert "placed by hand, carl@fjordbo.example" in every
