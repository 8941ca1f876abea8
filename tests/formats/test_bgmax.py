"""BgMax files of Bankgirot become payments, each with what its payer divided it into, and every sum and count checked."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import bgmax
from krav.formats.values import BankFileIn, FormatError, PaymentIn, ShareIn, StatementIn
from krav.kernel.money import Money

START = "01BGMAX               0120261005173035010331P"
DAY = date(2026, 10, 5)


def item(
    amount: int, reference: str = "", serial: int = 1, record: str = "20", code: str = "", sender: str = "0097012333"
) -> str:
    code = code or ("2" if reference else "1")
    return f"{record}{sender}{reference:>25}{amount:018}{code}1{serial:012}0"


def section(
    *rows: str, currency: str = "SEK", deposit: int = 56, paid: str = "20261005", account: str = "0009912346"
) -> list[str]:
    items = [row for row in rows if row[:2] in {"20", "21"}]
    total = sum((1 if row[:2] == "20" else -1) * int(row[37:55]) for row in items)
    end = f"15{5841000001:035}{paid}{deposit:05}{total:018}{currency}{len(items):08}"
    return [f"05{account}          {currency}", *rows, end]


def message(*sections: list[str]) -> list[str]:
    rows = [row for part in sections for row in part]
    count = [sum(row[:2] in records for row in rows) for records in ({"20"}, {"21"}, {"22", "23"}, {"15"})]
    return [START, *rows, "70" + "".join(f"{number:08}" for number in count)]


def file(*rows: Sequence[str], end: str = "\r\n") -> bytes:
    return "".join(f"{row:<80}{end}" for part in rows for row in part).encode("latin-1")


PLAIN = file(message(section(item(125_000, "524967", 1), "26Olles färg AB", item(49_950, "650861", 2))))
SHARED = (
    item(140_000, serial=3),
    "22000378351100000000000007495575000000000000100000230000000000301"[:12] + item(100_000, "7495575", 3)[12:],
    "22" + item(90_000, "695668", 3)[2:],
    "23" + item(50_000, "74450", 3)[2:],
    "25Faktura 7495575 och",
    "25695668",
    "26Kalles Plåt AB                     Lager två",
    "27Storgatan 2                        12345",
    "28Storåker",
    "29005500001234",
)


def read(data: bytes) -> BankFileIn:
    assert bgmax.recognises(data, "bg.txt")
    return bgmax.read(data, "bg.txt")


def statement(data: bytes) -> StatementIn:
    (only,) = read(data).statements
    return only


def paid(*rows: str) -> Sequence[PaymentIn]:
    return statement(file(message(section(*rows)))).payments


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        read(data)
    return str(refused.value)


def with_line(data: bytes, number: int, first: int, content: str) -> bytes:
    lines = data.split(b"\r\n")
    line = lines[number - 1]
    lines[number - 1] = line[: first - 1] + content.encode("latin-1") + line[first - 1 + len(content) :]
    return b"\r\n".join(lines)


def test_a_payment_is_read_whole() -> None:
    assert statement(PLAIN).payments[0] == PaymentIn(
        received_on=DAY,
        amount=Money(125_000, "SEK"),
        key="9912346-00056-2026-10-05-000000000001",
        where="line 3",
        references=("524967",),
        payer_name="Olles färg AB",
        payer_account="97012333",
        bank_entry="9912346-00056-2026-10-05-000000000001",
    )


def test_the_statement_is_of_the_bankgiro_that_received() -> None:
    found = statement(PLAIN)
    assert (found.account, found.currency, found.until_on, found.format) == ("9912346", "SEK", DAY, "BgMax")
    assert [payment.amount.minor for payment in found.payments] == [125_000, 49_950]


def test_one_payment_settles_many_invoices_and_a_credit_note() -> None:
    (only,) = paid(*SHARED)
    assert only.references == ("7495575", "695668", "74450")
    assert only.shares == (
        ShareIn("7495575", Money(100_000, "SEK")),
        ShareIn("695668", Money(90_000, "SEK")),
        ShareIn("74450", Money(-50_000, "SEK")),
    )
    assert (only.payer_name, only.payer_number) == ("Kalles Plåt AB Lager två", "5500001234")
    assert only.texts == (
        "Faktura 7495575 och",
        "695668",
        "Faktura 7495575 och695668",
        "Faktura 7495575 och 695668",
    )


def test_extra_references_without_amounts_leave_the_split_open() -> None:
    (only,) = paid(item(140_000), *(f"22{item(0, number)[2:]}" for number in ("665760", "665869")))
    assert only.shares == (ShareIn("665760"), ShareIn("665869"))


def test_a_deduction_is_negative_and_its_shares_too() -> None:
    first, back = paid(item(50_000, "111", 1), item(20_000, "222", 2, record="21"), f"22{item(20_000, '222')[2:]}")
    assert (first.amount.minor, back.amount.minor) == (50_000, -20_000)
    assert back.shares == (ShareIn("222", Money(-20_000, "SEK")),)


@pytest.mark.parametrize(
    ("written", "code", "references", "texts"),
    [
        ("8012577,8013575", "3", ("8012577", "8013575"), ("8012577,8013575",)),
        ("501998 501999", "3", ("501998", "501999"), ("501998 501999",)),
        ("Faktura 12", "3", ("12",), ("Faktura 12",)),
        ("tack", "5", (), ("tack",)),
        ("74450", "4", ("74450",), ()),
        ("0000531", "2", ("0000531",), ()),
        ("", "1", (), ()),
        ("", "0", (), ()),
    ],
)
def test_a_reference_that_nobody_checked_may_be_several(
    written: str, code: str, references: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    (only,) = paid(item(100, written, code=code))
    assert (only.references, only.texts) == (references, texts)


def test_nobody_need_be_named() -> None:
    (only,) = paid(item(100, "1", sender="0000000000"))
    assert (only.payer_name, only.payer_account, only.payer_number) == ("", "", "")


@pytest.mark.parametrize(
    ("written", "number"),
    [("005500001234", "5500001234"), ("00550000432", ""), ("197001019999", "197001019999"), ("", "")],
)
def test_an_organisation_number_is_taken_only_where_it_is_one(written: str, number: str) -> None:
    assert paid(item(100, "1"), f"29{written}")[0].payer_number == number


def test_a_section_in_euro_is_a_statement_of_its_own_and_nothing_is_summed_over_the_file() -> None:
    data = file(message(section(item(100, "1")), section(item(300, "2"), currency="EUR", deposit=57, paid="20261006")))
    crowns, euro = read(data).statements
    assert (crowns.currency, euro.currency) == ("SEK", "EUR")
    assert euro.payments[0].amount == Money(300, "EUR")
    assert (crowns.until_on, euro.until_on) == (DAY, date(2026, 10, 6))


def test_the_pay_date_is_of_the_deposit_that_follows() -> None:
    first, second = statement(
        file(message(section(item(1, "1")), section(item(2, "2"), deposit=57, paid="20261006")))
    ).payments
    assert (first.received_on, second.received_on) == (DAY, date(2026, 10, 6))


def test_several_bankgiros_and_several_files_in_one() -> None:
    other = message(section(item(700, "7"), account="0051234567"))
    found = read(file(message(section(item(1, "1"))), [""], other))
    assert [(part.account, len(part.payments)) for part in found.statements] == [("9912346", 1), ("51234567", 1)]


def test_a_file_joined_to_itself_brings_its_money_once() -> None:
    found = read(PLAIN + PLAIN)
    assert found.statements == read(PLAIN).statements
    assert found.remarks == ("deposits that stand in the file twice, taken once: 1",)


def test_two_deposits_that_differ_are_two_whatever_their_number() -> None:
    both = statement(file(message(section(item(100, "1")), section(item(100, "2"))))).payments
    assert [payment.key[-2:] for payment in both] == ["01", "-2"]


def test_a_serial_number_used_again_has_a_rank() -> None:
    first, second = paid(item(100, "1", 5), item(100, "1", 5))
    assert second.key == f"{first.key}-2"


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + PLAIN.replace("färg".encode("latin-1"), b"farg"),
        PLAIN.replace(b"\r\n", b"\n").replace("färg".encode("latin-1"), b"farg"),
        b"".join(line.rstrip() + b"\r\n" for line in PLAIN.replace("färg".encode("latin-1"), b"farg").splitlines()),
        PLAIN.replace("färg".encode("latin-1"), b"farg") + b"\r\n\r\n\x1a",
    ],
    ids=["byte order mark", "LF", "no blanks at line ends", "empty lines at the end"],
)
def test_the_same_file_otherwise_saved_is_the_same(data: bytes) -> None:
    assert statement(data) == statement(PLAIN.replace("färg".encode("latin-1"), b"farg"))


def test_unknown_records_are_named_and_left_out() -> None:
    found = read(file(message(section("24of tomorrow", item(100, "1"), "33of tomorrow", "26Berits Garn"), ["44nothing"])))
    assert [unused.where for unused in found.unused] == ["line 3", "line 5", "line 8"]
    assert found.unused[0].why == "record 24 is none of BgMax's"
    assert found.remarks == ("records that BgMax does not know, left out: 3",)
    assert found.statements[0].payments[0].payer_name == "Berits Garn"


def test_a_file_without_payments_says_so() -> None:
    assert read(file(message())).remarks == ("no payments in the file",)


def test_a_test_file_is_remarked() -> None:
    assert read(with_line(PLAIN, 1, 45, "T")).remarks == ("Bankgirot marked the file as a test",)


@pytest.mark.parametrize(
    ("line", "first", "content", "reason"),
    [
        (6, 51, "000000000000174951", "line 6, columns 51–68: the deposit is 1749.51 SEK, its payments make 1749.50 SEK"),
        (6, 72, "00000003", "line 6, columns 72–79: it counts 3 payments and deductions, the section has 2"),
        (6, 69, "EUR", "line 6, columns 69–71: the deposit is in EUR, its section in SEK"),
        (6, 38, "10100324", "line 6, columns 38–45: the pay date “10100324” is not a day from 1970 to 2099"),
        (6, 38, "20260230", "the pay date “20260230” is not a day"),
        (7, 3, "00000003", "line 7, columns 3–10: it counts 3 payments, the file has 2"),
        (7, 11, "00000001", "it counts 1 deductions, the file has 0"),
        (7, 19, "00000001", "it counts 1 extra references, the file has 0"),
        (7, 27, "00000002", "it counts 2 deposits, the file has 1"),
        (7, 27, "       x", "the number of deposits “       x” is not a number"),
        (3, 38, "00000000000012500O", "line 3, columns 38–55: the amount “00000000000012500O” is not a number"),
        (3, 3, "009701233X", "line 3, columns 3–12: the sender's bankgiro “009701233X” is not a number"),
        (3, 56, "x", "line 3, columns 56–56: the reference code “x” is not a digit"),
        (3, 1, "26", "line 3: record 26 stands where a payment should begin with record 20 or 21"),
        (3, 1, "2x", "line 3: the line begins with “2x”"),
        (2, 3, "BGMAX     ", "line 2, columns 3–12: the receiver's bankgiro “BGMAX” is not a number"),
        (2, 23, "kr ", "line 2, columns 23–25: “kr” is not a currency"),
        (1, 23, "02", "line 1, columns 23–24: version “02” of BgMax is not known"),
        (6, 1, "05", "line 6: record 05 stands before record 15 closed the section in line 2"),
        (6, 1, "26", "line 7: record 70 stands before record 15 closed the section in line 2"),
        (2, 1, "26", "line 2: record 26 stands outside a section"),
        (4, 5, "\t", "line 4: the line has a tab in it"),
        (4, 5, "\x01", "line 4: the line has the control character 1 in it"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_columns(line: int, first: int, content: str, reason: str) -> None:
    assert reason in refusal(with_line(PLAIN, line, first, content))


def test_a_file_cut_off_is_refused() -> None:
    lines = PLAIN.split(b"\r\n")
    assert "line 4: the file is cut off: record 15 for the section in line 2 is missing" in refusal(b"\r\n".join(lines[:4]))
    assert "line 6: the file is cut off: record 70 for line 1 is missing" in refusal(b"\r\n".join(lines[:6]))
    assert "record 01 stands outside a section" in refusal(b"\r\n".join(lines[:6]) + b"\r\n" + PLAIN)


@pytest.mark.parametrize("lost", ["å".encode(), b"\xc3\xaf\xc2\xbf\xc2\xbd", b"\xef\xbf\xbd"])
def test_letters_that_were_saved_otherwise_have_moved_the_columns(lost: bytes) -> None:
    reason = refusal(PLAIN.replace(b"\xe4", lost))
    assert f"line 4: the line has {79 + len(lost)} bytes; letters were saved as UTF-8 or lost" in reason


def test_a_line_that_is_too_long_is_refused() -> None:
    assert "line 4: the line has 83 characters, not 80" in refusal(PLAIN.replace(b"26Olles", b"26Olles de"))


@pytest.mark.parametrize("data", [b"\r\n".join(PLAIN.split(b"\r\n")[place:]) for place in (1, 2, 5)])
def test_a_piece_of_a_file_is_refused_as_one(data: bytes) -> None:
    assert "stands where a file should begin with record 01; it is a piece of one" in refusal(data)


def test_supplier_payments_are_refused_by_their_name() -> None:
    suppliers = "110002407617160224LEVERANTÖRSBETALNINGAR1602241".ljust(80).encode("latin-1")
    assert "supplier payments (Leverantörsbetalningar), money you paid" in refusal(suppliers)


@pytest.mark.parametrize("data", [b"", b"<Document/>", b"NY000010", b"number;due", b"2026-10-05;100,00;text"])
def test_other_files_are_not_recognised(data: bytes) -> None:
    assert not bgmax.recognises(data, "bg.txt")


def judged(data: bytes) -> None:
    try:
        found = bgmax.read(data, "bg.txt")
    except FormatError:
        return
    assert all(payment.key for part in found.statements for payment in part.payments)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    judged(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.binary(max_size=3)), max_size=4))
def test_a_file_somewhat_changed_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = file(message(section(*SHARED))) + PLAIN
    for place, put in changes:
        data = data[:place] + put + data[place + 1 :]
    judged(data)
