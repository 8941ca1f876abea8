"""Tripletex: its sessions, its sparse lists, its letters, and payments that have no text of their own."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Money
from krav.wire import clock
from krav.wire.accounting.tripletex import asking
from krav.wire.accounting.tripletex.books import TripletexBooks
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Broken, Refused, Uncertain
from tests.wire.accounting.contract import FEB, JAN, MARCH, Contract, items, last, line, payment
from tests.wire.accounting.server import Asked, Told
from tests.wire.accounting.standin import Kept, opened
from tests.wire.accounting.tripletex.standin import PASSAGE, RECEIVABLE, TripletexStandIn, standing_in


@pytest.fixture
def standin() -> Iterator[TripletexStandIn]:
    with standing_in() as found:
        yield found


class TestTripletex(Contract):
    """The stories of every system."""


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(clock, "wait", found.append)
    return found


@pytest.fixture
def books(standin: TripletexStandIn, waited: list[float]) -> TripletexBooks:
    standin.customer("1", "Havblikk AS", manager="kari@fjord.example")
    standin.invoice("900001", "1", Decimal("1250.00"), JAN, FEB)
    found = opened(standin)
    assert isinstance(found, TripletexBooks)
    return found


def is_payment(asked: Asked) -> bool:
    return asked.path.endswith(":payment")


def test_a_token_that_is_pasted_becomes_a_session(standin: TripletexStandIn) -> None:
    rights = standin.system.allowed({"employee": " employee-token "}, "")
    assert rights["employee"] == "employee-token"
    assert rights["session"] in standin.sessions
    assert standin.system.ready


def test_a_token_that_is_not_known_is_said_and_not_told(standin: TripletexStandIn) -> None:
    with pytest.raises(Refused, match="does not know this token") as error:
        standin.system.allowed({"employee": "a-secret"}, "")
    assert "a-secret" not in str(error.value)


def test_a_session_that_another_hand_got_is_used(standin: TripletexStandIn, books: TripletexBooks) -> None:
    kept = Kept(standin.rights)
    one, other = opened(standin, kept), opened(standin, kept)
    assert items(one).keys() == {"900001"}
    assert items(other).keys() == {"900001"}
    assert kept.renewals == 1


def test_an_accountant_opens_the_books_of_each_client(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.client(4711, "Havblikk Drift AS")
    assert [(each.id, each.party.name) for each in books.companies()] == [
        ("0", "Fjord Regnskap AS"),
        ("4711", "Havblikk Drift AS"),
    ]
    standin.company = "4711"
    assert items(opened(standin)).keys() == {"900001"}


def test_the_company_has_its_account(books: TripletexBooks) -> None:
    (company,) = books.companies()
    assert company.account == "15032080119"
    assert (company.party.city, company.party.country) == ("Bergen", "NO")


def test_a_customer_is_told_whole(books: TripletexBooks) -> None:
    party = items(books)["900001"].item.customer
    assert (party.number, party.kind, party.company_number) == ("1", "business", "923609016")
    assert (party.street, party.postcode, party.email, party.language) == ("Kaia 1", "5003", "post@havblikk.example", "nb")
    assert items(books)["900001"].manager == "kari@fjord.example"
    assert items(books)["900001"].item.reference == "900001"


def test_only_customers_that_changed_are_told_again(standin: TripletexStandIn, books: TripletexBooks) -> None:
    cursor = last(books.read("customers")).cursor
    standin.pass_time()
    standin.customer("2", "Bølgen Café")
    assert [each.number for each in last(books.read("customers", cursor)).customers] == ["2"]


def test_where_the_period_has_no_request_left_the_next_waits(
    standin: TripletexStandIn, books: TripletexBooks, waited: list[float]
) -> None:
    standin.remaining = 2
    items(books)
    assert waited == [7.0]


def test_changes_are_looked_for_among_what_may_change(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.invoice("900002", "1", Decimal(10), date(2019, 5, 2), date(2019, 6, 2))
    standin.pay("900002", Decimal(10), date(2019, 6, 2))
    cursor = last(books.read("items")).cursor
    items(books, cursor)
    assert standin.server.asked[-1].params["invoiceDateFrom"] == "2025-12-03"  # 180 days before; what is open is newer
    standin.invoice("900003", "1", Decimal(10), date(2020, 5, 2), date(2020, 6, 2))
    cursor = last(books.read("items")).cursor
    items(books, cursor)
    assert standin.server.asked[-1].params["invoiceDateFrom"] == "2020-05-02"


def test_what_is_older_is_left_alone(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.chosen = Chosen(since=date(2026, 1, 3))
    assert items(opened(standin)) == {}


def test_a_credit_note_names_its_invoice_wherever_that_is(standin: TripletexStandIn, books: TripletexBooks) -> None:
    cursor = last(books.read("items")).cursor
    standin.void("900001")
    found = items(books, cursor)
    assert found["1400001"].item.credits == "900001"
    assert found["1400001"].item.amount == Money(-125_000, "NOK")
    assert [each.kind for each in found["900001"].movements] == ["credit"]
    standin.charged["1400001"]["postings"].pop()  # it stands open, and its invoice is not among what is read
    standin.chosen = Chosen(since=FEB)
    assert items(opened(standin))["1400001"].item.credits == "900001"


def test_the_account_of_passage_comes_to_nothing(standin: TripletexStandIn, books: TripletexBooks) -> None:
    books.post(payment("K17", 25_000))
    assert standin.balance(PASSAGE) == 0
    assert standin.balance(1920) == Decimal("250.00")
    assert standin.balance(RECEIVABLE) == standin.rest("900001") == Decimal("1000.00")


def test_a_voucher_that_is_there_is_not_posted_again(standin: TripletexStandIn, books: TripletexBooks) -> None:
    assert books.post(payment("K17", 25_000)) == books.post(payment("K17", 25_000))
    assert (len(standin.posted()), standin.rest("900001")) == (1, Decimal("1000.00"))


@pytest.mark.parametrize("fault", [Told(cut=True), Told(500, {})])
def test_a_payment_whose_answer_is_lost_is_registered_once(
    standin: TripletexStandIn, books: TripletexBooks, fault: Told
) -> None:
    standin.server.faulty = is_payment
    standin.server.faults.append(fault)
    with pytest.raises(Uncertain):
        books.post(payment("K17", 25_000))
    assert books.posted(payment("K17", 25_000)) == ("2-2026" if fault.cut else "")
    assert books.post(payment("K17", 25_000))
    assert (standin.posted(), standin.rest("900001")) == (["K17 Payment K17"], Decimal("1000.00"))
    assert standin.balance(PASSAGE) == 0


def test_equal_payments_of_a_day_are_each_registered(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.server.faulty = is_payment
    standin.server.faults.append(Told(500, {}))
    with pytest.raises(Uncertain):
        books.post(payment("K17", 25_000))
    books.post(payment("K18", 25_000))
    assert books.post(payment("K17", 25_000))
    assert standin.rest("900001") == Decimal("750.00")
    found = [each.voucher for each in items(books)["900001"].movements]
    assert found == [books.posted(payment("K17", 25_000)), books.posted(payment("K18", 25_000))]


def test_ours_is_known_on_each_page(
    standin: TripletexStandIn, books: TripletexBooks, monkeypatch: pytest.MonkeyPatch
) -> None:
    standin.invoice("900002", "1", Decimal(100), JAN, FEB)
    number = books.post(payment("K17", 25_000))
    earlier = VoucherOut(
        "K", "18", FEB, "Payment", (VoucherLineOut("1920", 100), line("1500", -100)._replace(invoice="900002"))
    )
    other = books.post(earlier)
    monkeypatch.setattr(asking, "PAGE", 1)
    assert [each.voucher for row in items(books).values() for each in row.movements] == [number, other]


def test_what_a_person_books_is_not_taken_for_ours(standin: TripletexStandIn, books: TripletexBooks) -> None:
    books.post(payment("K17", 25_000))
    standin.pay("900001", Decimal(250), MARCH)
    ours, theirs = items(books)["900001"].movements
    assert ours.voucher == books.posted(payment("K17", 25_000))
    assert theirs.voucher not in {"", ours.voucher}


def test_a_fee_on_an_invoice_is_a_part_of_it_and_no_new_claim(standin: TripletexStandIn, books: TripletexBooks) -> None:
    cursor = last(books.read("items")).cursor
    fee = VoucherOut("G", "3", MARCH, "Fee", (line("1500", 3_500), VoucherLineOut("3950", -3_500)))
    number = books.post(fee)
    found = items(books, cursor)
    assert found.keys() == {"900001"}
    assert found["900001"].item.open_amount == Money(128_500, "NOK")
    assert [(each.amount.minor, each.kind, each.voucher) for each in found["900001"].movements] == [(3_500, "other", number)]
    assert found["900001"].item.amount == Money(125_000, "NOK")


def test_a_claim_that_is_ours_alone_stands_on_the_customer(standin: TripletexStandIn, books: TripletexBooks) -> None:
    lines = (VoucherLineOut("1500", 5_000, "", "1", "R7"), VoucherLineOut("8050", -5_000))
    books.post(VoucherOut("R", "7", MARCH, "Interest", lines))
    assert items(books).keys() == {"900001"}
    (sent,) = (each["sent"] for each in standin.postings if each["account"]["number"] == RECEIVABLE and "sent" in each)
    assert sent["customer"] == {"id": standin.customers["1"]["id"]}


def test_another_customers_invoice_of_the_same_number_is_left_alone(
    standin: TripletexStandIn, books: TripletexBooks
) -> None:
    standin.customer("2", "Bølgen Café")
    lines = (VoucherLineOut("1500", -5_000, "", "2", "900001"), VoucherLineOut("1920", 5_000))
    books.post(VoucherOut("K", "7", MARCH, "Payment", lines))
    assert standin.rest("900001") == Decimal("1250.00")


def test_what_is_given_up_is_no_payment(standin: TripletexStandIn, books: TripletexBooks) -> None:
    cursor = last(books.read("items")).cursor
    books.post(VoucherOut("V", "1", MARCH, "Loss", (line("1500", -125_000), line("3950", 125_000)), not_payment=True))
    assert [each.kind for each in items(books, cursor)["900001"].movements] == ["write_off"]


def test_places_go_by_the_systems_names(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.departments += [{"id": 31, "departmentNumber": "12"}, {"id": 32, "departmentNumber": "2"}]
    standin.projects.append({"id": 41, "number": "P9"})
    standin.chosen = Chosen(places={"Harbour": "2"})
    lines = (VoucherLineOut("1920", 100), VoucherLineOut("8050", -100, department="Harbour", project="P9"))
    opened(standin).post(VoucherOut("K", "9", MARCH, "Interest", lines))
    sent = standin.postings[-1]["sent"]
    assert (sent["department"], sent["project"]) == ({"id": 32}, {"id": 41})
    standin.chosen = Chosen(places={"Harbour": "3"})
    with pytest.raises(Refused, match="no department or project “3”"):
        opened(standin).post(VoucherOut("K", "10", MARCH, "Interest", lines))


def test_without_its_payment_type_nothing_is_posted_on_an_invoice(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.chosen = Chosen(journal="Inkasso")
    with pytest.raises(Refused, match="no payment type “Inkasso”"):
        opened(standin).post(payment("K17", 25_000))
    standin.chosen = Chosen(journal="Betalt til bank")
    with pytest.raises(Refused, match="debits a bank account"):
        opened(standin).post(payment("K17", 25_000))
    assert standin.posted() == []


def test_an_invoice_in_another_currency_is_not_posted_on(standin: TripletexStandIn, books: TripletexBooks) -> None:
    standin.charged["900001"] |= {"amount": Decimal(14_000), "currency": {"id": 5, "code": "EUR"}}
    assert items(books)["900001"].item.amount == Money(125_000, "EUR")
    with pytest.raises(Refused, match="another currency"):
        books.post(payment("K17", 25_000))


def test_a_customer_that_is_not_there_is_said(books: TripletexBooks) -> None:
    lines = (VoucherLineOut("1500", 100, "", "99", "R1"), VoucherLineOut("8050", -100))
    with pytest.raises(Broken, match="no customer 99"):
        books.post(VoucherOut("R", "1", MARCH, "Interest", lines))


def test_the_letters_that_the_system_sent_are_read(standin: TripletexStandIn, books: TripletexBooks) -> None:
    first = last(books.read("reminders"))
    assert first.reminders == ()
    standin.remind("900001", "SOFT_REMINDER", date(2026, 6, 1), Decimal(0))
    standin.remind("900001", "NOTICE_OF_DEBT_COLLECTION", date(2026, 6, 2), Decimal(35))
    standin.remind("900001", "DEBT_COLLECTION", date(2026, 6, 3), Decimal(0))
    found = last(books.read("reminders", first.cursor)).reminders
    assert [(each.invoice, each.kind, each.deadline_on, each.fee) for each in found] == [
        ("900001", "reminder", date(2026, 6, 15), None),
        ("900001", "notice", date(2026, 6, 16), Money(3_500, "NOK")),
    ]
