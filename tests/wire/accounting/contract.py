"""What every connector must do, told once: a room's tests give a stand-in, and these stories are told with it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from math import ceil

import pytest

from krav.formats.values import PartyIn
from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Minor, Money
from krav.wire import clock
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import BooksItemIn, Read
from krav.wire.broken import Broken, NotAllowed, Refused, Uncertain
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept, StandIn, opened

JAN, FEB, MARCH = date(2026, 1, 2), date(2026, 2, 1), date(2026, 3, 2)
BANK, RECEIVABLE, INTEREST = "1920", "1500", "8050"


class Contract:
    """The stories. A room's test class has a fixture `standin`; its books hold accounts 1920, 1500 and 8050."""

    @pytest.fixture(autouse=True)
    def _no_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clock, "wait", lambda _: None)

    @pytest.fixture
    def books(self, standin: StandIn) -> Books:
        standin.customer("1", "Havblikk AS", manager="kari@fjord.example")
        standin.customer("2", "Bølgen Café")
        standin.invoice("900001", "1", Decimal("1250.00"), JAN, FEB)
        standin.invoice("900002", "2", Decimal("99.90"), JAN, MARCH)
        return opened(standin)

    def test_it_says_whose_books_they_are(self, books: Books, standin: StandIn) -> None:
        (company,) = books.companies()
        assert company.id == standin.company or not standin.company
        assert company.currency == standin.currency
        assert company.party.name
        assert company.party.company_number.isdigit()

    def test_first_all_that_is_open_is_read(self, books: Books, standin: StandIn) -> None:
        standin.invoice("900003", "2", Decimal("500.00"), JAN, FEB)
        standin.pay("900003", Decimal("500.00"), FEB)
        standin.pay("900001", Decimal("250.00"), FEB)
        assert {party.number: party.name for party in customers(books)} == {"1": "Havblikk AS", "2": "Bølgen Café"}
        found = items(books)
        assert found.keys() - {"900003"} == {"900001", "900002"}  # what is paid may be named, as paid
        assert "900003" not in found or found["900003"].item.open_amount == Money(0, standin.currency)
        one = found["900001"].item
        assert (one.amount, one.open_amount) == (Money(125_000, standin.currency), Money(100_000, standin.currency))
        assert (one.issued_on, one.due_on, one.customer.number) == (JAN, FEB, "1")

    def test_then_only_what_changed(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.pass_time()
        standin.pay("900001", Decimal("1250.00"), MARCH)
        standin.invoice("900004", "2", Decimal("10.00"), FEB, MARCH)
        found = items(books, cursor)
        assert found.keys() == {"900001", "900004"}
        paid = found["900001"]
        assert paid.item.open_amount == Money(0, standin.currency)
        assert [(each.on, each.amount.minor, each.kind) for each in paid.movements] == [(MARCH, -125_000, "payment")]
        cursor = last(books.read("items", cursor)).cursor
        standin.pass_time()
        assert items(books, cursor) == {}

    def test_a_due_day_that_was_changed_is_read(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.pass_time()
        standin.edit("900002", date(2026, 4, 1))
        assert items(books, cursor)["900002"].item.due_on == date(2026, 4, 1)

    def test_what_was_made_void_is_gone(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.pass_time()
        standin.void("900002")
        changed = items(books, cursor).get("900002")
        if changed is not None:  # a system that keeps what is void says so; one that deletes it, only the whole list tells
            assert changed.gone or changed.item.open_amount == Money(0, standin.currency)
        whole = items(books).get("900002")
        assert whole is None or whole.gone or whole.item.open_amount == Money(0, standin.currency)

    def test_a_reading_that_broke_off_goes_on_where_it_was(self, books: Books, standin: StandIn) -> None:
        standin.invoices(standin.page + 3)
        first = next(iter(books.read("items")))
        assert not first.last
        rest = [each for read in opened(standin).read("items", first.cursor) for each in read.items]
        assert len({each.item.number for each in (*first.items, *rest)}) == standin.page + 5
        assert not {each.item.number for each in first.items} & {each.item.number for each in rest}

    def test_half_a_page_is_asked_for_again(self, books: Books, standin: StandIn) -> None:
        standin.server.faults.extend([Told(200, b'{"values": [{"id": 1, "amo', {}), None])
        assert items(books).keys() == {"900001", "900002"}

    def test_a_busy_system_and_a_fault_cost_time_only(self, books: Books, standin: StandIn) -> None:
        standin.server.faults.extend([Told(429, {}), Told(503, {}), Told(cut=True)])
        assert items(books).keys() == {"900001", "900002"}

    @pytest.mark.usefixtures("books")
    def test_access_that_is_over_is_got_anew(self, standin: StandIn) -> None:
        kept = Kept(standin.rights)
        mine = opened(standin, kept)
        assert items(mine).keys() == {"900001", "900002"}
        standin.end_access()
        assert items(mine).keys() == {"900001", "900002"}

    @pytest.mark.usefixtures("books")
    def test_a_connection_that_was_taken_back_is_said(self, standin: StandIn) -> None:
        standin.revoke()
        with pytest.raises(NotAllowed, match="Connect it again"):
            items(opened(standin))

    def test_a_third_decimal_is_never_to_the_customers_cost(self, standin: StandIn, books: Books) -> None:
        standin.invoice("900009", "1", Decimal("100.129"), JAN, FEB)
        assert items(books)["900009"].item.amount == Money(10_012, standin.currency)

    def test_ten_thousand_items_take_no_more_requests_than_pages_and_three(self, standin: StandIn) -> None:
        standin.customer("1", "Havblikk AS")
        standin.invoices(10_000)
        before = len(standin.server.asked)
        assert len(items(opened(standin))) == 10_000
        assert len(standin.server.asked) - before <= ceil(10_000 / standin.page) + 3

    def test_a_payment_is_posted_and_lowers_the_rest(self, books: Books, standin: StandIn) -> None:
        number = books.post(payment("K17", 25_000))
        assert number
        assert books.posted(payment("K17", 25_000)) == number
        standin.book()
        assert standin.rest("900001") == Decimal("1000.00")
        assert books.posted(payment("K17", 25_000)) == number
        assert books.posted(payment("K18", 25_000)) == ""

    def test_a_payment_with_interest_leaves_the_interest_to_its_income(self, books: Books, standin: StandIn) -> None:
        voucher = VoucherOut("K", "5", MARCH, "Payment of 2 March", (
            VoucherLineOut(BANK, 126_000), line(RECEIVABLE, -125_000), line(INTEREST, -1_000),
        ))  # fmt: skip
        assert books.post(voucher)
        standin.book()
        assert standin.rest("900001") == 0

    def test_our_own_money_comes_back_as_our_own(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.pass_time()
        number = books.post(payment("K17", 25_000))
        standin.book()
        found = items(books, cursor)
        assert found["900001"].item.open_amount == Money(100_000, standin.currency)
        assert [each.voucher for each in found["900001"].movements] == [number]
        assert not {"900001", "900002"} - found.keys() - {"900002"}  # and nothing new stands in the ledger for it

    def test_a_voucher_whose_answer_is_lost_is_there_once(self, books: Books, standin: StandIn) -> None:
        standin.server.faulty = standin.is_write
        standin.server.faults.append(Told(cut=True))
        number = posted_surely(books, payment("K17", 25_000))
        standin.book()
        assert standin.posted().count(standin.posted()[0]) == 1
        assert standin.rest("900001") == Decimal("1000.00")
        assert books.posted(payment("K17", 25_000)) == number

    def test_a_voucher_that_never_arrived_is_not_there(self, books: Books, standin: StandIn) -> None:
        standin.server.faulty = standin.is_write
        standin.server.faults.append(Told(500, {}))
        with pytest.raises((Uncertain, Broken)):
            books.post(payment("K17", 25_000))
        standin.server.faults.clear()
        assert books.posted(payment("K17", 25_000)) == ""
        assert books.post(payment("K17", 25_000))
        standin.book()
        assert standin.rest("900001") == Decimal("1000.00")

    def test_a_write_off_lowers_the_rest_and_is_no_payment(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.pass_time()
        voucher = VoucherOut("V", "20260001", MARCH, "Loss", (line(RECEIVABLE, -125_000), line(BANK, 125_000)), True)
        books.post(voucher)
        standin.book()
        assert standin.rest("900001") == 0
        assert all(each.kind != "payment" or each.voucher for each in items(books, cursor)["900001"].movements)

    def test_an_account_that_is_not_there_is_said_in_the_systems_words(self, books: Books) -> None:
        voucher = VoucherOut("K", "6", MARCH, "Payment", (VoucherLineOut("9999", 100), line(RECEIVABLE, -100)))
        with pytest.raises(Refused):
            books.post(voucher)

    def test_the_invoice_itself_is_read(self, books: Books) -> None:
        paper = books.document(items(books)["900001"].id)
        assert paper is None or (paper.kind == "application/pdf" and paper.content.startswith(b"%PDF"))


def payment(name: str, minor: Minor) -> VoucherOut:
    """Money that came to Krav's knowledge, on invoice 900001."""
    return VoucherOut(name[0], name[1:], MARCH, f"Payment {name}", (VoucherLineOut(BANK, minor), line(RECEIVABLE, -minor)))


def line(account: str, minor: Minor) -> VoucherLineOut:
    """A posting on invoice 900001."""
    return VoucherLineOut(account, minor, "", "1", "900001")


def posted_surely(books: Books, voucher: VoucherOut) -> str:
    """As the worker does: posted once, asked about where the answer was lost, and posted again only if it is not there."""
    try:
        return books.post(voucher)
    except Uncertain:
        return books.posted(voucher) or books.post(voucher)


def items(books: Books, cursor: str = "") -> dict[str, BooksItemIn]:
    """The items by number; the later word counts where one is told twice."""
    return {each.item.number: each for read in books.read("items", cursor) for each in read.items}


def customers(books: Books) -> list[PartyIn]:
    """All customers."""
    return [party for read in books.read("customers") for party in read.customers]


def last(reads: Iterator[Read]) -> Read:
    """The last page, which alone says that it is."""
    *before, found = reads
    assert found.last
    assert not any(read.last for read in before)
    return found
