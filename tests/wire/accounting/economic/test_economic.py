"""e-conomic: tokens without an end, books that are read by number, and a journal that a person books."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Money
from krav.wire import clock
from krav.wire.accounting.economic.asking import escaped
from krav.wire.accounting.economic.posting import pairs
from krav.wire.accounting.economic.system import Economic
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused
from krav.wire.rights import Vendor
from tests.wire.accounting.contract import (
    BANK,
    FEB,
    INTEREST,
    JAN,
    MARCH,
    RECEIVABLE,
    Contract,
    items,
    last,
    line,
    payment,
)
from tests.wire.accounting.economic.ledger import Ledger
from tests.wire.accounting.economic.standin import EconomicStandIn, standing_in
from tests.wire.accounting.standin import Kept, StandIn, opened

FEE = "6700"


@pytest.fixture
def standin() -> Iterator[EconomicStandIn]:
    with standing_in() as found:
        yield found


@pytest.fixture
def books(standin: EconomicStandIn, monkeypatch: pytest.MonkeyPatch) -> Books:
    monkeypatch.setattr(clock, "wait", lambda _: None)
    standin.customer("1", "Havblikk AS", manager="kari@fjord.example")
    standin.customer("2", "Bølgen Café")
    standin.invoice("900001", "1", Decimal("1250.00"), JAN, FEB)
    standin.invoice("900002", "2", Decimal("99.90"), JAN, MARCH)
    return opened(standin)


class TestEconomic(Contract):
    """The stories of every system, told as they are where vouchers wait in a journal and nothing booked can be edited."""

    def test_a_due_day_that_was_changed_is_read(self, books: Books, standin: StandIn) -> None:
        """The documentation has no way to edit what is booked; if somebody finds one, the whole list tells of it."""
        cursor = last(books.read("items")).cursor
        standin.edit("900002", date(2026, 4, 1))
        assert items(books, cursor) == {}
        assert items(books)["900002"].item.due_on == date(2026, 4, 1)

    @pytest.mark.usefixtures("books")
    def test_access_that_is_over_is_got_anew(self, standin: StandIn) -> None:
        """Tokens have no end; who pastes others instead of those that were taken back is let in with the books open."""
        kept = Kept(standin.rights)
        mine = opened(standin, kept)
        standin.revoke()
        kept.told = {"secret": "secret-1", "grant": "grant-2"}
        assert items(mine).keys() == {"900001", "900002"}
        assert kept.renewals == 0

    def test_a_payment_with_interest_leaves_the_interest_to_its_income(self, books: Books, standin: StandIn) -> None:
        """Each line stands on its account once the journal is booked."""
        super().test_a_payment_with_interest_leaves_the_interest_to_its_income(books, standin)
        booked = ledger(standin).entries[4:]
        assert {each["account"]["accountNumber"]: each["amount"] for each in booked if each["amount"] < 0} == {
            1500: Decimal("-1250.00"), 8050: Decimal("-10.00"),
        }  # fmt: skip

    def test_a_write_off_lowers_the_rest_and_is_no_payment(self, books: Books, standin: StandIn) -> None:
        """Its text says so, and what comes back is a write-off."""
        cursor = last(books.read("items")).cursor
        voucher = VoucherOut("V", "20260001", MARCH, "Loss", (line(RECEIVABLE, -125_000), line(BANK, 125_000)), True)
        number = books.post(voucher)
        standin.book()
        assert standin.rest("900001") == 0
        assert [(each.voucher, each.kind) for each in items(books, cursor)["900001"].movements] == [(number, "write_off")]


def test_a_draft_lowers_nothing_and_comes_back_once_it_is_booked(standin: EconomicStandIn, books: Books) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(payment("K17", 25_000))
    assert standin.rest("900001") == Decimal("1250.00")
    assert items(books, cursor) == {}
    standin.book()
    assert [each.voucher for each in items(books, cursor)["900001"].movements] == [number]


def test_money_without_an_invoice_is_an_item_until_it_is_matched(standin: EconomicStandIn, books: Books) -> None:
    cursor = last(books.read("items")).cursor
    paid = standin.books.payment(1, Decimal("-1250.00"), MARCH, "Overførsel")
    found = items(books, cursor)
    money = found[f"entry {paid['entryNumber']}"].item
    assert (money.is_payment, money.open_amount, money.customer.number) == (True, Money(-125_000, "DKK"), "1")
    assert found["900001"].item.open_amount == Money(125_000, "DKK")  # it may have been matched
    assert "900002" not in found
    cursor = last(books.read("items", cursor)).cursor
    standin.books.match(paid, 900_001)  # by hand: no entry is made of that
    found = items(books, cursor)
    assert found["900001"].item.open_amount == Money(0, "DKK")
    assert found[f"entry {paid['entryNumber']}"].item.open_amount == Money(0, "DKK")
    cursor = last(books.read("items", cursor)).cursor
    assert items(books, cursor) == {}


def test_a_credit_note_is_seen_on_its_invoice(standin: EconomicStandIn, books: Books) -> None:
    cursor = last(books.read("items")).cursor
    standin.void("900002")
    found = items(books, cursor)
    assert found["900002"].item.open_amount == Money(0, "DKK")
    assert found["1400002"].item.amount == Money(-9_990, "DKK")
    assert "900001" not in found


def test_a_credit_note_that_stands_open_is_matched_later(standin: EconomicStandIn, books: Books) -> None:
    standin.invoice("900003", "2", Decimal("-50.00"), FEB, FEB)
    assert items(books)["900003"].item.open_amount == Money(-5_000, "DKK")
    cursor = last(books.read("items")).cursor
    standin.books.match(standin.books.made[900_003], 900_002)
    assert items(books, cursor)["900002"].item.open_amount == Money(4_990, "DKK")


def test_invoices_put_in_by_hand_and_fees_of_reminders_are_told(standin: EconomicStandIn, books: Books) -> None:
    standin.books.by_hand(90_001, 2, Decimal("400.00"), FEB)
    fee = standin.books.by_hand(7, 1, Decimal("100.00"), FEB, "reminder")
    found = items(books)
    assert found["90001"].item.open_amount == Money(40_000, "DKK")
    assert found[f"entry {fee['entryNumber']}"].charge == "fee"
    assert not found["90001"].charge


def test_a_fee_that_krav_posts_is_no_new_claim(standin: EconomicStandIn, books: Books) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(VoucherOut("K", "9", MARCH, "Fee", (line(RECEIVABLE, 10_000), VoucherLineOut(FEE, -10_000))))
    standin.book()
    found = items(books, cursor)
    assert found.keys() == {"900001"}
    assert found["900001"].item.open_amount == Money(125_000, "DKK")
    (charged,) = found["900001"].movements
    assert (charged.amount, charged.kind, charged.voucher) == (Money(10_000, "DKK"), "other", number)
    assert items(books).keys() == {"900001", "900002"}


def test_each_item_has_who_looks_after_the_customer(books: Books) -> None:
    found = items(books)
    assert (found["900001"].manager, found["900002"].manager) == ("kari@fjord.example", "")


def test_customers_that_changed_are_read_by_the_systems_clock(standin: EconomicStandIn, books: Books) -> None:
    standin.customer("3", "Gammel Kunde", updated="2020-01-01T00:00:00Z")
    (first,) = books.read("customers")
    assert [(each.number, each.country, each.company_number, each.email) for each in first.customers][2] == (
        "3", "DK", "12345678", "bogholderi@kunde.example",
    )  # fmt: skip
    (changed,) = books.read("customers", first.cursor)
    assert "3" not in {each.number for each in changed.customers}


def test_what_is_older_than_chosen_is_left_alone(standin: EconomicStandIn, books: Books) -> None:
    standin.invoice("900003", "2", Decimal("10.00"), FEB, MARCH)
    standin.books.payment(1, Decimal("-1.00"), JAN, "Overførsel")
    mine = standin.system.open(Kept(standin.rights), "", Chosen(since=FEB))
    cursor = last(mine.read("items")).cursor
    assert items(mine).keys() == {"900003"}
    standin.pay("900001", Decimal("1250.00"), MARCH)
    assert "900001" not in items(mine, cursor)
    assert "900001" in items(books, cursor)


def test_other_accounting_years_are_read_too(standin: EconomicStandIn, books: Books) -> None:
    standin.books.years.insert(0, "2025")
    paid = standin.books.payment(1, Decimal("-5.00"), date(2025, 12, 30), "Overførsel")
    assert f"entry {paid['entryNumber']}" in items(books)


def test_departments_and_projects_go_by_their_numbers(standin: EconomicStandIn) -> None:
    standin.customer("1", "Havblikk AS")
    chosen = Chosen(journal="1", places={"Nord": "12"})
    mine = standin.system.open(Kept(standin.rights), "", chosen)
    placed = VoucherLineOut(INTEREST, -100, department="Nord", project="7")
    mine.post(VoucherOut("K", "3", MARCH, "Interest", (line(RECEIVABLE, 100), placed)))
    paid, income = standin.books.drafts
    assert "project" not in paid  # a payment has no place for it
    assert income["departmentalDistribution"] == {"departmentalDistributionNumber": 12}
    assert income["project"] == {"projectNumber": 7}
    assert Decimal(str(paid["amount"])) + Decimal(str(income["amount"])) == 0
    unknown = VoucherLineOut(INTEREST, -100, department="Syd")
    with pytest.raises(Refused, match="knows departments by number, and “Syd” is none"):
        mine.post(VoucherOut("K", "4", MARCH, "Interest", (line(RECEIVABLE, 100), unknown)))


def test_a_day_without_an_accounting_year_is_said(books: Books) -> None:
    voucher = VoucherOut("K", "3", date(2027, 1, 2), "Interest", (line(RECEIVABLE, 100), VoucherLineOut(INTEREST, -100)))
    with pytest.raises(Refused, match="no accounting year that holds"):
        books.post(voucher)


def test_a_voucher_is_found_by_its_whole_name(books: Books) -> None:
    books.post(payment("K17", 25_000))
    assert books.posted(payment("K1", 25_000)) == ""
    silent = VoucherOut("K", "1", MARCH, "", (VoucherLineOut(BANK, 100), line(RECEIVABLE, -100)))
    assert books.post(silent) == books.posted(silent)
    assert escaped("K(1)*") == "K$(1$)$*"


def test_debits_meet_credits() -> None:
    voucher = VoucherOut("K", "1", MARCH, "", (
        VoucherLineOut("a", 100), VoucherLineOut("b", -30), VoucherLineOut("c", -90), VoucherLineOut("d", 20),
    ))  # fmt: skip
    told = [(pair.debit.account, pair.credit.account, pair.amount) for pair in pairs(voucher)]
    assert told == [("a", "b", 30), ("a", "c", 70), ("d", "c", 20)]


def test_what_is_matched_by_hand_while_the_whole_is_read_is_a_change_later(standin: EconomicStandIn, books: Books) -> None:
    paid = standin.books.payment(1, Decimal("-1250.00"), MARCH, "Overførsel")
    reads = list(books.read("items"))
    assert [bool(read.items) for read in reads] == [True, True]
    standin.books.match(paid, 900_001)
    assert items(books, reads[0].cursor)["900002"]  # goes on with the invoices
    assert items(books, reads[1].cursor)["900001"].item.open_amount == Money(0, "DKK")


def test_a_hundred_changes_take_few_requests(standin: EconomicStandIn, books: Books) -> None:
    for number in range(1001, 1101):
        standin.invoice(str(number), "1", Decimal("100.00"), JAN, FEB)
    cursor = last(books.read("items")).cursor
    for number in range(1001, 1101):
        standin.pay(str(number), Decimal("100.00"), MARCH)
    before = len(standin.server.asked)
    mine = opened(standin)
    assert len(items(mine, cursor)) == 100
    assert len(standin.server.asked) - before <= 5


def test_tokens_that_are_pasted_are_tried(standin: EconomicStandIn) -> None:
    system = Economic(Vendor(standin.server.url))
    assert [each.name for each in system.fields] == ["secret", "grant"]
    assert system.allowed({"secret": " secret-1 ", "grant": "grant-1"}, "") == {"secret": "secret-1", "grant": "grant-1"}
    with pytest.raises(Refused, match="does not know these tokens") as caught:
        system.allowed({"secret": "secret-1", "grant": "grant-9"}, "")
    assert "grant-9" not in str(caught.value)


def test_where_there_is_an_app_the_systems_page_grants_access(standin: EconomicStandIn) -> None:
    system = Economic(Vendor(standin.server.url, "https://login.economic.example/request", "public-1", "secret-1"))
    page = urlsplit(system.consent("state-1", "https://krav.example/back"))
    told = parse_qs(page.query)
    assert system.fields == ()
    assert told["appPublicToken"] == ["public-1"]
    assert told["redirectUrl"] == ["https://krav.example/back?state=state-1"]
    assert system.allowed({"token": "grant-1", "state": "state-1"}, "https://krav.example/back") == {"grant": "grant-1"}
    assert [each.name for each in Economic(Vendor(standin.server.url, client_secret="secret-1")).fields] == ["grant"]


def test_a_grant_that_was_taken_back_does_not_show_in_what_is_said(standin: EconomicStandIn, books: Books) -> None:
    standin.revoke()
    with pytest.raises(NotAllowed) as caught:
        list(books.companies())
    assert "grant-1" not in str(caught.value)


def ledger(standin: StandIn) -> Ledger:
    """The books behind the stand-in."""
    assert isinstance(standin, EconomicStandIn)
    return standin.books
