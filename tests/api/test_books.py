"""The postings of a period and the electronic document of a letter, for programs."""

from lxml import etree

from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.api.cast import Program, Things

PERIOD = "/books/postings?from=2026-03-01&until=2026-03-31"


def test_the_postings_of_a_period_in_three_formats(guest: Program, things: Things) -> None:
    table = guest.ask("get", PERIOD)
    assert (table.status_code, table["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert len(table.content.decode("utf-8-sig").splitlines()) > 2
    assert b"#VER" in guest.ask("get", f"{PERIOD}&format=sie").content
    assert etree.fromstring(guest.ask("get", f"{PERIOD}&format=saft").content).findtext(".//{*}NumberOfEntries") != "0"


def test_a_format_and_a_period_that_cannot_be_are_refused(guest: Program, things: Things) -> None:
    assert guest.ask("get", f"{PERIOD}&format=pdf").status_code == 422
    turned = guest.ask("get", "/books/postings?from=2026-04-01&until=2026-03-01")
    assert turned.status_code in {400, 409, 422}
    assert "before it begins" in turned.content.decode()


def test_a_letter_as_the_document_of_its_country(fjordbo: int, guest: Program, things: Things) -> None:
    answer = guest.ask("get", f"/letters/{things['letter_id']}/document")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    with account_scope(fjordbo):
        letter = rows.Letter.objects.get(pk=things["letter_id"])
    document = etree.fromstring(answer.content)
    assert document.findtext("{*}ID") == letter.number
    assert document.findtext(".//{*}PayableAmount") == str(Money(letter.total, letter.currency).decimal)
