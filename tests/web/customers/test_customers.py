"""Customers in the browser: who owes, all of one, entries matched with a click, and the statement of account."""

import re

import pytest
from django.test import Client

from krav.store import models as rows
from krav.store.numbers import kept
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, SECOND, bank, ledger, line, take
from tests.web.cast import text


@pytest.fixture
def birthe(owed: int) -> int:
    """The customer with an invoice and a credit note; the bank has told of every day until today."""
    take(owed, bank(until=SECOND.isoformat()), "quiet.xml", on=SECOND)
    with account_scope(owed):
        return rows.Debtor.objects.get(name="Birthe Prøve").pk


def test_the_list_has_who_owes_from_a_to_aa(owed: int, birthe: int, guest: Client) -> None:
    take(
        owed,
        ledger(
            line("3001", "50,00", customer="30", name="Åse Ål"), line("3002", "60,00", customer="31", name="Aage Zeuthen")
        ),
        on=FIRST,
    )
    page = guest.get("/a/fjordbo/customers/")
    names = re.findall(r'class="who" href="[^"]+" data-open>([^<]+)<', page.content.decode())
    assert names == ["Birthe Prøve", "Øster Ås ApS", "Aage Zeuthen", "Åse Ål"]
    assert "To match" in text(page)


def test_the_list_finds_by_name_and_number(birthe: int, guest: Client) -> None:
    assert "Birthe Prøve" in text(guest.get("/a/fjordbo/customers/?find=birthe"))
    assert "Øster Ås" not in text(guest.get("/a/fjordbo/customers/?find=18"))
    assert "No customer is like “nobody”" in text(guest.get("/a/fjordbo/customers/?find=nobody"))
    assert guest.get("/a/fjordbo/customers/?after=nonsense").status_code == 200


def test_pages_of_a_hundred_follow_each_other(owed: int, guest: Client) -> None:
    take(
        owed,
        ledger(*(line(str(number), "50,00", customer=f"c{number}", name=f"Kunde {number}") for number in range(4000, 4150))),
        on=FIRST,
    )
    first = guest.get("/a/fjordbo/customers/").content.decode()
    follow = re.search(r'<a href="([^"]+)">Show the next 100', first)
    assert follow
    second = guest.get(follow[1].replace("&amp;", "&")).content.decode()
    found = re.findall(r"data-open>(Kunde \d+)<", first + second)
    assert sorted(found) == [f"Kunde {number}" for number in range(4000, 4150)]
    assert "Show the next" not in second


def test_one_customer_has_the_balance_and_what_to_do(birthe: int, guest: Client) -> None:
    page = guest.get(f"/a/fjordbo/customers/{birthe}/")
    words = text(page)
    assert "An entry to the customer’s credit waits to be matched." in words
    assert "1003" in words
    assert "−120,00" in words.replace(" ,", ",")
    assert "Customer 18 · consumer" in words


def test_one_click_matches_and_one_takes_it_back(owed: int, birthe: int, caseworker: Client) -> None:
    page = caseworker.get(f"/a/fjordbo/customers/{birthe}/").content.decode()
    assert "Match 2001 with 1003" in page
    with account_scope(owed):
        ids = dict(rows.Claim.objects.values_list("number", "id"))
    told = {"credit": ids["2001"], "claim": ids["1003"], "back": f"/a/fjordbo/customers/{birthe}/", "key": "k"}
    done = caseworker.post("/a/fjordbo/customers/match/", told, follow=True)
    assert "120,00 matched." in text(done)
    assert done.redirect_chain[-1][0] == f"/a/fjordbo/customers/{birthe}/"
    with account_scope(owed):
        assert rows.ClaimState.objects.get(claim__number="2001").balance == 0
    undo = re.search(r'action="([^"]+/back/)"', done.content.decode())
    assert undo
    assert "The match is taken back." in text(caseworker.post(undo[1], follow=True))
    with account_scope(owed):
        assert rows.ClaimState.objects.get(claim__number="2001").balance == -12_000


def test_after_a_match_nobody_is_sent_to_another_site(owed: int, birthe: int, caseworker: Client) -> None:
    with account_scope(owed):
        ids = dict(rows.Claim.objects.values_list("number", "id"))
    told = {"credit": ids["2001"], "claim": ids["1003"], "back": "https://evil.example/a/fjordbo/"}
    assert caseworker.post("/a/fjordbo/customers/match/", told)["Location"] == "/a/fjordbo/customers/"


def test_the_statement_is_a_pdf_of_the_period(birthe: int, guest: Client) -> None:
    answer = guest.get(f"/a/fjordbo/customers/{birthe}/statement/?from_on=2026-01-01&until_on=2026-03-24")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    wrong = guest.get(f"/a/fjordbo/customers/{birthe}/statement/?from_on=2026-03-24&until_on=2026-01-01")
    assert wrong.status_code == 422
    assert "The last day comes after the first." in text(wrong)


def test_an_unknown_kind_is_treated_as_a_consumer_and_says_so(owed: int, caseworker: Client) -> None:
    with account_scope(owed):
        debtor = rows.Debtor.objects.get(name="Øster Ås ApS")
    told = {
        "kind": "",
        "email": "ny@oster.example",
        "street": "Møllevej 3",
        "postcode": "8600",
        "city": "Silkeborg",
        "key": "k",
    }
    changed = text(caseworker.post(f"/a/fjordbo/customers/{debtor.pk}/edit/", told, follow=True))
    assert "Unknown; treated as a consumer until somebody says otherwise" in changed
    assert "ny@oster.example" in changed
    refused = caseworker.post(f"/a/fjordbo/customers/{debtor.pk}/edit/", told | {"email": "no address", "key": "k2"})
    assert refused.status_code == 422
    assert 'value="no address"' in refused.content.decode()


def test_a_guest_changes_nothing_and_a_stranger_sees_nothing(
    owed: int, birthe: int, guest: Client, stranger: Client
) -> None:
    assert guest.get(f"/a/fjordbo/customers/{birthe}/edit/").status_code == 403
    assert guest.post("/a/fjordbo/customers/match/", {"credit": "1", "claim": "2"}).status_code == 403
    assert 'data-do="match"' not in guest.get(f"/a/fjordbo/customers/{birthe}/").content.decode()
    for address in (f"customers/{birthe}/", f"customers/{birthe}/statement/?from_on=2026-01-01&until_on=2026-03-24"):
        assert stranger.get(f"/a/fjordbo/{address}").status_code == 404
        assert stranger.get(f"/a/nordlys/{address}").status_code == 404


def test_a_number_of_a_person_is_masked(owed: int, birthe: int, guest: Client) -> None:
    number = kept("010190-1234")
    with account_scope(owed):
        rows.Debtor.objects.filter(pk=birthe).update(company_number=number.shown, sealed_number=number.sealed)
    page = guest.get(f"/a/fjordbo/customers/{birthe}/").content.decode()
    assert "010190-••••" in page
    assert not {"0101901234", "010190-1234", number.sealed} & set(page.split("<"))
    assert "0101901234" not in page.replace("-", "")
