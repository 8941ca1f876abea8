"""What an accounting system said is kept in English; the pages say it in the reader's language, and ask in it, too."""

import pytest
from django.test import Client

from krav.kernel.role import Role
from krav.store.models import BooksItem, BooksPosted, Connection, User
from krav.store.scope import account_scope
from krav.wire import clock
from tests.web.cast import TODAY, browser, person, text

ROOT = "/a/fjordbo/settings/books/"


@pytest.fixture
def dane(fjordbo: int) -> Client:
    """An administrator who reads Danish."""
    user = person("dorte@fjordbo.example", (fjordbo, Role.ADMINISTRATOR))
    User.objects.filter(pk=user.pk).update(language="da")
    return browser(User.objects.get(pk=user.pk))


@pytest.fixture
def read(fjordbo: int) -> None:
    """The connection was lost after an item was left out and a voucher refused."""
    with account_scope(fjordbo):
        link = Connection.objects.create(
            system="xledger", name="Fjordbo", rights="", state="lost", made_by="ann", made_at=clock.now(), whole_on=TODAY,
            problem="Xledger no longer lets Krav in: 401. Connect it again.",
        )  # fmt: skip
        why = "a fee that the system charged by itself on invoice 1001: Krav reckons its own, and asks for none twice"
        BooksItem.objects.create(connection=link, item="7", number="R7", currency="DKK", rest=10000, whole=1, why=why)
        BooksPosted.objects.create(
            connection=link, name="K1", on=TODAY, text="Betaling", currency="DKK", lines="[]", state="refused",
            at=clock.now(), problem="Xledger refused: the period is closed.",
        )  # fmt: skip


def test_why_the_connection_is_lost(dane: Client, read: None) -> None:
    shown = text(dane.get(ROOT))
    assert "Forbindelsen er mistet: Xledger lukker ikke længere Krav ind: 401. Forbind det igen." in shown


def test_why_an_item_is_no_claim(dane: Client, read: None) -> None:
    shown = text(dane.get(f"{ROOT}differences/"))
    assert "et gebyr, som systemet selv har opkrævet på faktura 1001: Krav beregner sit eget" in shown


def test_why_a_voucher_was_refused_on_the_page_and_in_the_table(dane: Client, read: None) -> None:
    span = f"?from_on={TODAY}&until_on={TODAY}"
    assert "Xledger afviste: the period is closed." in text(dane.get(f"{ROOT}postings/{span}"))
    assert "Xledger afviste: the period is closed." in dane.get(f"{ROOT}postings/table.csv{span}").content.decode()


def test_what_is_pasted_is_named_and_may_be_left_empty_where_it_may(dane: Client) -> None:
    shown = text(dane.get(f"{ROOT}with/twentyfour/"))
    assert "Applikationens klient-id (client ID)" in shown
    answer = text(dane.post(f"{ROOT}with/twentyfour/", {}))
    assert answer.count("Dette felt er påkrævet") == 2 * 3  # beside each of three fields, and above them
