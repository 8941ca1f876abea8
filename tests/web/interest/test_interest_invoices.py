"""Interest invoices in the browser: who is ready, orders, invoices and their papers, and what is to be corrected."""

import re
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from krav.actions.holds import place_hold
from krav.actions.moving import moves
from krav.countries import country
from krav.formats import ubl
from krav.kernel.money import Money
from krav.store import models as rows
from krav.store.load import Creditor, creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.cast import ANN, bank, fik, ledger, line, take
from tests.actions.cast import credit as money
from tests.web.cast import Read, text

ROOM = "/a/fjordbo/interest/"
TODAY = date(2026, 5, 4)
PAID = "2026-05-01"


@pytest.fixture(autouse=True)
def may(settings: Settings) -> None:
    """A day in May: what was due on 2 March was paid 60 days late."""
    settings.KRAV_TODAY = TODAY


@pytest.fixture
def late(fjordbo: int) -> int:
    """One customer who paid two invoices late, one who paid little late, and one whose late-paid invoice is on hold."""
    take(
        fjordbo,
        ledger(
            line("1001", "30.000,00"),
            line("1002", "10.000,00"),
            line("1003", "3.893,60", customer="18", name="Birthe Prøve", kind="privat"),
            line("1004", "8.000,00", customer="19", name="Clara Stand", kind="privat"),
        ),
    )
    paid = [("30000.00", "1001"), ("10000.00", "1002"), ("3893.60", "1003")]
    entries = [money(amount, on=PAID, reference=fik(number), key=number) for amount, number in paid]
    entries.append(money("8000.00", on=PAID, reference="71/000000000010041", key="1004"))
    take(fjordbo, bank(*entries, until=TODAY.isoformat()), "bank.xml", TODAY)
    place_hold(fjordbo, "1004", "objection", on=TODAY, by=ANN)
    return fjordbo


def creditor_of(account_id: int) -> Creditor:
    with account_scope(account_id):
        return creditor_in_scope()


def debtor(account_id: int, name: str = "Øster Ås ApS") -> int:
    with account_scope(account_id):
        return rows.Debtor.objects.get(name=name).pk


def order(client: Client, account_id: int, **more: str) -> Read:
    told = {"customer": debtor(account_id), "comment": "Thank you", "key": "order-1", **more}
    return client.post(f"{ROOM}order/", told, follow=True)


def issue(client: Client, account_id: int) -> Read:
    order(client, account_id)
    with account_scope(account_id):
        made = rows.InterestOrder.objects.get()
    return client.post(f"{ROOM}issue/", {"order": made.pk, "key": "issue-1"}, follow=True)


def invoice(account_id: int) -> rows.InterestInvoice:
    with account_scope(account_id):
        return rows.InterestInvoice.objects.get()


def test_who_reached_the_threshold_is_ready_with_every_row_of_the_reckoning(late: int, caseworker: Client) -> None:
    page = text(caseworker.get(ROOM))
    assert "Interest invoice" in page
    assert "Ready 1" in page
    assert "invoiced once the interest has come to 100,00. The law’s rate, no fee, 14 days to pay." in page
    assert "Øster Ås ApS 17 2 invoices: 1001, 1002" in page
    assert "1001 due 02.03, paid 01.05, 60 days late 480,82 03.03 – 01.05 : 30.000,00 × 9,75 % × 60 days / 365" in page
    assert "641,09" in page
    assert "Birthe" not in page


def test_who_is_below_waits_grey_with_the_sum_that_is_pooled(late: int, guest: Client) -> None:
    page = guest.get(f"{ROOM}?show=below")
    assert "Birthe Prøve 18 Invoice 1003" in text(page)
    assert "pooled: 62,40 of 100,00" in text(page)
    assert 'class="deep wait"' in page.content.decode()
    assert 'name="customer"' not in page.content.decode()


def test_who_is_left_out_is_told_why(late: int, guest: Client) -> None:
    page = text(guest.get(f"{ROOM}?show=refused"))
    assert re.search(r"Clara Stand 1004 The claim is on hold: objection", page, re.IGNORECASE)


def test_the_interest_of_a_claim_opens_to_rate_law_and_source(late: int, guest: Client) -> None:
    with account_scope(late):
        claim = rows.Claim.objects.get(number="1001")
    page = text(guest.get(f"{ROOM}why/{claim.pk}/"))
    assert "It was due 02.03.2026 and paid 01.05.2026." in page
    assert "30.000,00 9,75 % 480,82" in page
    assert "renteloven § 5" in page
    sums = text(guest.get(f"{ROOM}why/customer/{debtor(late)}/"))
    assert "Invoice 1001 due 02.03.2026, paid 01.05.2026 480,82" in sums
    assert "Together 641,09" in sums


def test_a_rate_that_changed_on_the_way_shows_a_row_for_each(fjordbo: int, guest: Client, settings: Settings) -> None:
    settings.KRAV_TODAY = date(2026, 7, 13)
    take(fjordbo, ledger(line("1001", "30.000,00")))
    paid = bank(money("30000.00", on="2026-07-10", reference=fik("1001"), key="1"), until="2026-07-13")
    take(fjordbo, paid, "bank.xml", date(2026, 7, 13))
    page = text(guest.get(ROOM))
    assert "03.03 – 30.06 : 30.000,00 × 9,75 % × 120 days / 365 961,64" in page
    rest_of_the_whole = "82,20"  # 1 043.835 in all is rounded once
    assert f"01.07 – 10.07 : 30.000,00 × 10,00 % × 10 days / 365 {rest_of_the_whole}" in page


def test_orders_are_made_looked_over_and_issued(late: int, caseworker: Client) -> None:
    page = text(order(caseworker, late))
    assert "1 order made. Look it over, then issue it." in page
    assert "Thank you" in page
    assert "Ready 0 Orders 1" in page
    with account_scope(late):
        made = rows.InterestOrder.objects.get()
    assert "Together 641,09" in text(caseworker.get(f"{ROOM}why/customer/{debtor(late)}/?order={made.pk}"))
    page = text(caseworker.post(f"{ROOM}issue/", {"order": made.pk, "key": "i"}, follow=True))
    assert "1 interest invoice issued." in page
    assert "900001 04.05.2026 18.05.2026 641,09 641,09" in page
    assert invoice(late).comment == "Thank you"


def test_a_form_sent_twice_orders_once_and_says_so(late: int, caseworker: Client) -> None:
    order(caseworker, late)
    assert "is not done twice" in text(order(caseworker, late))
    with account_scope(late):
        assert rows.InterestOrder.objects.count() == 1


def test_nothing_ticked_is_nothing_done(late: int, caseworker: Client) -> None:
    assert "Nothing was ticked" in text(caseworker.post(f"{ROOM}order/", {"key": "n"}, follow=True))
    assert "Nothing was ticked" in text(caseworker.post(f"{ROOM}issue/", {"key": "n"}, follow=True))


def test_who_is_below_the_threshold_is_refused_with_both_amounts(late: int, caseworker: Client) -> None:
    told = {"customer": debtor(late, "Birthe Prøve"), "key": "b"}
    page = text(caseworker.post(f"{ROOM}order/", told, follow=True)).replace("\xa0", " ")
    assert "interest is 62,40 DKK; the policy invoices from 100,00 DKK." in page


def test_an_order_is_dropped_and_the_orders_just_made_are_undone(late: int, caseworker: Client) -> None:
    page = order(caseworker, late)
    undo = re.search(r'action="([^"]+drop/\?new=[^"]+)"', page.content.decode())
    assert undo
    assert "1 order dropped." in text(caseworker.post(undo[1], follow=True))
    assert "Ready 1 Orders 0" in text(caseworker.get(ROOM))
    order(caseworker, late, key="order-2")
    with account_scope(late):
        made = rows.InterestOrder.objects.get()
    assert "Orders 0" in text(caseworker.post(f"{ROOM}drop/", {"order": made.pk}, follow=True))
    assert "not there any more" in text(caseworker.post(f"{ROOM}drop/", {"order": made.pk}, follow=True))


def test_an_order_that_news_has_overtaken_is_grey_and_not_issued(late: int, caseworker: Client, settings: Settings) -> None:
    order(caseworker, late)
    back = bank(money("30000.00", on="2026-05-05", reference=fik("1001"), key="z", back=True), until="2026-05-05")
    take(late, back, "back.xml", date(2026, 5, 5))
    settings.KRAV_TODAY = date(2026, 5, 5)
    page = caseworker.get(f"{ROOM}?show=orders")
    assert "Something has happened since; drop it and order again." in text(page)
    assert re.search(r'name="order"[^>]* disabled', page.content.decode())
    with account_scope(late):
        made = rows.InterestOrder.objects.get()
    assert "drop it and order again" in text(caseworker.post(f"{ROOM}issue/", {"order": made.pk, "key": "i"}, follow=True))


def test_the_papers_are_pdf_ubl_and_postings(late: int, caseworker: Client, guest: Client) -> None:
    issue(caseworker, late)
    papers = f"{ROOM}papers/?invoice={invoice(late).pk}"
    pdf = guest.get(f"{papers}&as=pdf")
    assert "900001" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    assert pdf["Content-Disposition"] == 'inline; filename="900001.pdf"'
    (item,) = ubl.read(guest.get(f"{papers}&as=ubl").content, "f.xml").items
    assert item.amount == Money(64109, "DKK")
    assert guest.get(f"{papers}&as=postings").content.decode("utf-8-sig").splitlines()[1:] == [
        "900001;2026-05-04;17;5600;641,09;;DKK",
        "900001;2026-05-04;17;4360;;641,09;DKK",
    ]
    page = text(guest.get(f"{ROOM}{invoice(late).pk}/"))
    assert "Invoice 1001 30.000,00 × 9,75 % × 60 / 365 480,82" in page.replace("\xa0", " ")
    assert "900001 5600 641,09" in page


def test_papers_of_several_lie_in_one_file(late: int, caseworker: Client) -> None:
    issue(caseworker, late)
    more = line("1005", "20.000,00", customer="20", name="Dorthe Dam", kind="privat")
    take(late, ledger(more), "more.csv", TODAY)
    paid = bank(money("20000.00", on="2026-05-02", reference="71/000000000010058", key="5"), until=TODAY.isoformat())
    take(late, paid, "more.xml", TODAY)
    caseworker.post(f"{ROOM}order/", {"all": "1", "key": "o2"})
    caseworker.post(f"{ROOM}issue/", {"all": "1", "key": "i2"})
    with account_scope(late):
        ids = list(rows.InterestInvoice.objects.values_list("id", flat=True))
    papers = f"{ROOM}papers/?" + "&".join(f"invoice={each}" for each in ids)
    assert len(PdfReader(BytesIO(caseworker.get(f"{papers}&as=pdf").content)).pages) == 2
    with ZipFile(BytesIO(caseworker.get(f"{papers}&as=ubl").content)) as archive:
        assert archive.namelist() == ["900001.xml", "900002.xml"]
    assert caseworker.get(f"{ROOM}papers/?invoice=999999").status_code == 404
    assert caseworker.get(f"{papers}&note=1").status_code == 404


def test_crediting_asks_why_and_makes_the_interest_ready_again(late: int, caseworker: Client) -> None:
    issue(caseworker, late)
    url = f"{ROOM}{invoice(late).pk}/credit/"
    assert "Ask your auditor" in text(caseworker.get(url))
    empty = caseworker.post(url, {"reason": "", "key": "c"})
    assert empty.status_code == 422
    page = text(caseworker.post(url, {"reason": "agreed on the telephone", "key": "c"}, follow=True))
    assert "Interest invoice 900001 is credited by 900002." in page
    assert "Ready 1 Orders 0 Issued 1" in page
    assert "credited 04.05" in text(caseworker.get(f"{ROOM}?show=issued"))
    again = caseworker.post(url, {"reason": "again", "key": "d"})
    assert "900001 was credited before" in text(again)
    note = caseworker.get(f"{ROOM}papers/?invoice={invoice(late).pk}&as=pdf&note=1")
    assert "900002" in PdfReader(BytesIO(note.content)).pages[0].extract_text()
    assert note["Content-Disposition"] == 'inline; filename="900002.pdf"'


def test_a_payment_taken_back_makes_an_invoice_one_to_correct(late: int, caseworker: Client, settings: Settings) -> None:
    issue(caseworker, late)
    back = money("30000.00", on=PAID, reference=fik("1001"), key="a2", back=True)
    earlier = money("30000.00", on="2026-04-01", reference=fik("1001"), key="d")
    take(late, bank(back, earlier, until="2026-05-08"), "news.xml", date(2026, 5, 8))
    settings.KRAV_TODAY = date(2026, 5, 8)
    assert "1 issued invoice is no longer right." in text(caseworker.get(ROOM))
    assert "900001" in text(caseworker.get(f"{ROOM}?show=correct"))


def test_a_guest_sees_and_may_not_act(late: int, caseworker: Client, guest: Client) -> None:
    page = guest.get(ROOM)
    assert re.search(r'name="customer"[^>]* disabled', page.content.decode())
    assert "This needs the role caseworker" in text(page)
    assert guest.post(f"{ROOM}order/", {"customer": debtor(late), "key": "o"}).status_code == 403
    issue(caseworker, late)
    assert "Credit" not in text(guest.get(f"{ROOM}?show=issued")).split("Open Papers")[1]
    assert guest.post(f"{ROOM}{invoice(late).pk}/credit/", {"reason": "x"}).status_code == 403


def test_another_account_s_interest_is_not_there(late: int, nordlys: int, caseworker: Client, stranger: Client) -> None:
    issue(caseworker, late)
    assert stranger.get(ROOM).status_code == 404
    for path in (f"{invoice(late).pk}/", f"papers/?invoice={invoice(late).pk}", f"why/customer/{debtor(late)}/"):
        assert stranger.get(f"/a/nordlys/interest/{path}").status_code == 404
    assert stranger.post(f"/a/nordlys/interest/{invoice(late).pk}/credit/", {"reason": "x"}).status_code == 404


def test_the_tab_stands_beside_the_stages_where_interest_is_invoiced(late: int, administrator: Client) -> None:
    assert f'href="{ROOM}"' in administrator.get("/a/fjordbo/invoices/").content.decode()
    with moves(late):
        rows.Account.objects.filter(pk=late).update(policy='{"interest": {"enabled": false}}')
    assert f'href="{ROOM}"' not in administrator.get("/a/fjordbo/invoices/").content.decode()
    assert "Interest invoices are switched off" in text(administrator.get(ROOM))


def test_an_address_that_makes_no_sense_shows_the_page_as_always(late: int, guest: Client) -> None:
    page = text(guest.get(f"{ROOM}?show=everything&after=nonsense&new=x-y"))
    assert "2 invoices: 1001, 1002" in page
    assert guest.get(f"{ROOM}?show=issued&after=nonsense").status_code == 200
    assert guest.get(f"{ROOM}papers/?invoice=none").status_code == 404


def test_more_than_a_page_of_customers_is_paged_by_key_and_ordered_at_once(fjordbo: int, caseworker: Client) -> None:
    many = range(101)
    take(fjordbo, ledger(*(line(f"5{n:03}", "30.000,00", customer=f"{n:03}", name=f"Kunde {n:03}") for n in many)))
    law, payee = country("DK"), creditor_of(fjordbo).payee
    paid = (money("30000.00", on=PAID, reference=f"71/{law.reference(f'5{n:03}', payee)}", key=str(n)) for n in many)
    take(fjordbo, bank(*paid, until=TODAY.isoformat()), "bank.xml", TODAY)
    first = caseworker.get(ROOM)
    assert "100 of 101 shown" in text(first)
    second = re.search(r'href="([^"]+after=[^"]+)"', first.content.decode())
    assert second
    assert "Kunde 100" in text(caseworker.get(second[1]))
    assert "Kunde 099" not in text(caseworker.get(second[1]))
    assert "101 orders made." in text(caseworker.post(f"{ROOM}order/", {"all": "1", "key": "all"}, follow=True))
