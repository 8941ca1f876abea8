"""Xledger: matches without a word of who paid whom, imports that wait to be booked, and changes kept for three days."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.money import Money
from krav.wire import clock
from krav.wire.accounting.protocol import Books
from krav.wire.accounting.values import Chosen
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable
from tests.wire.accounting.contract import (
    BANK,
    FEB,
    INTEREST,
    JAN,
    MARCH,
    RECEIVABLE,
    Contract,
    customers,
    items,
    last,
    line,
    payment,
)
from tests.wire.accounting.server import Told
from tests.wire.accounting.standin import Kept, StandIn, opened
from tests.wire.accounting.xledger.standin import PDF, TOKEN, XledgerStandIn, standing_in


@pytest.fixture
def standin() -> Iterator[XledgerStandIn]:
    with standing_in() as found:
        yield found


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []
    monkeypatch.setattr(clock, "wait", found.append)
    return found


@pytest.fixture
def books(standin: XledgerStandIn, waited: list[float]) -> Books:
    standin.customer("1", "Havblikk AS")
    standin.invoice("900001", "1", Decimal("1250.00"), JAN, FEB)
    return opened(standin)


def wrong(code: str, said: str = "Too many requests") -> Told:
    return Told(200, {"errors": [{"message": said, "code": code}]})


class TestXledger(Contract):
    """The stories of every system. What is posted waits among the imports, and moves a rest once Xledger has booked it."""

    @pytest.mark.usefixtures("books")
    def test_access_that_is_over_is_got_anew(self, standin: StandIn) -> None:
        """Nothing gets a new token but a person."""
        mine = opened(standin)
        assert items(mine).keys() == {"900001", "900002"}
        standin.end_access()
        with pytest.raises(NotAllowed, match="Connect it again"):
            items(mine)

    def test_a_write_off_lowers_the_rest_and_is_no_payment(self, books: Books, standin: StandIn) -> None:
        """Its text says so, and is read."""
        cursor = last(books.read("items")).cursor
        voucher = VoucherOut(
            "V", "20260001", MARCH, "Loss", (line(RECEIVABLE, -125_000), line(BANK, 125_000)), not_payment=True
        )
        books.post(voucher)
        standin.book()
        assert standin.rest("900001") == 0
        assert [each.kind for each in items(books, cursor)["900001"].movements] == ["write_off"]


def test_what_waits_among_the_imports_lowers_nothing_until_it_is_booked(books: Books, standin: XledgerStandIn) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(payment("K17", 25_000))
    assert standin.rest("900001") == Decimal("1250.00")
    assert items(books, cursor) == {}
    standin.book()
    assert [each.voucher for each in items(books, cursor)["900001"].movements] == [number]


def test_a_token_that_is_pasted_is_tried(standin: XledgerStandIn, waited: list[float]) -> None:
    assert standin.system.allowed({"token": f" {TOKEN}\n"}, "") == {"token": TOKEN}
    with pytest.raises(Refused, match="does not know this token"):
        standin.system.allowed({"token": "another"}, "")
    assert standin.system.ready
    assert standin.system.consent("state", "back") == ""


def test_a_token_of_the_wrong_form_is_a_connection_to_make_anew(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faults.append(wrong("", 'Bad format for API Token. Expected header: "Authorization: token <your-token>"'))
    with pytest.raises(NotAllowed, match="Connect it again"):
        items(books)


@pytest.mark.parametrize("code", ["BAD_REQUEST.BURST_RATE_LIMIT_REACHED", "BAD_REQUEST.CONCURRENCY_LIMIT_REACHED"])
def test_a_full_house_that_answers_200_is_asked_later(
    books: Books, standin: XledgerStandIn, waited: list[float], code: str
) -> None:
    standin.server.faults.append(wrong(code))
    assert items(books).keys() == {"900001"}
    assert max(waited) >= 3


def test_a_house_that_stays_full_is_given_up(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faults.extend([wrong("BAD_REQUEST.BURST_RATE_LIMIT_REACHED")] * 5)
    with pytest.raises(Unreachable, match="too much to do: Too many requests"):
        items(books)


def test_a_month_that_is_used_up_is_not_asked_again_and_again(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faults.append(wrong("BAD_REQUEST.INSUFFICIENT_CREDITS", "Not enough credits"))
    before = len(standin.server.asked)
    with pytest.raises(Unreachable, match="Not enough credits"):
        items(books)
    assert len(standin.server.asked) == before + 1


def test_a_page_that_takes_too_long_is_asked_for_smaller(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faults.append(wrong("", "Your query timed out."))
    assert items(books).keys() == {"900001"}
    assert "first: 5000" in standin.server.asked[0].body["query"]
    assert "first: 1000" in standin.server.asked[1].body["query"]


@pytest.mark.parametrize(
    "lost",
    [
        wrong("", "Your query timed out."),
        wrong("", "Internal server error"),
        Told(200, b"<html>", {"Content-Type": "text/html"}),
    ],
)
def test_a_write_that_is_neither_taken_nor_refused_is_uncertain(books: Books, standin: XledgerStandIn, lost: Told) -> None:
    standin.server.faulty = standin.is_write
    standin.server.faults.append(lost)
    with pytest.raises(Uncertain):
        books.post(payment("K17", 100))


def test_a_full_house_has_begun_no_write(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faulty = standin.is_write
    standin.server.faults.append(wrong("BAD_REQUEST.BURST_RATE_LIMIT_REACHED"))
    assert books.post(payment("K17", 100)) == "Krav K17"
    assert len(standin.posted()) == 1


def test_a_field_that_is_gone_is_said_in_its_words(books: Books, standin: XledgerStandIn) -> None:
    standin.server.faults.append(wrong("", "Cannot query field `lateFee` on type `ARTransaction`"))
    with pytest.raises(Refused, match="Cannot query field"):
        items(books)


def test_money_that_is_matched_with_nothing_is_an_item_until_it_is(books: Books, standin: XledgerStandIn) -> None:
    row = standin.transact("CB", "1", Decimal("-300.00"), FEB)
    number = f"{row['transactionHeader']['transactionNumber']}-{row['dbId']}"
    found = items(books)
    assert found[number].item.open_amount == Money(-30_000, "NOK")
    assert found[number].item.kind == "payment"
    cursor = last(books.read("items")).cursor
    row["invoiceNumber"] = "900001"
    standin.match(row)
    standin.lists["arTransaction_deltas"].append({"cursor": 999_999, "dbId": row["dbId"], "mutationType": "UPDATED"})
    found = items(books, cursor)
    assert found[number].item.open_amount == Money(0, "NOK")
    assert [(each.on, each.amount.minor) for each in found["900001"].movements] == [(FEB, -30_000)]


def test_one_payment_of_two_invoices_is_shared_by_what_is_left_of_them(books: Books, standin: XledgerStandIn) -> None:
    cursor = last(books.read("items")).cursor
    standin.invoice("900002", "1", Decimal("500.00"), JAN, MARCH)
    paid = standin.transact("CB", "1", Decimal("-1450.00"), MARCH)
    for number, part in (("900001", 1250), ("900002", 200)):
        standin.found(number)["invoiceRemaining"] -= part
        standin.found(number)["matchId"] = 77
    paid |= {"invoiceRemaining": Decimal(0), "matchId": 77}
    found = items(books, cursor)
    assert found.keys() == {"900001", "900002"}
    assert [each.amount.minor for each in found["900001"].movements] == [-125_000]
    assert [each.amount.minor for each in found["900002"].movements] == [-20_000]
    assert found["900002"].item.open_amount == Money(30_000, "NOK")


def test_a_credit_note_is_open_until_it_is_matched_and_then_a_credit(books: Books, standin: XledgerStandIn) -> None:
    standin.invoice("C1", "1", Decimal("-250.00"), FEB, FEB)
    assert items(books)["C1"].item.kind == "credit"
    cursor = last(books.read("items")).cursor
    standin.void("900001")
    (moved,) = items(books, cursor)["900001"].movements
    assert (moved.kind, moved.amount.minor) == ("credit", -125_000)


def test_our_charge_in_the_ledger_bears_our_name(books: Books, standin: XledgerStandIn) -> None:
    cursor = last(books.read("items")).cursor
    number = books.post(VoucherOut("P", "3", MARCH, "Fee", (line(RECEIVABLE, 3_500), line(INTEREST, -3_500))))
    standin.book()
    (found,) = (each for each in items(books, cursor).values() if each.item.number != "900001")
    assert (found.voucher, found.item.amount, found.item.reference) == (number, Money(3_500, "NOK"), "")


def test_what_xledger_cannot_book_is_said(books: Books, standin: XledgerStandIn) -> None:
    voucher = VoucherOut("K", "9", MARCH, "Payment", (VoucherLineOut(BANK, 100), VoucherLineOut(RECEIVABLE, -100)))
    books.post(voucher)
    standin.book()
    with pytest.raises(Refused, match=r"Krav K9 .* cannot book it: Subledger and account 1500 do not go together"):
        books.posted(voucher)


def test_half_a_voucher_is_not_taken_for_a_whole_one(books: Books, standin: XledgerStandIn) -> None:
    books.post(payment("K17", 100))
    standin.lists["glImportItems"].pop()
    with pytest.raises(Refused, match="only 1 of the 2 postings of voucher Krav K17"):
        books.post(payment("K17", 100))
    assert len(standin.posted()) == 1


def test_places_are_sent_by_the_names_that_were_chosen(books: Books, standin: XledgerStandIn) -> None:
    standin.chosen = replace(standin.chosen, places={"south": "20"}, journal="KR")
    sides = (VoucherLineOut(BANK, 100), VoucherLineOut(INTEREST, -100, department="south", project="P1"))
    opened(standin).post(VoucherOut("K", "8", MARCH, "Interest", sides))
    sent = standin.lists["glImportItems"][1]
    assert (sent["glObject1"], sent["project"], sent["transactionSource"]) == (
        {"code": "20"},
        {"code": "P1"},
        {"code": "KR"},
    )
    standin.book()
    assert (
        opened(standin).posted(VoucherOut("K", "8", MARCH, "Interest", sides)) == "Krav K8"
    )  # no customer's row tells of it


def test_changes_that_are_forgotten_are_read_anew_with_what_was_paid(books: Books, standin: XledgerStandIn) -> None:
    cursor = json.loads(last(books.read("items")).cursor)
    cursor["at"] = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    standin.invoice("900002", "1", Decimal("80.00"), JAN, FEB)
    standin.pay("900001", Decimal("1250.00"), clock.today())
    standin.lists["arTransaction_deltas"].clear()
    found = items(books, json.dumps(cursor))
    assert found.keys() >= {"900001", "900002"}
    assert found["900001"].item.open_amount == Money(0, "NOK")
    assert [each.amount.minor for each in found["900001"].movements] == [-125_000]


def test_what_is_older_than_was_chosen_is_left_alone(standin: XledgerStandIn, books: Books) -> None:
    standin.invoice("900002", "1", Decimal("80.00"), date(2026, 3, 1), date(2026, 4, 1))
    standin.chosen = Chosen(since=FEB)
    assert items(opened(standin)).keys() == {"900002"}


def test_customers_that_changed_are_asked_for_by_the_hour_of_the_system(standin: XledgerStandIn, books: Books) -> None:
    standin.lists["customers"][0]["modifiedAt"] = "2026-01-01T12:00:00"
    cursor = last(books.read("customers")).cursor
    standin.customer("3", "Tangen AS")
    found = [party.name for read in books.read("customers", cursor) for party in read.customers]
    assert found == ["Tangen AS"]


def test_a_persons_number_is_not_kept(standin: XledgerStandIn, books: Books) -> None:
    standin.customer("4", "Ola Eriksen", company_number="010190 12345")
    found = {party.number: party for party in customers(books)}
    assert found["4"].company_number == ""
    assert (found["1"].company_number, found["1"].city, found["1"].country) == ("987654321", "Bergen", "NO")


def test_a_letter_that_xledger_sent_is_told_with_its_invoice(standin: XledgerStandIn, books: Books) -> None:
    standin.found("900001").update(reminderDate="2026-02-16", lateFee=Decimal("35.00"))
    (letter,) = (each for read in books.read("items") for each in read.reminders)
    assert (letter.invoice, letter.on, letter.fee) == ("900001", date(2026, 2, 16), Money(3_500, "NOK"))


def test_a_reference_is_the_payment_reference(standin: XledgerStandIn, books: Books) -> None:
    standin.found("900001")["paymentReference"] = "000001234567"
    assert items(books)["900001"].item.reference == "000001234567"


def test_the_paper_is_asked_for_at_the_system_only(standin: XledgerStandIn, books: Books) -> None:
    found = items(books)["900001"]
    paper = books.document(found.id)
    assert paper is not None
    assert paper.content == PDF
    standin.found("900001")["invoiceFile"] = {"url": "https://elsewhere.example/files/1"}
    assert books.document(found.id) is None


def test_the_token_is_in_no_words(standin: XledgerStandIn, books: Books) -> None:
    standin.revoke()
    with pytest.raises(NotAllowed) as error:
        items(opened(standin, Kept({"token": TOKEN})))
    assert TOKEN not in str(error.value)


def test_a_hundred_changes_take_three_requests(standin: XledgerStandIn, books: Books) -> None:
    standin.invoices(200)
    cursor = last(books.read("items")).cursor
    for each in range(1, 101):
        standin.pay(str(each), Decimal("100.00"), MARCH)
    before = len(standin.server.asked)
    assert len(items(books, cursor)) == 100
    assert len(standin.server.asked) - before == 3


def test_a_reversal_under_the_number_of_its_invoice_is_told_with_it(standin: XledgerStandIn, books: Books) -> None:
    cursor = last(books.read("items")).cursor
    back = standin.transact("AR", "1", Decimal("-250.00"), FEB, invoiceNumber="900001")
    standin.lists["arTransaction_deltas"][-1]["mutationType"] = "UPDATED"
    standin.match(back)
    assert items(books, cursor)["900001"].item.open_amount == Money(100_000, "NOK")


def test_the_department_of_an_invoice_is_read(standin: XledgerStandIn, books: Books) -> None:
    standin.found("900001")["glDimension"] = {"glObject1": {"code": "20"}}
    assert items(books)["900001"].department == "20"
