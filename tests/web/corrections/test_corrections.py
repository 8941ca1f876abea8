"""Putting right what letters asked for, letters that came back, and troubles of a customer, as a person does it."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from krav.actions.moving import moves
from krav.actions.payments_by_hand import register_payment
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, ledger, line, take
from tests.actions.collect import claims_of, owed, run_until
from tests.actions.test_returned import letter, sent
from tests.web.cast import text

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def ripe(fjordbo: int, settings: Settings) -> int:
    """Two invoices of one business whose notice has expired; all letters have left."""
    settings.KRAV_TODAY = EXPIRED
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    sent(fjordbo)
    return fjordbo


@pytest.fixture
def wrong(ripe: int) -> str:
    """Money of a day before the notice, told of after it; the address of the invoice."""
    claim_id = claims_of(ripe)["1001"]
    register_payment(ripe, claim_id, 500_000, date(2026, 4, 1), on=EXPIRED, by=ANN)
    return f"/a/fjordbo/invoices/{claim_id}/"


def test_the_queue_leads_to_what_has_to_be_put_right(ripe: int, wrong: str, caseworker: Client) -> None:
    page = caseworker.get("/a/fjordbo/")
    assert "Øster Ås ApS was asked for a wrong sum" in text(page)
    assert f'href="{wrong}correction/"' in page.content.decode()


def test_the_list_says_what_is_wrong_and_what_putting_it_right_does(wrong: str, guest: Client) -> None:
    page = text(guest.get("/a/fjordbo/cases/corrections/"))
    assert "of 23.04.2026 asked for" in page
    assert "it should have asked for" in page
    assert "Send a letter with the right sum, at no cost" in page
    assert "Take back" in page


def test_one_click_puts_it_right_and_can_be_undone_until_it_leaves(ripe: int, wrong: str, caseworker: Client) -> None:
    page = caseworker.get(f"{wrong}correction/")
    assert "Should have been" in text(page)
    assert "Put it right" in text(page)
    key = re.search(r'name="key" value="(\w+)"', page.content.decode())
    assert key
    done = caseworker.post(f"{wrong}correction/make/", {"key": key[1]}, follow=True)
    assert "Put right. The letter with the right sum leaves soon." in text(done)
    assert "Nothing has to be put right." in text(done)
    again = caseworker.post(f"{wrong}correction/make/", {"key": key[1]})
    assert again.status_code == 409
    with account_scope(ripe):
        number = rows.Letter.objects.get(step="correction").number
    pdf = caseworker.get(f"/a/fjordbo/letters/{number}.pdf")
    assert pdf.content.startswith(b"%PDF")
    story = text(caseworker.get(wrong))
    assert "Correction" in story
    undo = re.search(r'action="([^"]+/undo/\d+/)"', done.content.decode())
    assert undo
    caseworker.post(undo[1])
    assert "Put it right" in text(caseworker.get(f"{wrong}correction/"))


def test_a_guest_sees_why_and_cannot(wrong: str, guest: Client) -> None:
    page = text(guest.get(f"{wrong}correction/"))
    assert "This needs the role caseworker" in page
    assert guest.post(f"{wrong}correction/make/").status_code == 403
    assert guest.get("/a/fjordbo/customers/1/trouble/").status_code in {403, 404}


def test_a_letter_that_came_back_is_told_on_its_invoice(ripe: int, caseworker: Client) -> None:
    claim_id, notice = claims_of(ripe)["1001"], letter(ripe, "inkassovarsel")
    here = f"/a/fjordbo/invoices/{claim_id}/"
    page = caseworker.get(here).content.decode()
    assert f"{here}returned/{notice.id}/" in page
    assert "It then counts as never sent" in text(caseworker.get(f"{here}returned/{notice.id}/"))
    done = caseworker.post(f"{here}returned/{notice.id}/", {"reason": "moved, address unknown", "key": "k"}, follow=True)
    assert f"Letter {notice.number} does not count any more. Find the address" in text(done)
    assert "came back and does not count moved, address unknown" in text(done)
    assert "Letter to Øster Ås ApS came back" in text(caseworker.get("/a/fjordbo/"))
    again = caseworker.post(f"{here}returned/{notice.id}/", {"reason": "moved", "key": "l"})
    assert again.status_code == 422
    assert "came back before" in text(again)
    empty = caseworker.post(f"{here}returned/{notice.id}/", {"reason": ""})
    assert empty.status_code == 422


@pytest.mark.parametrize(
    ("found", "said", "state"), [("left", "has left", "delivered"), ("stayed", "is sent again", "queued")]
)
def test_a_letter_that_may_have_left_is_looked_up(
    ripe: int, caseworker: Client, guest: Client, found: str, said: str, state: str
) -> None:
    claim_id, notice = claims_of(ripe)["1001"], letter(ripe, "inkassovarsel")
    here = f"/a/fjordbo/invoices/{claim_id}/"
    assert f"{here}unsure/" not in caseworker.get(here).content.decode()
    with moves(ripe):
        rows.Outbox.objects.filter(letter=notice).update(state="ambiguous")
    asked = f"{here}unsure/{notice.id}/"
    assert asked in caseworker.get(here).content.decode()
    assert asked not in guest.get(here).content.decode()
    assert guest.post(asked, {"found": found}).status_code == 403
    assert f"Look for letter {notice.number} at the mail server" in text(caseworker.get(asked))
    assert caseworker.post(asked, {"found": "perhaps"}).status_code == 422
    done = caseworker.post(asked, {"found": found, "key": "k"}, follow=True)
    assert f"Letter {notice.number} {said}" in text(done)
    with account_scope(ripe):
        assert rows.Outbox.objects.get(letter=notice).state == state
    again = caseworker.post(asked, {"found": found, "key": "l"})
    assert (again.status_code, "not known whether it left" in text(again)) == (422, True)


def test_a_letter_of_another_invoice_is_not_found_here(ripe: int, caseworker: Client) -> None:
    assert caseworker.get(f"/a/fjordbo/invoices/{claims_of(ripe)['1001']}/returned/999999999/").status_code == 404


def test_a_bankruptcy_stops_everything_and_says_what_to_do(ripe: int, caseworker: Client) -> None:
    open_case(ripe, list(claims_of(ripe).values()), on=EXPIRED, by=ANN)
    with account_scope(ripe):
        debtor_id = rows.Debtor.objects.get().id
    here = f"/a/fjordbo/customers/{debtor_id}/"
    assert f"{here}trouble/" in caseworker.get(here).content.decode()
    page = text(caseworker.get(f"{here}trouble/"))
    assert "Lodge the claim with the estate" in page
    assert "15.000,00" in page
    told = {"trouble": "bankruptcy", "until_on": "2026-07-20", "note": "Sø- og Handelsretten", "key": "k"}
    done = caseworker.post(f"{here}trouble/", told, follow=True)
    assert "2 invoices are stopped. You are asked to look again on 20.07.2026." in text(done)
    late = caseworker.post(f"{here}trouble/", {**told, "until_on": "2026-05-20", "key": "l"})
    assert late.status_code == 422
    assert "give a later day" in text(late)


def test_a_stop_whose_end_has_come_is_told_in_the_queue(ripe: int, caseworker: Client, settings: Settings) -> None:
    with account_scope(ripe):
        debtor_id = rows.Debtor.objects.get().id
    told = {"trouble": "address", "until_on": "2026-06-03", "note": "", "key": "k"}
    caseworker.post(f"/a/fjordbo/customers/{debtor_id}/trouble/", told)
    settings.KRAV_TODAY = date(2026, 6, 3)
    page = text(caseworker.get("/a/fjordbo/"))
    assert "Look again" in page
    assert "Øster Ås ApS: address unknown" in page
    assert "nothing goes on before somebody has looked" in page
    take(ripe, bank(until="2026-06-03"), "fresh.xml", on=date(2026, 6, 3))
    claim = text(caseworker.get(f"/a/fjordbo/invoices/{claims_of(ripe)['1001']}/"))
    assert "Its end came on 03.06.2026; look whether it may go on." in claim


def test_two_numbers_of_one_customer_are_explained(ripe: int, owed_by_another: str, caseworker: Client) -> None:
    with account_scope(ripe):
        debtor_id = rows.Debtor.objects.get(number="17").id
    here = f"/a/fjordbo/customers/{debtor_id}/merge/"
    assert "belongs for ever to the number its letters were sent to" in text(caseworker.get(here))
    page = text(caseworker.get(here, {"number": owed_by_another}))
    assert "How 17 becomes 18" in page
    assert "Let the 2 open invoices of 17 run to their end" in page
    unknown = caseworker.get(here, {"number": "77"})
    assert unknown.status_code == 422
    assert "There is no other customer of this number." in text(unknown)
    open_case(ripe, list(claims_of(ripe).values())[:2], on=EXPIRED, by=ANN)
    assert "They cannot become one while cases run: S2026-0001." in text(caseworker.get(here, {"number": owed_by_another}))


@pytest.fixture
def owed_by_another(ripe: int) -> str:
    """Another customer's number."""
    take(ripe, ledger(line("3001", "50,00", customer="18", name="Øster Aas")), "more.csv", on=EXPIRED)
    return "18"


def test_an_objection_to_a_part_stops_the_whole_invoice(ripe: int, caseworker: Client) -> None:
    here = f"/a/fjordbo/invoices/{claims_of(ripe)['1001']}/"
    assert "How much is disputed" in text(caseworker.get(f"{here}objection/"))
    done = caseworker.post(f"{here}objection/", {"note": "two were broken", "disputed": "2.000,00", "key": "k"}, follow=True)
    assert "Stopped at once." in text(done)
    assert "2000.00 DKK: two were broken" in text(done)
    too_much = caseworker.post(f"{here}objection/", {"note": "all", "disputed": "99.999,00", "key": "l"})
    assert too_much.status_code == 422
    assert "what is disputed lies between nothing and that" in text(too_much)
