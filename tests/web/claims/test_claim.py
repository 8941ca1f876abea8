"""One claim in the browser: what now, what is owed and why, the story, and what is done by hand."""

import re
from datetime import date
from typing import Protocol

import pytest
from django.test import Client

from krav.actions.holds import place_hold
from krav.actions.unit import machine
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import SECOND, bank, take
from tests.web.cast import Read, text

LATER = date(2026, 3, 31)


class Answer(Read, Protocol):
    """A page, and how it was answered."""

    @property
    def status_code(self) -> int: ...


@pytest.fixture
def fresh(owed: int) -> int:
    """The same, and the bank has told of every day until today."""
    take(owed, bank(until=SECOND.isoformat()), "quiet.xml", on=SECOND)
    return owed


def id_of(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number).pk


def show(client: Client, account_id: int, number: str, more: str = "") -> Answer:
    return client.get(f"/a/fjordbo/invoices/{id_of(account_id, number)}/{more}")


def tell(client: Client, account_id: int, number: str, what: str, **told: str) -> Answer:
    return client.post(f"/a/fjordbo/invoices/{id_of(account_id, number)}/{what}/", told, follow=True)


def test_what_can_be_done_now_stands_first_with_its_button(fresh: int, caseworker: Client) -> None:
    page = show(caseworker, fresh, "1001")
    words = text(page)
    assert "Øster Ås ApS, invoice 1001" in words
    assert "Reminder 2 goes by itself today." in words
    assert ">Make reminder 2</button>" in page.content.decode()
    assert page.content.decode().count('class="b go"') == 1


def test_what_we_wait_for_says_until_when(fresh: int, caseworker: Client) -> None:
    assert "Nothing to do now. Reminder 1 can go from 2026" not in text(show(caseworker, fresh, "1002"))
    assert "Reminder 1 can go from 07.04.2026" in text(show(caseworker, fresh, "1002"))


def test_old_news_of_money_stops_everything_and_says_what_to_do(owed: int, caseworker: Client) -> None:
    words = text(show(caseworker, owed, "1001"))
    assert "Nothing can be sent now. News of payments end on 09.03.2026" in words
    assert "Import the bank’s file" in words


def test_every_amount_opens_its_explanation(fresh: int, caseworker: Client) -> None:
    page = show(caseworker, fresh, "1001").content.decode()
    hrefs = set(re.findall(r'class="why" href="([^"]+)"', page))
    parts = {href.rstrip("/").rsplit("/", 1)[-1].partition("-")[0] for href in hrefs}
    assert parts == {"total", "invoice", "interest", "fee", "compensation"}
    for href in hrefs:
        drawer = caseworker.get(href, headers={"HX-Request": "true"})
        assert drawer.status_code == 200
        assert "<html" not in drawer.content.decode()
        assert "<html" in caseworker.get(href).content.decode()
    interest = text(caseworker.get(next(href for href in hrefs if "interest" in href), headers={"HX-Request": "true"}))
    assert "renteloven" in interest.lower()
    assert "10.000,00" in interest


def test_a_part_there_is_not_is_not_found(fresh: int, caseworker: Client) -> None:
    assert show(caseworker, fresh, "1001", "why/moonshine/").status_code == 404
    assert caseworker.get("/a/fjordbo/invoices/999999/").status_code == 404


def test_the_story_has_what_comes_above_today_and_links_the_letter(fresh: int, caseworker: Client) -> None:
    page = show(caseworker, fresh, "1001").content.decode()
    story = page[page.index('<ol class="time">') :]
    assert story.index('class="soon"') < story.index('class="today"') < story.index("<b>Reminder 1</b>")
    assert re.search(r'href="/a/fjordbo/letters/[^"]+\.pdf">See the letter', story)


def test_a_step_is_taken_and_undone(fresh: int, caseworker: Client) -> None:
    done = tell(caseworker, fresh, "1001", "step", step="rykker_2", key="k1")
    assert "Reminder 2 is made. Until it leaves it can be undone." in text(done)
    undo = re.search(r'<form method="post" action="([^"]+/undo/\d+/)"', done.content.decode())
    assert undo
    assert "The letter is taken back." in text(caseworker.post(undo[1], follow=True))
    assert "Reminder 2 was taken back" in text(show(caseworker, fresh, "1001"))


def test_a_step_that_may_not_be_taken_says_why(fresh: int, caseworker: Client) -> None:
    assert "waits" in text(tell(caseworker, fresh, "1002", "step", step="rykker_1", key="k1"))
    with account_scope(fresh):
        assert not rows.LetterClaim.objects.filter(claim__number="1002").exists()


def test_an_objection_stops_at_once_and_is_lifted(fresh: int, caseworker: Client) -> None:
    stopped = text(tell(caseworker, fresh, "1001", "objection", note="The fronts are crooked", key="k1"))
    assert "Stopped: objection." in stopped
    assert "The fronts are crooked" in stopped
    assert "ask a lawyer" in stopped
    with account_scope(fresh):
        hold = rows.Hold.objects.get()
    lifted = text(tell(caseworker, fresh, "1001", f"lift/{hold.pk}", key="k2"))
    assert "Reminder 2 goes by itself today." in lifted


def test_a_wait_until_a_day(fresh: int, caseworker: Client) -> None:
    waits = text(tell(caseworker, fresh, "1001", "wait", until_on="2026-04-10", key="k"))
    assert "Stopped: told to wait." in waits
    assert "until 10.04.2026" in waits
    refused = tell(caseworker, fresh, "1003", "wait", until_on="2026-03-01", key="k3")
    assert refused.status_code == 422
    assert "give a later day" in text(refused)


def test_a_payment_lowers_what_is_owed_and_can_be_taken_back(fresh: int, caseworker: Client) -> None:
    paid = tell(caseworker, fresh, "1003", "payment", amount="500,00", received_on="2026-03-02", text="Cash", key="k")
    words = text(paid)
    assert "500,00 registered on invoice 1003." in words
    assert "Nothing is owed." in words
    assert "Registered by hand · Cash" in words
    undo = re.search(r'action="([^"]+/back/)"', paid.content.decode())
    assert undo
    back = text(caseworker.post(undo[1], follow=True))
    assert "500,00 was entered here and taken off again" in back
    assert "Took back a payment of 500,00" in back


def test_a_form_that_is_wrong_keeps_what_was_typed(fresh: int, caseworker: Client) -> None:
    refused = tell(caseworker, fresh, "1001", "payment", amount="a lot", received_on="2026-03-02", text="Cash")
    assert refused.status_code == 422
    assert 'value="a lot"' in refused.content.decode()
    assert "has not come yet" in text(tell(caseworker, fresh, "1001", "payment", amount="5", received_on=LATER.isoformat()))


def test_a_credit_note_says_it_is_a_judgement(fresh: int, caseworker: Client) -> None:
    assert "Ask your auditor" in text(show(caseworker, fresh, "1001", "credit/"))
    done = text(tell(caseworker, fresh, "1001", "credit", amount="2.500", text="K12", counts="own", key="k"))
    assert "2.500,00 credited." in done
    assert "Credited K12" in done
    refused = tell(caseworker, fresh, "1001", "credit", amount="9.000", text="K13", counts="own", key="k2")
    assert "of the invoice is open" in text(refused)
    assert "Choose the day" in text(tell(caseworker, fresh, "1001", "credit", amount="1", text="K14", counts="day"))


def test_a_note_stands_in_the_story(fresh: int, caseworker: Client) -> None:
    assert "Rang, pays Friday · carl@fjordbo.example" in text(
        tell(caseworker, fresh, "1001", "note", text="Rang, pays Friday", key="k")
    )


def test_the_reckoning_for_a_court_shows_every_section(fresh: int, guest: Client) -> None:
    words = text(show(guest, fresh, "1001", "reckoning/"))
    assert "Fjordbo ApS against Øster Ås ApS" in words
    assert "renteloven" in words.lower()
    assert "Rule book" in words


def test_an_entry_below_zero_points_to_its_customer(fresh: int, caseworker: Client) -> None:
    page = show(caseworker, fresh, "2001")
    assert "This is to the customer’s credit." in text(page)
    assert "Match it" in text(page)


def test_a_guest_sees_all_and_may_do_nothing(fresh: int, guest: Client) -> None:
    page = show(guest, fresh, "1001")
    assert page.status_code == 200
    assert 'aria-disabled="true"' in page.content.decode()
    for what in ("step", "hold", "wait", "objection", "note", "payment", "credit"):
        assert tell(guest, fresh, "1001", what, amount="1", step="rykker_2").status_code == 403
    with account_scope(fresh):
        assert rows.Entry.objects.filter(on=SECOND).count() == 0


def test_a_stranger_finds_nothing(fresh: int, stranger: Client) -> None:
    assert show(stranger, fresh, "1001").status_code == 404
    claim_id = id_of(fresh, "1001")
    assert stranger.get(f"/a/nordlys/invoices/{claim_id}/").status_code == 404
    assert (
        stranger.post(f"/a/nordlys/invoices/{claim_id}/payment/", {"amount": "1", "received_on": "2026-03-02"}).status_code
        == 404
    )


def test_what_a_machine_did_is_said_in_the_readers_language(fresh: int, caseworker: Client) -> None:
    place_hold(fresh, "1002", "objection", on=SECOND, by=machine("daily run"))
    address = f"/a/fjordbo/invoices/{id_of(fresh, '1002')}/"
    for language, said in (("en", "daily run"), ("da", "daglig kørsel"), ("nb", "daglig kjøring"), ("sv", "daglig körning")):
        assert said in text(caseworker.get(address, headers={"accept-language": language}))
