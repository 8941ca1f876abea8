"""Conta: the stories of every connector, and what is its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Money
from krav.wire.accounting.conta.system import Conta
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from tests.wire.accounting.conta.standin import NOBODY, OTHER, standing_in
from tests.wire.accounting.conta.standin import ContaStandIn as StandIn
from tests.wire.accounting.contract import BANK, FEB, JAN, MARCH, RECEIVABLE, Contract, customers, items, last, line, payment
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept, opened
from tests.wire.accounting.standin import StandIn as AnyStandIn

FEE = "3900"


def nok(minor: int) -> Money:
    return Money(minor, "NOK")


class TestConta(Contract):
    """The stories, and those that only Conta has."""

    @pytest.fixture
    def standin(self) -> Iterator[StandIn]:
        with standing_in() as found:
            yield found

    def test_it_says_whose_books_they_are(self, books: Books, standin: AnyStandIn) -> None:
        """Conta tells a company's name and bank account, and neither its number nor where it is."""
        (company,) = books.companies()
        assert (company.id, company.currency, company.account) == (standin.company, "NOK", "15030000000")
        assert (company.party.name, company.party.company_number) == ("Fjord AS", "")

    def test_a_due_day_that_was_changed_is_read(self, books: Books, standin: AnyStandIn) -> None:
        """Conta can give an invoice no other due day once it was sent; if it could, the whole ledger would tell it."""
        standin.edit("900002", date(2026, 4, 1))
        assert items(books)["900002"].item.due_on == date(2026, 4, 1)

    def test_a_key_is_tried_before_it_is_kept(self, standin: StandIn) -> None:
        assert standin.system.allowed({"key": " key-1 "}, "") == {"key": "key-1"}
        with pytest.raises(Refused, match="does not know this key") as refused:
            standin.system.allowed({"key": "s3cret"}, "")
        assert "s3cret" not in str(refused.value)

    def test_a_key_that_opens_no_company_is_not_kept(self, standin: StandIn) -> None:
        standin.organizations = standin.organizations[1:]
        with pytest.raises(Refused, match="lets it into no company"):
            standin.system.allowed(standin.rights, "")
        with pytest.raises(Refused, match="lets this key into no company"):
            items(standin.system.open(Kept(standin.rights)))

    def test_an_accountants_companies_are_told_without_those_that_are_closed(self, standin: StandIn) -> None:
        standin.organizations.append({"id": int(OTHER), "name": "Kaien AS", "blockedStatus": "NOT_BLOCKED", "active": True})
        found = {each.id: each.account for each in standin.system.open(Kept(standin.rights)).companies()}
        assert found == {standin.company: "", OTHER: ""}
        assert NOBODY not in found

    def test_a_key_for_one_company_needs_no_choice(self, standin: StandIn) -> None:
        standin.customer("1", "Havblikk AS")
        standin.invoice("900001", "1", Decimal("10.00"), JAN, FEB)
        assert Conta(standin.vendor).open(Kept(standin.rights)).read("items").__next__().items[0].item.number == "900001"

    def test_customers_are_told_by_kind_and_then_those_that_changed_since_the_day_before(self, standin: StandIn) -> None:
        standin.customer("1", "Havblikk AS")
        standin.customer("2", "Kari Nordmann")
        standin.customers[0] |= {"customerType": "ORGANIZATION", "orgNo": "999 999 999"}
        mine = opened(standin)
        found = {each.number: (each.kind, each.company_number) for each in customers(mine)}
        assert found == {"1": ("business", "999999999"), "2": ("consumer", "")}
        cursor = last(mine.read("customers")).cursor
        standin.modified[2] = "2999-01-01"
        assert [party.number for read in mine.read("customers", cursor) for party in read.customers] == ["2"]

    def test_pages_go_on_where_the_system_gives_fewer_rows_than_were_asked_for(self, standin: StandIn) -> None:
        standin.most = 40
        standin.customer("1", "Havblikk AS")
        cursor = last(opened(standin).read("items")).cursor
        standin.invoices(130)
        assert len(items(opened(standin))) == 130
        assert len(items(opened(standin), cursor)) == 130

    def test_what_is_paid_between_two_pages_hides_nothing(self, standin: StandIn) -> None:
        standin.most = 40
        standin.customer("1", "Havblikk AS")
        standin.invoices(100)
        reads = opened(standin).read("items")
        found = {each.item.number for each in next(reads).items}
        for number in range(1, 11):
            standin.pay(str(number), Decimal("100.00"), FEB)
        found |= {each.item.number for read in reads for each in read.items}
        assert found == {str(each) for each in range(1, 101)}

    def test_an_invoice_tells_its_reference_and_its_customers_address(self, books: Books) -> None:
        found = items(books)["900001"].item
        assert (found.reference, found.where) == ("009000017", "invoice 900001")
        whose = found.customer
        assert (whose.street, whose.postcode, whose.city, whose.language) == ("Kaien 1", "5003", "Bergen", "nb")

    @pytest.mark.usefixtures("books")
    def test_what_is_older_than_a_person_chose_is_left_alone(self, standin: StandIn) -> None:
        standin.chosen = Chosen(since=date(2026, 1, 3))
        standin.invoice("900007", "1", Decimal("10.00"), FEB, MARCH)
        assert items(opened(standin)).keys() == {"900007"}

    def test_an_invoice_that_is_not_sent_yet_is_nobodys_debt(self, books: Books, standin: StandIn) -> None:
        standin.of("900002")["status"] = "BEING_CREATED"
        assert items(books).keys() == {"900001"}

    @pytest.mark.parametrize("status", ["SENT_TO_KRAVIA", "SOLD_TO_EASYBANK"])
    def test_what_another_has_to_collect_is_open_no_more(self, books: Books, standin: StandIn, status: str) -> None:
        standin.of("900001")["status"] = status
        assert items(books)["900001"].item.open_amount == nok(0)

    def test_contas_own_fee_makes_no_invoice_larger(self, books: Books, standin: StandIn) -> None:
        standin.of("900001")["sumRemaining"] += 35
        assert items(books)["900001"].item.open_amount == nok(125_000)

    def test_a_credit_note_names_its_invoice_and_settles_it(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.void("900002")
        found = items(books, cursor)
        assert (found["1400002"].item.credits, found["1400002"].item.amount) == ("900002", nok(-9_990))
        assert [(each.amount, each.kind) for each in found["900002"].movements] == [(nok(-9_990), "credit")]

    def test_a_loss_is_no_payment(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.lose("900001", MARCH)
        found = items(books, cursor)["900001"]
        assert found.item.open_amount == nok(0)
        assert [(each.on, each.amount, each.kind) for each in found.movements] == [(MARCH, nok(-125_000), "write_off")]

    @pytest.mark.parametrize(
        ("status", "kind"),
        [("WRITTEN_OFF_AS_LOSS", "write_off"), ("CLOSED_BY_CREDIT_NOTE", "credit"), ("CLOSED_FROM_REGNSKAP", "other")],
    )
    def test_a_payment_that_is_none_is_what_the_invoice_says(
        self, books: Books, standin: StandIn, status: str, kind: str
    ) -> None:
        cursor = last(books.read("items")).cursor
        standin.pay("900001", Decimal("1250.00"), MARCH, "NOT_PAYMENT")
        standin.of("900001")["status"] = status
        assert [each.kind for each in items(books, cursor)["900001"].movements] == [kind]

    def test_a_voucher_that_a_person_booked_on_an_invoice_is_told(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        row = standin.of("900001")
        standin.voucher("MANUAL_TRANSACTION", FEB, "Avregnet", [(RECEIVABLE, Decimal(-250), 1, row["id"])])
        row["sumRemaining"] -= 250
        found = items(books, cursor)["900001"]
        assert [(each.on, each.amount, each.kind) for each in found.movements] == [(FEB, nok(-25_000), "other")]
        assert found.item.open_amount == nok(100_000)

    def test_changes_of_many_customers_go_through_the_newest_invoices(self, standin: StandIn) -> None:
        for each in range(1, 31):
            standin.customer(str(each), f"Kunde {each}")
            standin.invoice(str(each), str(each), Decimal("10.00"), JAN, FEB)
        mine = opened(standin)
        cursor = last(mine.read("items")).cursor
        for each in range(5, 31):
            standin.pay(str(each), Decimal("10.00"), FEB)
        before = len(standin.server.asked)
        assert items(mine, cursor).keys() == {str(each) for each in range(5, 31)}
        assert len(standin.server.asked) - before == 4

    def test_where_nothing_changed_three_questions_are_asked(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        before = len(standin.server.asked)
        assert items(books, cursor) == {}
        assert len(standin.server.asked) - before == 3

    def test_contas_own_letters_come_with_their_invoices(self, books: Books, standin: StandIn) -> None:
        standin.of("900001").update({
            "paymentReminderDate": "2026-02-10", "paymentReminderDueDate": "2026-02-24", "paymentReminderFee": Decimal(35),
            "paymentReminderType": "DEBT_COLLECTION_NOTICE", "status": "PAYMENT_REMINDER_CREATED",
        })  # fmt: skip
        (letter,) = [each for read in books.read("items") for each in read.reminders]
        assert (letter.invoice, letter.kind, letter.on) == ("900001", "notice", date(2026, 2, 10))
        assert (letter.fee, letter.deadline_on) == (nok(3_500), date(2026, 2, 24))

    def test_an_invoice_in_another_currency_keeps_it_and_takes_no_voucher(self, books: Books, standin: StandIn) -> None:
        standin.of("900001")["invoiceCurrency"] = "EUR"
        assert items(books)["900001"].item.amount == Money(125_000, "EUR")
        with pytest.raises(Refused, match="invoice 900001 in EUR"):
            books.post(payment("K17", 100))

    def test_a_key_without_bookkeeping_reads_and_says_where_the_vouchers_go(self, books: Books, standin: StandIn) -> None:
        standin.has_bookkeeping = False
        cursor = last(books.read("items")).cursor
        standin.pay("900001", Decimal("1250.00"), MARCH)
        assert [each.kind for each in items(books, cursor)["900001"].movements] == ["payment"]
        for asked in (books.post, books.posted):
            with pytest.raises(Refused, match="file from Bookkeeping"):
                asked(payment("K17", 100))

    def test_bookkeeping_that_ends_leaves_the_invoices(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.has_bookkeeping = False
        standin.pay("900001", Decimal("1250.00"), MARCH)
        assert items(books, cursor).keys() == {"900001"}

    def test_money_without_an_invoice_moves_none(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        standin.voucher("MANUAL_TRANSACTION", FEB, "Forskudd", [(RECEIVABLE, Decimal(-250), 1, None)])
        assert items(books, cursor) == {}

    def test_a_key_that_is_gone_is_not_taken_for_one_without_bookkeeping(self, books: Books, standin: StandIn) -> None:
        standin.revoke()
        with pytest.raises(NotAllowed):
            books.post(payment("K17", 100))

    @pytest.mark.usefixtures("books")
    def test_a_voucher_says_whom_what_and_where(self, standin: StandIn) -> None:
        standin.chosen = Chosen(places={"Nord": "13"})
        lines = (VoucherLineOut(BANK, 100, department="Nord"), line(RECEIVABLE, -100))
        opened(standin).post(VoucherOut("K", "8", MARCH, "Payment", lines))
        (entry,) = _sent(standin)
        assert (entry["debitBookkeepingAccountNo"], entry["creditBookkeepingAccountNo"]) == (BANK, RECEIVABLE)
        assert (entry["creditCustomerId"], entry["creditInvoiceId"]) == (1, standin.of("900001")["id"])
        assert (entry["departmentId"], entry["amount"]) == (13, 1)
        assert standin.posted() == ["Krav K8: Payment"]

    def test_our_own_fee_is_the_customers_and_not_the_invoices(self, books: Books, standin: StandIn) -> None:
        cursor = last(books.read("items")).cursor
        books.post(VoucherOut("K", "9", MARCH, "Fee", (line(RECEIVABLE, 7_000), line(FEE, -7_000))))
        assert standin.rest("900001") == Decimal(1250)
        assert items(books, cursor) == {}

    @pytest.mark.parametrize("minor", [7_000, -7_000])
    def test_a_fee_or_one_that_is_given_up_moves_no_rest_of_an_invoice_that_is_paid_in_part(
        self, books: Books, standin: StandIn, minor: int
    ) -> None:
        standin.pay("900001", Decimal(250), FEB)
        books.post(VoucherOut("K", "9", MARCH, "Fee", (line(RECEIVABLE, minor), VoucherLineOut(FEE, -minor))))
        assert standin.rest("900001") == Decimal(1000)

    def test_money_for_the_invoice_and_its_fee_lowers_the_rest_to_nothing_and_no_further(
        self, books: Books, standin: StandIn
    ) -> None:
        books.post(payment("K10", 132_000))
        assert standin.rest("900001") == 0
        assert [(each["amount"], "creditInvoiceId" in each) for each in _sent(standin)] == [(1250, True), (70, False)]

    def test_money_that_went_back_raises_the_rest(self, books: Books, standin: StandIn) -> None:
        books.post(payment("K11", 25_000))
        books.post(payment("K12", -10_000))
        assert standin.rest("900001") == Decimal(1100)

    def test_a_loss_that_is_taken_back_raises_the_rest(self, books: Books, standin: StandIn) -> None:
        lost = (line(RECEIVABLE, -125_000), VoucherLineOut("7830", 125_000, invoice="900001"))
        back = tuple(each._replace(amount=-each.amount) for each in lost)
        cursor = last(books.read("items")).cursor
        books.post(VoucherOut("V", "1", MARCH, "Loss", lost, True))
        assert [each.kind for each in items(books, cursor)["900001"].movements] == ["write_off"]
        assert standin.posted() == ["Krav V1 (not a payment): Loss"]
        books.post(VoucherOut("V", "2", MARCH, "Loss taken back", back, True))
        assert standin.rest("900001") == Decimal(1250)

    def test_an_invoice_of_krav_itself_is_booked_on_the_customer(self, books: Books, standin: StandIn) -> None:
        lines = (VoucherLineOut(RECEIVABLE, 5_000, "", "1", "R2026-1"), VoucherLineOut("8050", -5_000))
        assert books.post(VoucherOut("K", "13", MARCH, "Interest", lines))
        (entry,) = _sent(standin)
        assert entry["debitCustomerId"] == 1
        assert "debitInvoiceId" not in entry

    def test_a_number_that_came_again_is_the_customers_own_and_newest(self, books: Books, standin: StandIn) -> None:
        older = dict(standin.of("900001"))
        standin.sold[800] = older | {"id": 800, "customerId": 2}
        books.post(payment("K14", 100))
        assert _sent(standin)[0]["creditInvoiceId"] == standin.of("900001")["id"]

    @pytest.mark.parametrize(
        ("lines", "said"),
        [
            ((VoucherLineOut("19A0", 1), line(RECEIVABLE, -1)), "“19A0” is none"),
            ((VoucherLineOut(BANK, 1), line("1510", -1)), "account 1500 only"),
            ((VoucherLineOut(BANK, 1), VoucherLineOut(RECEIVABLE, -1, "", "NO-7")), "“NO-7” is none"),
            ((VoucherLineOut(BANK, 1, project="Havn"), line(RECEIVABLE, -1)), "“Havn” is none"),
        ],
    )
    def test_what_cannot_be_posted_is_said_before_it_is_sent(
        self, books: Books, standin: StandIn, lines: tuple[VoucherLineOut, ...], said: str
    ) -> None:
        with pytest.raises(Refused, match=said):
            books.post(VoucherOut("K", "1", MARCH, "Payment", lines))
        assert not standin.posted()

    def test_one_voucher_is_not_taken_for_another_whose_name_it_begins(self, books: Books) -> None:
        books.post(payment("K17", 100))
        assert books.posted(payment("K1", 100)) == ""

    def test_a_voucher_that_was_taken_back_there_is_not_there(self, books: Books, standin: StandIn) -> None:
        assert books.post(payment("K17", 100))
        standin.vouchers[-1]["resetByTransactionId"] = 1
        assert books.posted(payment("K17", 100)) == ""

    def test_a_paper_is_fetched_without_the_key(self, books: Books) -> None:
        paper = books.document(items(books)["900001"].id)
        assert paper is not None
        assert (paper.name, paper.content[:4]) == ("faktura.pdf", b"%PDF")

    def test_a_paper_by_another_way_than_contas_own_is_not_fetched(self, books: Books, standin: StandIn) -> None:
        key = items(books)["900001"].id
        told = {"fileId": 1, "filename": "f.pdf", "fileUrl": "ftp://conta.example/f.pdf", "contentType": "application/pdf"}
        standin.server.faulty = lambda asked: "/files/" in asked.path
        standin.server.faults.append(Told(200, told))
        assert books.document(key) is None

    @pytest.mark.parametrize("told", [Told(403, {}), Told(302, {}, {"Location": "https://elsewhere.example"})])
    def test_a_link_that_is_good_no_more_ends_no_connection(self, books: Books, standin: StandIn, told: Told) -> None:
        key = items(books)["900001"].id
        standin.server.faulty = lambda asked: asked.path.startswith("/papers/")
        standin.server.faults.append(told)
        assert books.document(key) is None

    def test_an_invoice_without_a_paper_has_none(self, books: Books, standin: StandIn) -> None:
        standin.of("900001")["invoiceFileId"] = None
        assert books.document(str(standin.of("900001")["id"])) is None

    def test_a_cursor_is_short(self, standin: StandIn) -> None:
        standin.invoices(2_000)
        assert len(last(opened(standin).read("items")).cursor) < 100


def test_conta_is_found_at_its_own_address() -> None:
    assert Conta().vendor.url == "https://api.gateway.conta.no"
    assert replace(Conta()).ready
    assert [(each.name, each.secret) for each in Conta().fields] == [("key", True)]


def _sent(standin: StandIn) -> list[dict[str, Any]]:
    """The amounts of the voucher that was sent last."""
    asked = [each for each in standin.server.asked if standin.is_write(each)][-1]
    found: list[dict[str, Any]] = asked.body["transactionLinesAdvanced"]
    return found
