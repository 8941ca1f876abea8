"""The debtor's page: what it shows, to whom, and what it never shows."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.contents import contents
from krav.actions.debtor_codes import end_codes
from krav.actions.debtor_tries import FREE
from krav.actions.payments_by_hand import register_payment
from krav.render.email import email
from krav.render.pdf import Renderer
from krav.render.sms import sms
from krav.store.load import creditor_in_scope
from krav.store.models import (
    Account,
    Agreement,
    Case,
    CaseClaim,
    Claim,
    DebtorCode,
    DebtorTry,
    Dispatch,
    HandOver,
    Hold,
    Note,
)
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.debtor_links import code_for
from tests.actions.cast import ANN, FIRST, FJORDBO, line
from tests.web.cast import text
from tests.web.downloads import wrong_with
from tests.web.portal.scene import anybody, codes, dunned, letter_id, page_of

ENGLISH = "?language=en"


@pytest.fixture
def landlord(fjordbo: int, settings: Settings) -> int:
    """The landlord, who has sent first reminders with links."""
    return dunned(fjordbo, settings)


def claim_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return Claim.objects.get(number=number).id


def test_without_the_setting_a_letter_has_no_link_and_no_code(fjordbo: int, settings: Settings) -> None:
    dunned(fjordbo, settings)
    assert codes() == 2
    DebtorCode.objects.all().delete()
    with account_scope(fjordbo):
        letter = next(contents([letter_id(fjordbo, "17")], creditor_in_scope()))
    assert letter.link == ""
    assert "/d/" not in email(letter).text


def test_a_letter_bears_its_link_and_is_the_same_bytes_again(landlord: int, settings: Settings) -> None:
    settings.KRAV_DEBTOR_PAGES = False
    with account_scope(landlord):
        key = letter_id(landlord, "17")
        letter = next(contents([key], creditor_in_scope()))
        kept = Dispatch.objects.get(letter=key).sha256
    assert letter.link.endswith(page_of(landlord))
    assert sha256(Renderer().pdf(letter)).hexdigest() == kept
    assert letter.link in email(letter).text
    message = sms(letter)
    assert len(message) <= 160
    assert re.search(r"/d/[0-9A-Z]{16}$", message)


def test_only_the_hash_of_a_code_is_kept(landlord: int) -> None:
    code = code_for(landlord, letter_id(landlord, "17"))
    row = DebtorCode.objects.get(letter=letter_id(landlord, "17"))
    assert code not in repr(vars(row))
    assert row.until == FIRST + timedelta(days=180)


def test_the_page_says_what_is_owed_why_and_how_to_pay(landlord: int) -> None:
    page = anybody().get(page_of(landlord) + ENGLISH)
    words = text(page)
    assert "What you owe Fjordbo ApS" in words
    assert "Karl Øst, customer 17" in words
    assert "Invoice 1001" in words
    assert "+71<000000000010017+81234567<" in page.content.decode().replace("&lt;", "<")
    assert "9999 0001234567" in words
    why = re.search(r'href="(/d/[^"]+/why/\d+/interest/[^"]*)"', page.content.decode())
    assert why
    told = text(anybody().get(why[1].replace("&amp;", "&")))
    assert "renteloven" in told
    assert "Interest from" in told


def test_it_speaks_the_debtors_language_and_any_other_of_ours(landlord: int) -> None:
    page = page_of(landlord)
    assert '<html lang="da">' in anybody().get(page).content.decode()
    for language in ("nb", "sv", "en"):
        shown = anybody().get(f"{page}?language={language}").content.decode()
        assert f'<html lang="{language}">' in shown
        assert f"language={language}" in shown.split("portal_say", 1)[-1]
    assert '<html lang="da">' in anybody().get(f"{page}?language=xx").content.decode()


def test_nothing_of_others_is_ever_shown(landlord: int) -> None:
    mine = claim_id(landlord, "1001")
    with account_scope(landlord):
        Note.objects.create(claim_id=mine, text="a difficult man", written_by="carl@fjordbo.example", at=clock.now())
        who = "carl@fjordbo.example"
        Hold.objects.create(claim_id=mine, reason="other", note="wait for the boss", from_on=FIRST, placed_by=who)
    shown = anybody().get(page_of(landlord)).content.decode()
    for secret in ("1003", "Birthe", "difficult", "boss", "carl@", "ann@", "letters/" + str(letter_id(landlord, "18"))):
        assert secret not in shown
    other = letter_id(landlord, "18")
    assert anybody().get(f"{page_of(landlord)}letters/{other}.pdf").status_code == 404
    assert anybody().get(f"{page_of(landlord)}why/{claim_id(landlord, '1003')}/total/").status_code == 404
    mine_pdf = anybody().get(f"{page_of(landlord)}letters/{letter_id(landlord, '17')}.pdf")
    assert mine_pdf.status_code == 200
    assert mine_pdf.content.startswith(b"%PDF")
    assert list(wrong_with(mine_pdf)) == []


def test_a_debtor_of_two_creditors_sees_one_at_a_time(landlord: int, settings: Settings) -> None:
    harbour = open_account(replace(FJORDBO, slug="havnen", name="Havnens Kiosk ApS"), on=FIRST)
    dunned(harbour, settings, line("7001", "900,00", customer="17", name="Karl Øst", kind="privat"))
    ours, theirs = anybody().get(page_of(landlord)), anybody().get(page_of(harbour))
    assert "7001" not in text(ours)
    assert "Kiosk" not in text(ours)
    assert "7001" in text(theirs)
    assert "1001" not in text(theirs)
    assert "Fjordbo" not in text(theirs)
    stolen = f"{page_of(landlord)}letters/{letter_id(harbour, '17')}.pdf"
    assert anybody().get(stolen).status_code == 404


def test_names_and_texts_are_never_markup(landlord: int) -> None:
    shown = anybody().get(page_of(landlord, "18")).content.decode()
    assert "<b>Prøve" not in shown
    assert "&lt;b&gt;Prøve" in shown


def test_nothing_between_keeps_it_or_is_told_of_it(landlord: int) -> None:
    found = anybody().get(page_of(landlord))
    assert found["Cache-Control"] == "no-store"
    assert "noindex" in found["X-Robots-Tag"]
    assert found["Referrer-Policy"] == "same-origin"
    assert "default-src 'none'" in found["Content-Security-Policy"]
    assert "sessionid" not in found.cookies
    assert "<script" not in found.content.decode()
    wrong = anybody().get("/d/0000-0000-0000-0000/")
    assert wrong["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "code", ["0000-0000-0000-0000", "x", "%F0%9F%92%A9", "A" * 300, "..%2f..", "0000-0000-0000-000U%0d%0aX: 1"]
)
def test_a_wrong_code_opens_nothing(landlord: int, code: str) -> None:
    found = anybody().get(f"/d/{code}/")
    assert found.status_code == 404
    assert "X" not in found.headers


def test_a_code_is_read_as_people_type_it(landlord: int) -> None:
    typed = page_of(landlord).lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert anybody().get(typed).status_code == 200
    code = page_of(landlord).split("/")[2]
    assert anybody().get("/d/", {"code": code})["Location"] == page_of(landlord)
    assert anybody().get("/d/", {"code": "nonsense"}).status_code == 404
    assert anybody().get("/d/").status_code == 200


def test_a_link_runs_out(landlord: int, settings: Settings) -> None:
    page = page_of(landlord)
    settings.KRAV_TODAY = FIRST + timedelta(days=180)
    assert anybody().get(page).status_code == 200
    settings.KRAV_TODAY = FIRST + timedelta(days=181)
    for _ in range(2 * FREE):
        assert anybody().get(page).status_code == 404
    assert DebtorTry.objects.count() == 0, "an old letter is no guess"


def test_a_link_is_ended_by_a_person(landlord: int, caseworker: Client, guest: Client) -> None:
    page, debtor = page_of(landlord), debtor_id(landlord, "17")
    ending = f"/a/fjordbo/customers/{debtor}/links/end/"
    assert guest.post(ending).status_code == 403
    assert caseworker.post(ending).status_code == 302
    assert anybody().get(page).status_code == 404
    assert anybody().get(page_of(landlord, "18")).status_code == 200
    assert "No link" in text(caseworker.post(ending, follow=True))


def debtor_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return Claim.objects.filter(debtor__number=number).values_list("debtor_id", flat=True)[0]


def test_when_all_is_paid_it_says_so_kindly_and_later_closes(landlord: int, settings: Settings) -> None:
    page = page_of(landlord, "18")
    part = claim_id(landlord, "1003")
    register_payment(landlord, part, 200_00, FIRST, on=FIRST, by=ANN)
    shown = text(anybody().get(page + ENGLISH))
    assert "All is paid" not in shown
    assert "Paid" in shown
    register_payment(landlord, part, 900_00, FIRST, on=FIRST, by=ANN)
    shown = text(anybody().get(page + ENGLISH))
    assert "All is paid. Thank you." in shown
    assert "How to pay" not in shown
    settings.KRAV_TODAY = FIRST + timedelta(days=31)
    assert anybody().get(page).status_code == 404


def test_whoever_tries_codes_waits_longer_each_time_and_is_told_until_when(landlord: int) -> None:
    thief, page = anybody(REMOTE_ADDR="198.51.100.7"), page_of(landlord)
    for number in range(FREE):
        assert thief.get(f"/d/0000-0000-0000-{number:04}/").status_code == 404
    refused = thief.get("/d/0000-0000-0000-9999/")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 2
    assert re.search(r"\d\d:\d\d", text(refused))
    DebtorTry.objects.update(count=FREE + 20, since=clock.now())
    refused = thief.get(page)
    assert refused.status_code == 429, "not even a right code opens from there"
    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert anybody(REMOTE_ADDR="198.51.100.8").get(page).status_code == 200
    assert "198.51" not in repr(list(DebtorTry.objects.values()))


def test_a_network_of_the_newer_kind_is_one_place(landlord: int) -> None:
    for number in range(FREE):
        anybody(REMOTE_ADDR=f"2001:db8:1:2::{number + 1:x}").get("/d/0000-0000-0000-0000/")
    assert DebtorTry.objects.count() == 1
    assert anybody(REMOTE_ADDR="2001:db8:1:2::ffff").get(page_of(landlord)).status_code == 429
    assert anybody(REMOTE_ADDR="2001:db8:1:3::1").get(page_of(landlord)).status_code == 200


@pytest.mark.parametrize(
    ("link", "shown"), [("https://pay.example/box", True), ("http://pay.example/", False), ("javascript:alert(1)", False)]
)
def test_a_link_to_pay_by_is_shown_where_it_is_safe(landlord: int, link: str, shown: bool) -> None:
    account = Account.objects.get(pk=landlord)
    account.scheme = json.dumps({**json.loads(account.scheme), "payment_link": link})
    account.save()
    assert (f'href="{link}"' in anybody().get(page_of(landlord)).content.decode()) is shown


def test_ended_links_stay_on_the_letter_byte_for_byte(landlord: int) -> None:
    with account_scope(landlord):
        before = next(contents([letter_id(landlord, "17")], creditor_in_scope())).link
    end_codes(landlord, debtor_id(landlord, "17"), on=FIRST, by=ANN)
    with account_scope(landlord):
        assert next(contents([letter_id(landlord, "17")], creditor_in_scope())).link == before


def test_what_lies_with_a_partner_is_paid_as_the_partner_says(landlord: int) -> None:
    with account_scope(landlord):
        claims = list(Claim.objects.filter(debtor__number="17"))
        case = Case.objects.create(
            debtor=claims[0].debtor, number="S1", currency="DKK", opened_on=FIRST, origin="list"
        )
        CaseClaim.objects.bulk_create(
            CaseClaim(account_id=landlord, case=case, claim=claim, joined_on=FIRST) for claim in claims
        )
        agreement = Agreement.objects.create(
            partner="file", name="Nordhavn Inkasso", rights="sealed", made_by="ann", made_at=clock.now()
        )
        HandOver.objects.create(
            case=case, agreement=agreement, key="k", on=FIRST, by="ann", file="{}", quote="{}", state="there",
            reference="NI-77",
        )  # fmt: skip
    shown = text(anybody().get(page_of(landlord) + ENGLISH))
    assert "Nordhavn Inkasso collects this for us" in shown
    assert "Their case number is NI-77." in shown
    assert "How to pay" not in shown
    assert "9999 0001234567" not in shown
    assert "I disagree" in shown
    with account_scope(landlord):
        HandOver.objects.update(state="recalled")
    assert "How to pay" in text(anybody().get(page_of(landlord) + ENGLISH))
