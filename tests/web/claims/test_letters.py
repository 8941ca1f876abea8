"""Letters in the browser: one as it was sent, many in one file, and what leaves how."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from lxml import etree
from pikepdf import Pdf
from pytest_django.fixtures import Settings

from krav.claims.policy import CHANNELS
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, ledger, line, run, take
from tests.actions.collect import claims_of
from tests.web.cast import text


@pytest.fixture
def sent(fjordbo: int) -> int:
    """Three first reminders, one of them to a customer with an e-mail address."""
    customers = (("17", "Øster Ås ApS", ""), ("18", "Birthe Prøve", ""), ("19", "Zoo ApS", "zoo@zoo.example"))
    lines = (
        line(f"100{n}", "10.000,00", customer=who, name=name, email=mail) for n, (who, name, mail) in enumerate(customers, 1)
    )
    rows.Account.objects.filter(pk=fjordbo).update(policy='{"channel": "email"}')
    take(fjordbo, ledger(*lines), on=FIRST)
    run(fjordbo, FIRST)
    return fjordbo


def pages(content: bytes) -> int:
    with Pdf.open(BytesIO(content)) as pdf:
        return len(pdf.pages)


def test_a_letter_opens_as_it_was_sent_and_is_always_the_same(sent: int, guest: Client, stranger: Client) -> None:
    address = "/a/fjordbo/letters/2026-00001.pdf"
    answer = guest.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content[:5] == b"%PDF-"
    assert guest.get(address).content == answer.content
    assert guest.get("/a/fjordbo/letters/2026-09999.pdf").status_code == 404
    assert stranger.get(address).status_code == 404


def test_all_letters_of_a_stage_lie_in_one_file_in_the_order_of_customers(
    sent: int, caseworker: Client, settings: Settings
) -> None:
    settings.KRAV_TODAY = date(2026, 3, 20)
    page = caseworker.get("/a/fjordbo/invoices/print/?stage=rykker_1")
    words = text(page)
    assert "Leave by e-mail 1 On paper, printed here 2" in words
    assert [words.index(name) for name in ("Birthe Prøve", "Zoo ApS", "Øster Ås ApS")] == sorted(
        words.index(name) for name in ("Birthe Prøve", "Zoo ApS", "Øster Ås ApS")
    )
    single = [pages(caseworker.get(f"/a/fjordbo/letters/2026-0000{n}.pdf").content) for n in (1, 2, 3)]
    whole = caseworker.get("/a/fjordbo/letters/print.pdf?stage=rykker_1&which=all&part=1")
    assert pages(whole.content) == sum(single)
    paper = caseworker.get("/a/fjordbo/letters/print.pdf?stage=rykker_1&which=paper&part=1")
    assert pages(paper.content) == single[0] + single[1]
    assert whole.content == caseworker.get("/a/fjordbo/letters/print.pdf?stage=rykker_1&which=all&part=1").content
    assert caseworker.get("/a/fjordbo/letters/print.pdf?stage=rykker_1&which=all&part=2").status_code == 404
    assert caseworker.get("/a/fjordbo/letters/print.pdf?made=nothing").status_code == 404


def test_letters_of_a_fortnight_ago_and_those_taken_back_are_not_printed(
    sent: int, caseworker: Client, settings: Settings
) -> None:
    settings.KRAV_TODAY = date(2026, 3, 24)
    assert "No letter of the last fortnight" in text(caseworker.get("/a/fjordbo/invoices/print/?stage=rykker_1"))


def test_the_channels_are_those_that_leave(sent: int) -> None:
    with account_scope(sent):
        assert set(rows.Outbox.objects.values_list("channel", flat=True)) == {CHANNELS[1]}


def test_a_letter_is_downloaded_as_the_electronic_document_of_its_country(guest: Client, owed: int) -> None:
    answer = guest.get("/a/fjordbo/letters/2026-00001.xml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    document = etree.fromstring(answer.content)
    assert (etree.QName(document).localname, document.findtext("{*}ID")) == ("Reminder", "2026-00001")
    assert guest.get("/a/fjordbo/letters/2026-09999.xml").status_code == 404
    story = guest.get(f"/a/fjordbo/invoices/{claims_of(owed)['1001']}/").content.decode()
    assert 'href="/a/fjordbo/letters/2026-00001.xml">As an electronic document' in story
