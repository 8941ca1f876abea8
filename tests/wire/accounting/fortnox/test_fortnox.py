"""Fortnox: rights that are good once, changes by the minute, and lists that do not tell all."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest

from krav.kernel.money import Money
from krav.wire.accounting.fortnox import reading
from krav.wire.accounting.fortnox.asking import Asking
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import Books
from krav.wire.broken import NotAllowed, Refused, Unreachable
from krav.wire.rights import Vendor
from tests.wire.accounting.contract import FEB, JAN, MARCH, Contract, customers, items, last
from tests.wire.accounting.fortnox.standin import FortnoxStandIn
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept, opened


class TestFortnox(Contract):
    """The stories of every system."""


def test_a_person_allows_the_connection_on_the_page_of_fortnox(standin: FortnoxStandIn) -> None:
    back = "https://krav.example/connected/"
    page = urlsplit(standin.system.consent("state-1", back))
    assert page.path == "/oauth-v1/auth"
    asked = dict(parse_qsl(page.query))
    assert asked.pop("scope").split() == ["companyinformation", "settings", "customer", "invoice", "payment", "bookkeeping"]
    assert asked == {
        "client_id": "app", "redirect_uri": back, "state": "state-1", "access_type": "offline", "response_type": "code",
    }  # fmt: skip
    rights = standin.system.allowed({"code": "code-1", "state": "state-1"}, back)
    assert next(standin.system.open(Kept(rights)).companies()).party.name == "Fjord AB"
    assert standin.server.asked[0].body == {"grant_type": "authorization_code", "code": "code-1", "redirect_uri": back}


def test_a_code_is_good_once_and_whoever_says_no_is_believed(standin: FortnoxStandIn) -> None:
    standin.system.allowed({"code": "code-1"}, "https://krav.example/")
    with pytest.raises(Refused, match="invalid_grant"):
        standin.system.allowed({"code": "code-1"}, "https://krav.example/")
    with pytest.raises(Refused, match="did not allow it"):
        standin.system.allowed({"error": "access_denied"}, "https://krav.example/")


def test_only_an_installation_that_fortnox_knows_can_be_connected() -> None:
    assert not Fortnox().ready
    assert Fortnox(Vendor("https://api.fortnox.se", "https://apps.fortnox.se", "app", "word")).ready


def test_a_right_to_renew_is_used_once_by_whoever_comes_first(standin: FortnoxStandIn) -> None:
    kept = Kept(standin.rights)
    one, other = opened(standin, kept), opened(standin, kept)
    standin.end_access()
    assert list(one.companies()) == list(other.companies())
    assert kept.renewals == 1
    standin.end_access()
    assert list(other.companies())
    assert kept.renewals == 2


def test_a_renewal_whose_answer_is_lost_is_no_lost_voucher(standin: FortnoxStandIn) -> None:
    standin.end_access()
    standin.server.faulty = lambda asked: asked.path == "/oauth-v1/token"
    standin.server.faults.append(Told(cut=True))
    books = opened(standin)
    with pytest.raises(Unreachable):
        list(books.companies())
    with pytest.raises(NotAllowed, match="Connect it again"):
        list(books.companies())


def test_what_it_says_no_to_is_said_in_its_own_words_however_it_spells_them(books: Books, standin: FortnoxStandIn) -> None:
    with pytest.raises(Refused, match="Kan inte hitta fakturan"):
        books.document("77")
    asking = Asking(Fortnox(standin.vendor).open(Kept(standin.rights)).caller)
    with pytest.raises(Refused, match="Ett ogiltigt filter"):
        asking.page("invoices", "Invoices", filter="late")
    standin.wrong.clear()


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        ("2026-01-15T12:00:30+00:00", "2026-01-15 12:59"),
        ("2026-07-15T12:00:30+00:00", "2026-07-15 13:59"),
        ("2026-10-25T00:11:00+00:00", "2026-10-25 01:10"),  # 02:10 for the first time: soon it is 02:10 again
        ("2026-10-25T01:11:00+00:00", "2026-10-25 02:10"),
        ("2026-03-29T01:11:00+00:00", "2026-03-29 03:10"),
    ],
)
def test_changes_are_asked_for_by_a_swedish_clock(at: str, asked: str) -> None:
    assert reading.since(at) == asked


def test_what_changed_in_the_minute_of_a_reading_is_told_again(books: Books, standin: FortnoxStandIn) -> None:
    standin.pace = timedelta()
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    cursor = last(books.read("items")).cursor
    standin.invoice("2", "1", Decimal(100), JAN, FEB)
    assert "2" in items(books, cursor)
    standin.at += timedelta(minutes=3)
    cursor = last(books.read("items", cursor)).cursor
    assert items(books, cursor) == {}


def test_customers_come_with_where_they_live_and_then_only_those_that_changed(books: Books, standin: FortnoxStandIn) -> None:
    (party,) = customers(books)
    assert (party.company_number, party.street, party.postcode) == ("5566778899", "Storgatan 1", "111 22")
    cursor = last(books.read("customers")).cursor
    standin.customer("2", "Bølgen Café")
    assert [each.number for read in books.read("customers", cursor) for each in read.customers] == ["2"]


def test_who_pays_while_the_list_is_read_hides_nobody_else(books: Books, standin: FortnoxStandIn) -> None:
    standin.invoices(standin.page + 3)
    reads = books.read("items")
    found = {each.id for each in next(reads).items}
    standin.pay("7", Decimal("100.00"), MARCH)
    found |= {each.id for read in reads for each in read.items}
    assert found == {str(number) for number in range(1, standin.page + 4)}


def test_a_draft_is_nobodys_debt(books: Books, standin: FortnoxStandIn) -> None:
    cursor = last(books.read("items")).cursor
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    standin.bills["1"]["Booked"] = False
    assert items(books, cursor) == {}
    standin.void("1")
    assert items(books, cursor)["1"].gone


def test_a_credit_note_names_its_invoice(books: Books, standin: FortnoxStandIn) -> None:
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    standin.invoice("2", "1", Decimal(-40), JAN, FEB)
    standin.bills["2"] |= {"Credit": "true", "CreditInvoiceReference": "1"}
    standin.invoice("3", "1", Decimal(-5), JAN, FEB)
    found = {number: each.item for number, each in items(books).items()}
    assert [(each.credits, each.is_credit) for each in found.values()] == [("", False), ("1", True), ("", True)]


@pytest.mark.parametrize("kind", ["INTRESTINVOICE", "INTERESTINVOICE"])
def test_interest_that_fortnox_charged_is_no_claim_of_ours(books: Books, standin: FortnoxStandIn, kind: str) -> None:
    standin.invoice("1", "1", Decimal(12), JAN, FEB)
    standin.bills["1"]["InvoiceType"] = kind
    assert items(books)["1"].charge == "interest"
    standin.wrong.clear()  # the vendor's description has only one of them


def test_an_invoice_in_euros_is_told_in_euros_and_so_is_what_was_paid(books: Books, standin: FortnoxStandIn) -> None:
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    standin.bills["1"] |= {"Currency": "EUR", "CurrencyRate": 11.2}
    cursor = last(books.read("items")).cursor
    standin.paid("1", Decimal(448), MARCH, AmountCurrency=Decimal(40), Currency="EUR", CurrencyRate=11.2)
    found = items(books, cursor)["1"]
    assert found.item.open_amount == Money(6_000, "EUR")
    assert [each.amount for each in found.movements] == [Money(-4_000, "EUR")]


def test_what_somebody_wrote_off_is_told_apart_from_money(books: Books, standin: FortnoxStandIn) -> None:
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    cursor = last(books.read("items")).cursor
    key = standin.paid("1", Decimal(97), MARCH, WriteOffs=[{"Amount": 3, "AccountNumber": 3590}])
    found = items(books, cursor)["1"].movements
    assert [(each.kind, each.amount.minor, each.key, each.voucher) for each in found] == [
        ("payment", -9_700, key, ""),
        ("write_off", -300, f"{key} written off", ""),
    ]


def test_a_payment_counts_once_booked_even_if_its_invoice_seems_the_same(books: Books, standin: FortnoxStandIn) -> None:
    standin.touches_invoices = False
    standin.invoice("1", "1", Decimal(100), JAN, FEB)
    cursor = last(books.read("items")).cursor
    draft = standin._pay({"InvoiceNumber": 1, "Amount": Decimal(100), "PaymentDate": str(MARCH)})
    assert items(books, cursor) == {}
    standin._book(draft)
    assert [each.on for each in items(books, cursor)["1"].movements] == [MARCH]


def test_changes_take_few_requests_however_many_they_are(books: Books, standin: FortnoxStandIn) -> None:
    standin.invoices(100)
    cursor = last(books.read("items")).cursor
    for number in range(1, 101):
        standin.pay(str(number), Decimal("100.00"), MARCH)
    before = len(standin.server.asked)
    assert len(items(books, cursor)) == 100
    assert len(standin.server.asked) - before == 4  # payments, financial years, vouchers of the day, invoices


def test_reminders_that_fortnox_sent_are_read_from_the_connection_on(books: Books, standin: FortnoxStandIn) -> None:
    for number in ("1", "2", "3"):
        standin.invoice(number, "1", Decimal(100), JAN, date(2027, 1, 1) if number == "3" else FEB)
    cursor = last(books.read("reminders")).cursor
    standin._touch(standin.bills["1"]).update(Reminders=1, LastRemindDate="2026-06-01")
    standin._touch(standin.bills["3"])
    before = len(standin.server.asked)
    (read,) = books.read("reminders", cursor)
    assert [(each.key, each.invoice, each.on) for each in read.reminders] == [("1 2026-06-01", "1", date(2026, 6, 1))]
    assert len(standin.server.asked) - before == 2
    standin.pass_time()
    assert [each.reminders for each in books.read("reminders", read.cursor)] == [()]
