"""Vouchers on their way out come to nothing, and are written so that they can be read again."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from krav.formats import saft, sie
from krav.formats.sie.books import read_books
from krav.formats.vouchers import BooksOut, VoucherLineOut, VoucherOut
from krav.kernel.refusal import KravError
from tests.formats.ledger_files import INTEREST, PAID, books

_WORDS = st.text("abcåäöÅÄÖéü ,.-/'\"()0123456789ABC", max_size=20).map(lambda text: " ".join(text.split()))
_NUMBERS = st.text("0123456789ABCDEF", min_size=1, max_size=8)


@st.composite
def _vouchers(draw: st.DrawFn) -> VoucherOut:
    amounts = draw(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=4))
    lines = [
        VoucherLineOut(
            str(draw(st.integers(1000, 8999))), amount, draw(_WORDS), "", "", draw(_NUMBERS | st.just("")), draw(_NUMBERS)
        )
        for amount in (*amounts, -sum(amounts))
    ]
    on = draw(st.dates(date(2026, 1, 1), date(2026, 1, 31)))
    return VoucherOut(draw(st.sampled_from(["", "A", "K"])), draw(_NUMBERS), on, draw(_WORDS), tuple(lines))


def _read_again(data: bytes) -> tuple[VoucherOut, ...]:
    return tuple(
        VoucherOut(
            each.series, each.number, each.on, each.text,
            tuple(VoucherLineOut(line.account, line.amount, line.text, "", "", line.objects.get("1", ""),
                                 line.objects.get("6", "")) for line in each.lines),
        )
        for each in read_books(data, "vouchers.si").vouchers
    )  # fmt: skip


@given(st.lists(_vouchers(), max_size=3))
@settings(max_examples=60, deadline=None)
def test_what_is_written_as_sie_is_read_the_same(vouchers: list[VoucherOut]) -> None:
    written = sie.write(books(tuple(vouchers)))
    assert _read_again(written) == tuple(vouchers)
    read = read_books(written, "vouchers.si")
    assert (read.company, read.encoding, read.kind, read.made_on) == ("Åbergs Måleri AB", "PC8", "4", date(2026, 2, 1))


def test_a_sie_file_is_written_as_the_standard_asks_for() -> None:
    written = sie.write(books((INTEREST,)))
    assert written.count(b"\r\n") == written.count(b"\n")
    assert written.startswith(b"#FLAGGA 0\r\n#PROGRAM")
    lines = written.decode("cp437").splitlines()
    assert '#VER "K" "1" 20260105 "Ränta på \\"faktura\\" 1001" 20260201' in lines
    assert '#TRANS 1510 {1 "Syd"} 123.45 20260105 "Faktnr: R1, Namn: Kund 7 Ägare"' in lines
    assert '#OBJEKT 6 "P 9" "P 9"' in lines


def test_letters_that_cp437_lacks_become_the_nearest_or_a_question_mark() -> None:
    text = "Sørensen – “Ćelik” 漢 σ\x07\\"
    line = replace(INTEREST, text=text)
    assert _read_again(sie.write(books((line,))))[0].text == 'Sörensen - "Celik" ? ??/'


def test_the_invoice_and_its_payment_are_one_open_item_again() -> None:
    (item,) = sie.read(sie.write(books((INTEREST, PAID))), "k.si").items
    assert (item.number, item.customer.name, str(item.amount), str(item.open_amount)) == (
        "R1", "Kund 7 Ägare", "123.45 SEK", "100.00 SEK",
    )  # fmt: skip
    ledger = saft.read(saft.write(books((INTEREST, PAID), "NOK")), "k.xml")
    (open_item,) = ledger.items
    assert (open_item.number, open_item.customer.number, str(open_item.open_amount)) == ("R1", "7", "100.00 NOK")
    assert ledger.everything
    assert ledger.until_on == date(2026, 1, 31)


def test_saft_says_each_posting_its_analyses_and_totals() -> None:
    root = etree.fromstring(saft.write(books((INTEREST, PAID), "NOK")))
    lines = root.findall(".//{*}Transaction/{*}Line")
    assert [(line.findtext("{*}AccountID"), line.findtext("{*}DebitAmount/{*}Amount")) for line in lines] == [
        ("1510", "123.45"), ("8313", None), ("1930", "23.45"), ("1510", None),
    ]  # fmt: skip
    assert lines[0].findtext("{*}Analysis/{*}AnalysisID") == "Syd"
    assert root.findtext(".//{*}TotalDebit") == root.findtext(".//{*}TotalCredit") == "146.90"
    balances = {each.findtext("{*}AccountID"): each for each in root.findall(".//{*}GeneralLedgerAccounts/{*}Account")}
    assert balances["1510"].findtext("{*}ClosingDebitBalance") == "100.00"
    assert balances["8313"].findtext("{*}ClosingCreditBalance") == "123.45"


def test_saft_leaves_out_what_xml_cannot_carry_and_refuses_numbers_that_are_too_long() -> None:
    root = etree.fromstring(saft.write(books((replace(INTEREST, text="a\x0bb"),), "NOK")))
    assert root.findtext(".//{*}Transaction/{*}Description") == "ab"
    with pytest.raises(KravError, match="more than the 70 letters"):
        saft.write(books((replace(INTEREST, series="K" * 70),), "NOK"))


def _out_of_balance() -> BooksOut:
    return books((replace(INTEREST, lines=INTEREST.lines[:1]),))


def _out_of_period() -> BooksOut:
    return books((replace(INTEREST, on=date(2026, 2, 1)),))


def test_vouchers_that_do_not_come_to_nothing_are_refused() -> None:
    with pytest.raises(KravError, match=r"K1 does not come to nothing: its postings make 123\.45 SEK"):
        _out_of_balance()


def test_vouchers_of_another_period_are_refused() -> None:
    with pytest.raises(KravError, match="outside the period from 2026-01-01 to 2026-01-31"):
        _out_of_period()


def test_accounts_must_be_named() -> None:
    whole = books((INTEREST,))
    with pytest.raises(KravError, match="account 1510, which has no name"):
        replace(whole, accounts=())


def test_customers_must_be_described() -> None:
    whole = books((INTEREST,))
    with pytest.raises(KravError, match="customer 7, who is not described"):
        replace(whole, customers=())
