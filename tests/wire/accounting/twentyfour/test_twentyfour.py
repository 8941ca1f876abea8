"""24SevenOffice: the stories of every connector, and what is its own."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Money
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Refused
from tests.wire.accounting.contract import BANK, FEB, JAN, MARCH, RECEIVABLE, Contract, customers, items, last, line, payment
from tests.wire.accounting.standin import Kept, opened
from tests.wire.accounting.twentyfour.standin import (
    CREDIT_NOTE,
    CUSTOMER,
    DEPARTMENT,
    MANUAL,
    PAYMENT,
    PROJECT,
    REMINDER_FEE,
    standing_in,
)
from tests.wire.accounting.twentyfour.standin import TwentyFourStandIn as StandIn


def nok(minor: int) -> Money:
    return Money(minor, "NOK")


class TestTwentyFour(Contract):
    """The stories, and those that only 24SevenOffice has."""

    @pytest.fixture
    def standin(self) -> Iterator[StandIn]:
        with standing_in() as found:
            yield found

    def test_an_application_is_tried_before_it_is_kept(self, standin: StandIn) -> None:
        typed = {**standin.rights, "receivable": "", "client_id": " app "}
        kept = standin.system.allowed(typed, "")
        assert (kept["receivable"], kept["client_id"]) == ("1500", "app")
        with pytest.raises(Refused, match="does not know this application"):
            standin.system.allowed({**typed, "client_secret": "wrong"}, "")
        with pytest.raises(Refused, match="no account 1550"):
            standin.system.allowed({**typed, "receivable": "1500, 1550"}, "")

    def test_a_right_that_is_missing_is_said_when_it_is_connected(self, standin: StandIn) -> None:
        standin.forbidden = {"/v1/customers"}
        with pytest.raises(Refused, match="Give it the rights to read customers"):
            standin.system.allowed(standin.rights, "")

    @pytest.mark.usefixtures("books")
    def test_a_token_is_got_once_and_kept(self, standin: StandIn) -> None:
        kept = Kept(standin.rights)
        items(opened(standin, kept))
        items(opened(standin, kept))
        assert kept.renewals == 1

    def test_customers_are_read_by_the_links_and_then_only_what_changed(self, standin: StandIn) -> None:
        for each in range(1, 251):
            standin.customer(str(each), f"Kunde {each}")
        mine = opened(standin)
        pages = list(mine.read("customers"))
        assert [len(each.customers) for each in pages] == [100, 100, 50]
        rest = [party for read in opened(standin).read("customers", pages[0].cursor) for party in read.customers]
        assert [party.number for party in rest] == [str(each) for each in range(101, 251)]
        standin.pass_time()
        standin.customer("7", "Nytt navn")
        assert [party.name for read in mine.read("customers", pages[-1].cursor) for party in read.customers] == ["Nytt navn"]

    def test_a_customer_is_told_with_number_and_address(self, books: Books) -> None:
        found = customers(books)[0]
        assert (found.company_number, found.kind, found.postcode, found.email) == (
            "999999999", "business", "5003", "post@kunde.example",
        )  # fmt: skip

    def test_pages_go_on_where_the_system_gives_fewer_lines_than_were_asked_for(self, standin: StandIn) -> None:
        standin.most = 40
        standin.customer("1", "Havblikk AS")
        standin.invoices(130)
        assert len(items(opened(standin))) == 130
        standin.without_links = True
        assert len(items(opened(standin))) == 130

    def test_a_system_that_does_not_look_at_the_page_ends(self, standin: StandIn) -> None:
        standin.without_links, standin.turns_pages = True, False
        standin.customer("1", "Havblikk AS")
        standin.invoices(40)
        standin.most = 40
        assert len(items(opened(standin))) == 40

    def test_books_without_a_currency_are_not_guessed(self, books: Books, standin: StandIn) -> None:
        standin.currency = ""
        with pytest.raises(Refused, match="which currency"):
            items(books)

    def test_an_item_tells_its_department_and_project(self, books: Books, standin: StandIn) -> None:
        standin.of("900001")[0]["dimensions"] = [
            {"dimensionType": kind, "value": value, "name": value} for kind, value in ((PROJECT, "13"), (DEPARTMENT, "Nord"))
        ]
        found = items(books)["900001"]
        assert (found.project, found.department) == ("13", "Nord")

    def test_a_page_that_is_refused_is_made_smaller(self, standin: StandIn) -> None:
        standin.allows = 100
        standin.customer("1", "Havblikk AS")
        standin.invoices(250)
        assert len(items(opened(standin))) == 250

    def test_money_on_a_later_page_lowers_what_an_earlier_one_told(self, books: Books, standin: StandIn) -> None:
        standin.most = 2
        standin.invoice("900003", "1", Decimal("300.00"), JAN, FEB)
        standin.pay("900001", Decimal("1000.00"), FEB)
        found = items(books)["900001"]
        assert found.item.open_amount == nok(25_000)
        assert [(each.amount, each.kind) for each in found.movements] == [(nok(-100_000), "payment")]

    def test_an_invoice_tells_its_reference_and_its_own_voucher(self, books: Books) -> None:
        found = items(books)["900001"]
        assert (found.item.reference, found.item.where) == ("KID900001", "transaction 1")
        assert found.voucher

    def test_a_credit_note_with_a_number_of_its_own_settles_an_account_that_comes_to_nothing(
        self, books: Books, standin: StandIn
    ) -> None:
        """The system does not tell what was matched with what; whoever owes nothing in all is not dunned."""
        standin.invoice("K9", "1", Decimal("-1250.00"), FEB, FEB)
        assert items(books).keys() == {"900002"}
        standin.invoice("900005", "1", Decimal("80.00"), MARCH, MARCH)
        assert items(books).keys() == {"900002", "900005"}

    def test_a_credit_note_that_is_left_stands_by_itself(self, books: Books, standin: StandIn) -> None:
        standin.invoice("K9", "1", Decimal("-250.00"), FEB, FEB)
        found = items(books)["K9"].item
        assert (found.open_amount, found.kind, found.due_on) == (nok(-25_000), "credit", None)

    def test_money_that_names_no_invoice_is_money_on_account(self, books: Books, standin: StandIn) -> None:
        standin.voucher(PAYMENT, FEB, "Innbetalt", [(1920, Decimal(400), "", {}), (1500, Decimal(-400), "1", {})])
        (found,) = [each.item for each in items(books).values() if each.item.is_payment]
        assert (found.open_amount, found.customer.number) == (nok(-40_000), "1")

    def test_money_that_came_before_the_invoice_covers_it(self, standin: StandIn) -> None:
        standin.customer("1", "Havblikk AS")
        standin.voucher(PAYMENT, JAN, "Forskudd", [(1920, Decimal(400), "", {}), (1500, Decimal(-400), "1", {})])
        standin.invoice("900008", "1", Decimal("100.00"), FEB, MARCH)
        (left,) = items(opened(standin)).values()
        assert (left.item.is_payment, left.item.open_amount) == (True, nok(-30_000))

    def test_what_was_paid_too_much_is_money_on_account(self, books: Books, standin: StandIn) -> None:
        standin.invoice("900006", "1", Decimal("5000.00"), JAN, FEB)
        standin.pay("900001", Decimal("1300.00"), FEB)
        found = items(books)
        assert "900001" not in found
        assert [each.item.open_amount for each in found.values() if each.item.is_payment] == [nok(-5_000)]

    def test_the_systems_own_reminder_fee_is_a_charge(self, books: Books, standin: StandIn) -> None:
        told = {"number": "P1", "dueDate": "2026-03-01"}
        standin.voucher(REMINDER_FEE, FEB, "Purregebyr", [(1500, Decimal(35), "1", told), (3000, Decimal(-35), "", {})])
        assert items(books)["P1"].charge == "fee"

    def test_what_a_type_does_not_tell_is_no_payment(self, books: Books, standin: StandIn) -> None:
        told = {"number": "900001"}
        standin.voucher(MANUAL, FEB, "Tap", [(1500, Decimal(-250), "1", told), (7830, Decimal(250), "", {})])
        standin.voucher(CREDIT_NOTE, FEB, "Kreditnota", [(1500, Decimal(-100), "1", told), (3000, Decimal(100), "", {})])
        found = {each.amount.minor: each.kind for each in items(books)["900001"].movements}
        assert found == {-25_000: "other", -10_000: "credit"}

    def test_a_line_in_another_currency_keeps_it(self, books: Books, standin: StandIn) -> None:
        standin.of("900001")[0]["currency"] = {"code": "EUR", "rate": Decimal("11.5")}
        assert items(books)["900001"].item.amount == Money(125_000, "EUR")

    @pytest.mark.usefixtures("books")
    def test_what_is_older_than_a_person_chose_is_left_alone(self, standin: StandIn) -> None:
        standin.chosen = Chosen(since=date(2026, 1, 3), journal="1")
        standin.invoice("900007", "1", Decimal("10.00"), FEB, MARCH)
        assert items(opened(standin)).keys() == {"900007"}

    def test_changes_of_few_customers_leave_the_rest_of_the_ledger_unread(self, standin: StandIn) -> None:
        standin.customer("1", "Havblikk AS")
        standin.customer("2", "Bølgen Café")
        standin.invoices(3000)
        standin.invoice("G1", "2", Decimal("10.00"), JAN, FEB)
        mine = opened(standin)
        cursor = last(mine.read("items")).cursor
        standin.pass_time()
        standin.pay("G1", Decimal("10.00"), FEB)
        before = len(standin.server.asked)
        assert items(mine, cursor).keys() == {"G1"}
        assert len(standin.server.asked) - before == 2

    def test_changes_of_many_customers_read_the_ledger_once(self, standin: StandIn) -> None:
        standin.customer("99", "Havblikk AS")
        standin.invoice("900099", "99", Decimal("10.00"), JAN, FEB)
        mine = opened(standin)
        cursor = last(mine.read("items")).cursor
        standin.pass_time()
        for each in range(1, 31):
            standin.customer(str(each), f"Kunde {each}")
            standin.invoice(str(each), str(each), Decimal("10.00"), JAN, FEB)
        before = len(standin.server.asked)
        assert len(items(mine, cursor)) == 30
        assert len(standin.server.asked) - before == 2

    @pytest.mark.usefixtures("books")
    def test_a_voucher_says_whom_what_and_where(self, standin: StandIn) -> None:
        standin.chosen = Chosen(journal="1", places={"Nord": "13"})
        lines = (VoucherLineOut(BANK, 100, department="Nord"), line(RECEIVABLE, -100))
        opened(standin).post(VoucherOut("K", "8", MARCH, "x" * 90, lines))
        (asked,) = [each for each in standin.server.asked if standin.is_write(each)]
        body: dict[str, Any] = asked.body
        assert body["lines"][0]["dimensions"] == [{"dimensionType": DEPARTMENT, "value": "13"}]
        assert body["lines"][1]["invoice"] == {"number": "900001"}
        assert standin.posted()[0].startswith("Krav K8: xxx")

    def test_a_write_off_says_so_to_whoever_reads_the_books(self, books: Books, standin: StandIn) -> None:
        lines = (line(RECEIVABLE, -125_000), VoucherLineOut("7830", 125_000))
        cursor = last(books.read("items")).cursor
        books.post(VoucherOut("V", "1", MARCH, "Loss", lines, True))
        assert standin.posted() == ["Krav V1 (not a payment): Loss"]
        assert [each.kind for each in items(books, cursor)["900001"].movements] == ["write_off"]

    def test_our_own_fee_is_known_by_its_voucher(self, books: Books) -> None:
        lines = (line(RECEIVABLE, 7_000), VoucherLineOut("8050", -7_000))
        number = books.post(VoucherOut("K", "9", MARCH, "Fee", lines))
        found = items(books)
        assert found.keys() == {"900001", "900002"}
        assert [(each.amount, each.voucher) for each in found["900001"].movements] == [(nok(7_000), number)]
        assert found["900001"].item.amount == nok(125_000)

    def test_one_voucher_is_not_taken_for_another_whose_name_it_begins(self, books: Books) -> None:
        books.post(payment("K17", 100))
        assert books.posted(payment("K1", 100)) == ""

    @pytest.mark.usefixtures("books")
    @pytest.mark.parametrize(
        ("chosen", "account", "said"),
        [(Chosen(), BANK, "numbers vouchers by their type"), (Chosen(journal="1"), "19A0", "“19A0” is no account number")],
    )
    def test_what_cannot_be_posted_is_said_before_it_is_sent(
        self, standin: StandIn, chosen: Chosen, account: str, said: str
    ) -> None:
        standin.chosen = chosen
        with pytest.raises(Refused, match=said):
            opened(standin).post(VoucherOut("K", "1", MARCH, "Payment", (VoucherLineOut(account, 1), line(RECEIVABLE, -1))))
        assert not standin.posted()

    def test_an_application_that_may_only_read_is_told_what_to_do(self, books: Books, standin: StandIn) -> None:
        standin.forbidden = {"/v1/transactions"}
        with pytest.raises(Refused, match="vouchers' file from Bookkeeping"):
            books.post(payment("K17", 100))

    def test_books_without_a_dimension_of_customers_are_left_alone(self, books: Books, standin: StandIn) -> None:
        del standin.dimensions[CUSTOMER]
        with pytest.raises(Refused, match="no dimension of customers"):
            books.post(payment("K17", 100))

    def test_bank_accounts_that_may_not_be_read_are_left_out(self, books: Books, standin: StandIn) -> None:
        standin.forbidden = {"/v1/bankaccounts"}
        (company,) = books.companies()
        assert (company.party.name, company.party.company_number, company.account) == ("Fjord AS", "", "")

    def test_a_cursor_is_short(self, books: Books) -> None:
        assert json.loads(last(books.read("items")).cursor).keys() == {"since"}
