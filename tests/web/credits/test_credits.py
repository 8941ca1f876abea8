"""The pages of credits: what is left, buying by invoice, the files, what clients used, and who may do what."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from krav.actions.credit_orders import cancel_order, confirm_membership, grant_order
from krav.actions.packages import set_discount
from krav.actions.purses import Use, draw
from krav.formats import ubl
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.credits import DiscountSeen, Owner
from tests.actions.cast import ANN
from tests.actions.credit import OPERATOR, a_firm, filled, looked_after, on_sale, selling
from tests.web.cast import TODAY, browser, person, text

FIRM = "regnskab"


@pytest.fixture(autouse=True)
def somebody_sells(settings: Settings) -> None:
    selling(settings)


def at(name: str, slug: str = "fjordbo", **to: object) -> str:
    return reverse(name, kwargs={"slug": slug, **to})


@pytest.fixture
def firm(fjordbo: int, nordlys: int) -> rows.Firm:
    """A firm with two clients that it pays for, one of them seen by its people."""
    made = a_firm(FIRM)
    rows.Firm.objects.filter(pk=made.pk).update(markup=1500)
    rows.Account.objects.filter(pk=nordlys).update(country="DK")
    for account_id in (fjordbo, nordlys):
        looked_after(account_id, made)
    return made


@pytest.fixture
def bookkeeper(firm: rows.Firm, fjordbo: int) -> Client:
    """Somebody of the firm with a place on the first client."""
    user = person("rita@regnskabnord.example", (fjordbo, Role.CASEWORKER))
    rows.FirmMember.objects.create(firm=firm, user=user, role=Role.CASEWORKER)
    return browser(user)


def test_where_nothing_is_sold_the_page_says_so(guest: Client) -> None:
    assert "Nothing costs credits here" in text(guest.get(at("settings_credits")))


def test_bought_by_invoice_and_granted(caseworker: Client, fjordbo: int) -> None:
    package = on_sale()
    page = text(caseworker.get(at("settings_credits")))
    assert "letters-100" not in page
    assert "letters 100 100 letters · 1.875,00 with VAT 1.500,00" in page
    answer = caseworker.post(at("settings_credits_buy"), {"package": package, "key": "one"}, follow=True)
    assert "Ordered on invoice 10001. The credits come when the order is granted." in text(answer)
    assert "The invoice was mailed to bogholder@fjordbo.example." in text(answer)
    caseworker.post(at("settings_credits_buy"), {"package": package, "key": "one"})
    (order,) = rows.CreditOrder.objects.all()
    grant_order(order.pk, on=TODAY, by=OPERATOR)
    draw(fjordbo, [Use("letter", "letter 1")], on=TODAY, by=ANN)
    page = text(caseworker.get(at("settings_credits")))
    assert "Letters 99 15,00 DKK 1" in page
    assert "To be paid" in page


def test_the_invoice_is_mailed_with_its_pdf(caseworker: Client) -> None:
    caseworker.post(at("settings_credits_buy"), {"package": on_sale(), "key": "one"})
    (sent,) = mail.outbox
    assert (sent.to, sent.reply_to) == (["bogholder@fjordbo.example"], ["faktura@kravdrift.example"])
    assert "Fakturaen på 1.875,00 DKK er vedhæftet og betales senest 7. april 2026." in sent.body
    name, content, kind = sent.attachments[0]
    assert (name, kind) == ("10001.pdf", "application/pdf")
    assert "Faktura 10001" in PdfReader(BytesIO(content)).pages[0].extract_text()


def test_its_files(guest: Client, fjordbo: int, stranger: Client) -> None:
    made = filled(Owner(fjordbo), on_sale())
    where = at("settings_credits_invoice", bought_id=made, paper="invoice.pdf")
    assert guest.get(where)["Content-Type"] == "application/pdf"
    found = guest.get(at("settings_credits_invoice", bought_id=made, paper="invoice.xml"))
    assert ubl.read(found.content, "f.xml").items[0].number == "10001"
    for form in ("credit-note.pdf", "invoice.doc", "x"):
        assert guest.get(at("settings_credits_invoice", bought_id=made, paper=form)).status_code == 404
    assert stranger.get(where).status_code == 404
    assert stranger.get(at("settings_credits_invoice", "nordlys", bought_id=made, paper="invoice.pdf")).status_code == 404
    draw(fjordbo, [Use("letter", f"letter {number}") for number in range(40)], on=TODAY, by=ANN)
    assert cancel_order(made, on=TODAY, by=OPERATOR) == 60
    note = guest.get(at("settings_credits_invoice", bought_id=made, paper="credit-note.xml"))
    (item,) = ubl.read(note.content, "f.xml").items
    assert (item.credits, item.amount.minor) == ("10001", -60 * 15_00 * 125 // 100)
    assert "Credit note" in text(guest.get(at("settings_credits")))


def test_a_guest_buys_nothing(guest: Client) -> None:
    package = on_sale()
    assert "This takes the role caseworker." in text(guest.get(at("settings_credits")))
    assert guest.post(at("settings_credits_buy"), {"package": package, "key": "x"}).status_code == 403
    assert guest.post(at("settings_credits_change"), {"which": "warn", "letter": 5}).status_code == 403
    assert not rows.CreditOrder.objects.exists()


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 30, "²"])
def test_no_package_is_chosen(caseworker: Client, chosen: str) -> None:
    on_sale()
    answer = caseworker.post(at("settings_credits_buy"), {"package": chosen, "key": "x"}, follow=True)
    assert "Choose a package first." in text(answer)


def test_a_package_that_is_not_for_sale_is_refused_in_words(caseworker: Client) -> None:
    answer = caseworker.post(at("settings_credits_buy"), {"package": 999_999_999, "key": "x"})
    assert answer.status_code == 409
    assert "This package is not for sale to you today." in text(answer)


def test_the_warning_is_set_and_stands_among_what_needs_somebody(caseworker: Client, fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    assert "Credits for" not in text(caseworker.get(reverse("needs")))
    assert caseworker.post(at("settings_credits_change"), {"which": "warn", "letter": "-1"}).status_code == 422
    caseworker.post(at("settings_credits_change"), {"which": "warn", "letter": "100"})
    page = text(caseworker.get(reverse("needs")))
    assert "Credits for 100 letters are left" in page
    assert "Buy credits" in page


def test_a_membership_counts_once_it_was_looked_at(caseworker: Client, fjordbo: int) -> None:
    on_sale()
    set_discount(DiscountSeen("fsr", "FSR – danske revisorer", "DK", 1000, None), by=OPERATOR)
    refused = caseworker.post(at("settings_credits_change"), {"which": "member", "association": "fsr", "number": " "})
    assert "Give the association and the number you have there, or neither." in text(refused)
    caseworker.post(at("settings_credits_change"), {"which": "member", "association": "fsr", "number": "4711"})
    page = text(caseworker.get(at("settings_credits")))
    assert "Told, and not looked at yet" in page
    assert "1.500,00 DKK" in page
    confirm_membership(Owner(fjordbo), holds=True, on=TODAY, by=OPERATOR)
    page = text(caseworker.get(at("settings_credits")))
    assert "member’s discount taken off" in page
    assert "1.350,00 DKK" in page


def test_what_was_used_as_files(guest: Client, fjordbo: int) -> None:
    filled(Owner(fjordbo), on_sale())
    draw(fjordbo, [Use("letter", "letter 999999999")], on=TODAY, by=ANN)
    answer = guest.get(at("settings_credits_used", ending="csv"))
    assert "letter 999999999" in answer.content.decode()
    assert guest.get(at("settings_credits_used", ending="pdf")).content[:4] == b"%PDF"
    assert guest.get(at("settings_credits_used", ending="doc")).status_code == 404
    assert guest.get(at("settings_credits_used", ending="csv") + "?from_on=x&until_on=y").status_code == 404
    assert guest.get(at("settings_credits") + "?from_on=x&until_on=y").status_code == 200
    assert "Letters 1 15,00" in text(guest.get(at("settings_credits")))


def test_a_firm_buys_for_all_and_charges_each_client(
    bookkeeper: Client, firm: rows.Firm, fjordbo: int, nordlys: int
) -> None:
    package = on_sale()
    bookkeeper.post(at("firm_credits_buy", FIRM), {"package": package, "key": "one"})
    grant_order(rows.CreditOrder.objects.get().pk, on=TODAY, by=OPERATOR)
    draw(fjordbo, [Use("letter", "letter 1"), Use("letter", "letter 2")], on=TODAY, by=ANN)
    draw(nordlys, [Use("letter", "letter 1")], on=TODAY, by=ANN)
    page = text(bookkeeper.get(at("firm_credits", FIRM)))
    assert "Letters 97 15,00 DKK 3" in page
    assert "Fjordbo ApS 2 letters 30,00 DKK 34,50 DKK" in page
    assert "Nordlys Lamper AS 1 letter 15,00 DKK 17,25 DKK" in page
    assert "Together 45,00 DKK 51,75 DKK" in page
    answer = bookkeeper.get(at("firm_credits_used", FIRM, client="fjordbo", ending="csv"))
    table = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert sum(Decimal(row["i alt"]) for row in table) == Decimal("34.50")
    assert bookkeeper.get(at("firm_credits_used", FIRM, client="nordlys", ending="pdf")).status_code == 200
    assert bookkeeper.get(at("firm_credits_used", FIRM, client="nobody", ending="pdf")).status_code == 404


def test_a_clients_page_says_who_pays(bookkeeper: Client, firm: rows.Firm) -> None:
    filled(Owner(firm_id=firm.pk), on_sale())
    assert "Regnskab Nord ApS pays for what this account sends" in text(bookkeeper.get(at("settings_credits")))


def test_a_firms_page_is_its_peoples(firm: rows.Firm, administrator: Client, client: Client, bookkeeper: Client) -> None:
    made = filled(Owner(firm_id=firm.pk), on_sale())
    for name, to in (("firm_credits", {}), ("firm_credits_invoice", {"bought_id": made, "paper": "invoice.pdf"})):
        assert administrator.get(at(name, FIRM, **to)).status_code == 404
        assert client.get(at(name, FIRM, **to)).status_code == 302
        assert bookkeeper.get(at(name, FIRM, **to)).status_code == 200
    assert administrator.post(at("firm_credits_buy", FIRM), {"package": 1}).status_code == 404
    rows.FirmMember.objects.update(role=Role.GUEST)
    assert bookkeeper.post(at("firm_credits_buy", FIRM), {"package": 1, "key": "x"}).status_code == 403
