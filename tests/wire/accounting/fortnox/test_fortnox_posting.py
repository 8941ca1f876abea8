"""A voucher is in Fortnox once, whole, and moves what it should, though it takes several requests and any may be lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Minor
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import Chosen
from krav.wire.broken import Broken, Refused, Uncertain
from tests.wire.accounting.contract import FEB, JAN, MARCH, items, last, posted_surely
from tests.wire.accounting.fortnox.standin import FortnoxStandIn
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept


@pytest.fixture
def books(books: Books, standin: FortnoxStandIn) -> Books:
    standin.invoice("1", "1", Decimal(1250), JAN, FEB)
    standin.invoice("2", "1", Decimal(500), JAN, FEB)
    return books


def line(account: str, minor: Minor, invoice: str = "1") -> VoucherLineOut:
    return VoucherLineOut(account, minor, "", "1", invoice)


def voucher(name: str, *lines: VoucherLineOut, not_payment: bool = False) -> VoucherOut:
    return VoucherOut(name[0], name[1:], MARCH, f"Voucher {name}", lines, not_payment)


def money(name: str, *shares: tuple[str, Minor]) -> VoucherOut:
    total = sum(minor for _, minor in shares)
    return voucher(name, VoucherLineOut("1920", total), *(line("1500", -minor, invoice) for invoice, minor in shares))


@pytest.mark.parametrize("fault", [Told(cut=True), Told(500, {})])
@pytest.mark.parametrize("place", range(5))
def test_whichever_answer_is_lost_it_is_there_once(books: Books, standin: FortnoxStandIn, place: int, fault: Told) -> None:
    wanted = money("K17", ("1", 25_000), ("2", 50_000))
    standin.server.faulty = standin.is_write
    standin.server.faults.extend([None] * place + [fault])
    number = posted_surely(books, wanted)
    assert not standin.server.faults
    assert standin.posted() == ["K17 Voucher K17"]
    assert standin.rest("1") == 1000
    assert standin.rest("2") == 0
    assert [row["Booked"] for row in standin.payments.values()] == [True, True]
    assert books.posted(wanted) == books.post(wanted) == number
    assert standin.rest("1") == 1000
    assert len(standin.payments) == 2


def test_it_is_there_when_all_of_it_is(books: Books, standin: FortnoxStandIn) -> None:
    standin.server.faulty = standin.is_write
    standin.server.faults.extend([None, None, Told(500, {})])
    wanted = money("K17", ("1", 25_000))
    with pytest.raises(Uncertain):
        books.post(wanted)
    assert standin.posted()
    assert standin.rest("1") == 1250
    assert books.posted(wanted) == ""
    assert books.post(wanted) == books.posted(wanted)
    assert standin.rest("1") == 1000
    assert len(standin.posted()) == 1


def test_two_payments_that_look_the_same_are_two(books: Books, standin: FortnoxStandIn) -> None:
    first, second = money("K17", ("1", 25_000)), money("K18", ("1", 25_000))
    standin.server.faulty = standin.is_write
    standin.server.faults.extend([None, None, Told(500, {})])
    with pytest.raises(Uncertain):
        books.post(first)
    assert books.posted(second) == ""
    assert books.post(second)
    assert standin.rest("1") == 1000
    assert books.post(first) != books.post(second)
    assert standin.rest("1") == 750
    assert (len(standin.posted()), len(standin.payments)) == (2, 2)


def test_a_draft_of_somebody_elses_is_left_alone(books: Books, standin: FortnoxStandIn) -> None:
    draft = standin._pay(
        {"InvoiceNumber": 1, "Amount": Decimal(250), "PaymentDate": str(MARCH), "ModeOfPaymentAccount": 1930}
    )
    books.post(money("K17", ("1", 25_000)))
    assert not draft["Booked"]
    assert standin.rest("1") == 1000


def test_what_somebody_set_off_in_the_same_words_is_theirs(books: Books, standin: FortnoxStandIn) -> None:
    standin.paid("1", Decimal(250), MARCH, ModeOfPaymentAccount=1500)
    books.post(money("K17", ("1", 25_000)))
    assert standin.rest("1") == 750


def test_what_is_refused_leaves_nothing_behind(books: Books, standin: FortnoxStandIn) -> None:
    with pytest.raises(Refused, match="Kan inte hitta kontot"):
        books.post(voucher("K17", VoucherLineOut("9999", 25_000), line("1500", -25_000)))
    assert not standin.payments
    assert not standin.vouchers
    with pytest.raises(Refused, match="Kan inte hitta kontot"):
        books.post(voucher("K17", VoucherLineOut("1920", 200), line("1500", -100), line("1599", -100, "2")))
    assert not standin.payments
    with pytest.raises(Refused, match="four digits"):
        books.post(voucher("K17", VoucherLineOut("bank", 25_000), line("1500", -25_000)))


def test_one_number_stands_by_all_that_a_voucher_moved(books: Books, standin: FortnoxStandIn) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(money("K17", ("1", 25_000), ("2", 50_000)))
    found = items(books, cursor)
    assert [[move.voucher for move in each.movements] for each in found.values()] == [[number], [number]]


def test_a_charge_is_in_the_general_ledger_and_no_item_tells_of_it(books: Books, standin: FortnoxStandIn) -> None:
    cursor = last(books.read("items")).cursor
    books.post(voucher("K1", line("1500", 6_000), line("3590", -6_000)))
    books.post(voucher("K2", line("1500", 50_000, "R7"), line("8050", -50_000, "R7")))
    books.post(voucher("K3", line("1500", -6_000), line("3590", 6_000)))
    assert len(standin.posted()) == 3
    assert not standin.payments
    assert items(books, cursor) == {}


def test_money_beyond_the_rest_stays_in_the_general_ledger(books: Books, standin: FortnoxStandIn) -> None:
    books.post(money("K1", ("1", 131_000)))
    assert standin.rest("1") == 0
    books.post(money("K2", ("1", 1_000)))
    assert standin.rest("1") == 0
    assert (len(standin.posted()), len(standin.payments)) == (2, 1)


def test_money_that_went_back_is_owed_again(books: Books, standin: FortnoxStandIn) -> None:
    books.post(money("K1", ("1", 25_000)))
    books.post(money("K2", ("1", -25_000)))
    assert standin.rest("1") == 1250


def test_what_is_given_up_is_a_write_off_and_a_given_up_fee_no_part_of_it(books: Books, standin: FortnoxStandIn) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(voucher("V1", line("1500", -131_000), line("6351", 125_000), line("3590", 6_000), not_payment=True))
    (row,) = standin.payments.values()
    assert row["WriteOffs"][0]["TransactionInformation"] == "V1 Voucher V1"
    found = items(books, cursor)["1"].movements
    assert [(each.kind, each.amount.minor, each.voucher) for each in found] == [("write_off", -125_000, number)]


def test_money_for_what_was_lost_leaves_the_rest_as_it_is(books: Books, standin: FortnoxStandIn) -> None:
    books.post(voucher("V1", line("1500", -125_000), line("6351", 125_000), not_payment=True))
    books.post(money("K2", ("1", 20_000)))
    books.post(voucher("V2", line("1500", 20_000), line("6351", -20_000)))
    assert standin.rest("1") == 0
    assert len(standin.payments) == 1


def test_a_loss_that_is_taken_back_is_owed_again_without_the_costs_beside_it(books: Books, standin: FortnoxStandIn) -> None:
    lost = line("1500", -129_000), line("6351", 125_000), line("1681", 4_000)
    books.post(voucher("V1", *lost, not_payment=True))
    assert standin.rest("1") == 0
    books.post(voucher("V2", *(each._replace(amount=-each.amount) for each in lost), not_payment=True))
    assert standin.rest("1") == 1250


def test_what_fortnox_does_not_have_or_has_void_moves_nothing(books: Books, standin: FortnoxStandIn) -> None:
    standin.void("2")
    books.post(money("K17", ("R12", 100), ("2", 100), ("77", 100)))
    assert standin.posted() == ["K17 Voucher K17"]
    assert not standin.payments


def test_an_invoice_in_another_currency_is_left_to_a_person(books: Books, standin: FortnoxStandIn) -> None:
    standin.bills["1"]["Currency"] = "EUR"
    with pytest.raises(Refused, match="invoice 1 in EUR"):
        books.post(money("K17", ("2", 100), ("1", 25_000)))
    assert not standin.payments


def test_a_voucher_stands_in_its_own_year(books: Books, standin: FortnoxStandIn) -> None:
    old = replace(money("K17", ("1", 25_000)), on=JAN.replace(year=2025))
    number = books.post(old)
    assert number == "A1/1"
    assert books.post(money("K18", ("1", 25_000))) == "A1/2"
    assert books.posted(old) == number
    with pytest.raises(Refused, match="no financial year for 2019-01-02"):
        books.post(replace(old, on=JAN.replace(year=2019)))


def test_series_places_and_mode_are_as_chosen_there_and_here(books: Books, standin: FortnoxStandIn) -> None:
    standin.modes.append({"Code": "KRAV", "AccountNumber": "1500"})
    chosen = Chosen(journal="K", places={"Oslo": "OSL"})
    mine = Fortnox(standin.vendor).open(Kept(standin.rights), "", chosen)
    number = mine.post(voucher(
        "K17", VoucherLineOut("1920", 100), VoucherLineOut("1500", -100, "Paid", "1", "1", "Oslo", "P9"),
    ))  # fmt: skip
    made = next(row for row in standin.vouchers if row["ReferenceType"] == "MANUAL")
    assert number == "K1/2"
    assert made["VoucherRows"][1] == {
        "Account": 1500, "Debit": 0, "Credit": 1, "TransactionInformation": "Paid", "CostCenter": "OSL", "Project": "P9",
    }  # fmt: skip
    assert next(iter(standin.payments.values()))["ModeOfPayment"] == "KRAV"


def test_a_voucher_is_found_though_the_list_keeps_its_comment_to_itself(books: Books, standin: FortnoxStandIn) -> None:
    standin.silent = frozenset({"Comments"})
    wanted = money("K17", ("1", 25_000))
    number = books.post(wanted)
    assert books.post(wanted) == books.posted(wanted) == number
    assert books.posted(money("K1", ("1", 25_000))) == ""
    assert len(standin.posted()) == 1


def test_a_busy_system_books_once(books: Books, standin: FortnoxStandIn) -> None:
    standin.server.faulty = standin.is_write
    standin.server.faults.extend([Told(429, {}), Told(503, {})])
    with pytest.raises((Uncertain, Broken)):
        books.post(money("K17", ("1", 25_000)))
    assert books.post(money("K17", ("1", 25_000)))
    assert standin.rest("1") == 1000
