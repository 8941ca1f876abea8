"""Find: customers and invoices by whatever one remembers of them, and never another account's."""

import pytest
from django.test import Client

from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import IMPORTED, ledger, line, take
from tests.web.cast import browser, person, text

ONE = "/a/fjordbo/find/"


def debtor(account_id: int, number: str) -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(number=number).pk


@pytest.mark.parametrize("words", ["øster", "ØSTER ÅS", "ås", "17"])
def test_a_customer_by_name_in_any_letters_or_by_number(owed: int, guest: Client, words: str) -> None:
    assert "Customers Øster Ås ApS Customer 17" in text(guest.get(ONE, {"find": words}))


@pytest.mark.parametrize("words", ["1001", "71/000000000010017", "10.000,00", "100"])
def test_an_invoice_by_number_reference_or_amount(fjordbo: int, guest: Client, words: str) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00"), line("2002", "2.000,00")))
    page = text(guest.get(ONE, {"find": words}))
    assert "Invoice 1001 Øster Ås ApS 10.000,00 DKK" in page
    assert "2002" not in page


def test_names_that_begin_so_come_first(fjordbo: int, guest: Client) -> None:
    names = {"1": "Bageriet Sand", "2": "Nordre Bageri", "3": "Abagent"}
    take(fjordbo, ledger(*(line(f"50{key}", "10,00", customer=key, name=name) for key, name in names.items())))
    page = text(guest.get(ONE, {"find": "bage"}))
    assert page.index("Bageriet Sand") < page.index("Nordre Bageri") < page.index("Abagent")


def test_enter_opens_the_first(owed: int, guest: Client) -> None:
    answer = guest.get(ONE, {"find": "øster", "go": "1"})
    assert answer.headers["Location"] == f"/a/fjordbo/customers/{debtor(owed, '17')}/"
    with account_scope(owed):
        claim = rows.Claim.objects.get(number="1002").pk
    htmx = guest.get(ONE, {"find": "1002", "go": "1"}, headers={"HX-Request": "true"})
    assert htmx.headers["HX-Redirect"] == f"/a/fjordbo/invoices/{claim}/"


def test_all_of_ones_accounts_and_no_others(owed: int, nordlys: int, stranger: Client) -> None:
    take(nordlys, ledger(line("7001", "10,00", customer="9", name="Øster Lys")), "no.csv", on=IMPORTED)
    both = browser(person("mette@x.example", (owed, Role.GUEST), (nordlys, Role.GUEST)))
    found = text(both.get("/find/", {"find": "øster"}))
    assert "Øster Ås ApS Customer 17 · Fjordbo ApS" in found
    assert "Øster Lys Customer 9 · Nordlys Lamper AS" in found
    assert "Øster Ås" not in text(stranger.get("/find/", {"find": "øster"}))
    assert stranger.get(ONE, {"find": "øster"}).status_code == 404


def test_nothing_found_is_said(owed: int, guest: Client) -> None:
    page = text(guest.get(ONE, {"find": "zzz%_"}))
    assert "Nothing here is called “zzz%_”." in page
    assert "Look through all clients" in page
    assert guest.get(ONE, {"find": "zzz", "go": "1"}).status_code == 200


def test_the_dialog_is_only_the_layer(owed: int, guest: Client) -> None:
    assert b"<html" not in guest.get(ONE, {"find": "øster"}, headers={"HX-Request": "true"}).content
