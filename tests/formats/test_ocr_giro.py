"""OCR giro files of Nets become payments with their KID, and not a krone of them is taken on trust."""

from collections.abc import Sequence
from datetime import date

import netsgiro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import ocr_giro
from krav.formats.values import FormatError, PaymentIn, StatementIn, Unused
from krav.kernel.money import Money

ACCOUNT = "99990000014"
PAYER = "99990000022"


def row(text: str) -> str:
    return text.ljust(80, "0")


def transmission(*assignments: list[str], day: str = "051026") -> list[str]:
    inside = [line for assignment in assignments for line in assignment]
    ends = [line for line in inside if line[6:8] == "88"]
    count, total = sum(int(line[8:16]) for line in ends), sum(int(line[24:41]) for line in ends)
    end = row(f"NY000089{count:08}{len(inside) + 2:08}{total:017}{day}")
    return [row("NY00001000008080000123400009999"), *inside, end]


def assignment(*transactions: list[str], account: str = ACCOUNT, dates: str = "051026051026051026") -> list[str]:
    inside = [line for transaction in transactions for line in transaction]
    items = [line for line in inside if line[6:8] == "30"]
    total = sum(int(line[32:49]) for line in items)
    start = row(f"NY0900200010085660000002{account}")
    return [start, *inside, row(f"NY090088{len(items):08}{len(inside) + 2:08}{total:017}{dates}")]


def payment(number: int, amount: int, kid: str, kind: str = "10", sign: str = "0", day: str = "051026") -> list[str]:
    first = row(f"NY09{kind}30{number:07}{day}0105101464{sign}{amount:017}{kid:>25}")
    return [first, row(f"NY09{kind}31{number:07}1234567890{number:09}0000000041026{PAYER}")]


def text(number: int, words: str, kind: str) -> str:
    return row(f"NY09{kind}32{number:07}{words:<40}")


def file(*lines: Sequence[str], end: str = "\n") -> bytes:
    return "".join(f"{line}{end}" for part in lines for line in part).encode("latin-1")


PAYMENTS = (payment(1, 125_000, "0000531"), payment(2, 49_950, "10025", kind="16"))
SIMPLE = file(transmission(assignment(*PAYMENTS)))


def statement(data: bytes) -> StatementIn:
    assert ocr_giro.recognises(data, "ocr.txt")
    (only,) = ocr_giro.read(data, "ocr.txt").statements
    return only


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        ocr_giro.read(data, "ocr.txt")
    return str(refused.value)


def with_line(data: bytes, number: int, first: int, content: str) -> bytes:
    lines = data.split(b"\n")
    line = lines[number - 1]
    lines[number - 1] = line[: first - 1] + content.encode("latin-1") + line[first - 1 + len(content) :]
    return b"\n".join(lines)


def test_a_payment_is_read_whole() -> None:
    assert statement(SIMPLE).payments[0] == PaymentIn(
        received_on=date(2026, 10, 5),
        amount=Money(125_000, "NOK"),
        key="99990000014-2026-10-05-1-01464-0000001-000000001",
        where="line 3",
        references=("0000531",),
        payer_account=PAYER,
        bank_entry="99990000014-2026-10-05-1-01464-0000001-000000001",
    )


def test_the_statement_is_of_the_account_the_assignment_names() -> None:
    read = statement(SIMPLE)
    assert (read.account, read.currency, read.until_on) == (ACCOUNT, "NOK", date(2026, 10, 5))
    assert [item.amount.minor for item in read.payments] == [125_000, 49_950]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + SIMPLE,
        SIMPLE.replace(b"\n", b"\r\n"),
        SIMPLE.rstrip(b"\n"),
        SIMPLE + b"\r\n\x1a",
    ],
    ids=["byte order mark", "CRLF", "no last line end", "end of file mark"],
)
def test_the_same_file_otherwise_saved_is_the_same(data: bytes) -> None:
    assert statement(data) == statement(SIMPLE)


def test_several_transmissions_and_accounts_share_a_file() -> None:
    other = assignment(payment(1, 700, "42"), account=PAYER)
    data = file(transmission(assignment(*PAYMENTS), other), transmission(assignment(payment(9, 100, "7"))))
    read = ocr_giro.read(data, "ocr.txt")
    assert [(part.account, len(part.payments)) for part in read.statements] == [(ACCOUNT, 3), (PAYER, 1)]


def test_a_reversal_is_negative_and_keeps_its_text() -> None:
    back = [*payment(2, 25_000, "0000531", kind="20", sign="-"), text(2, "Kjøp tilbakeført", "20")]
    reversal = statement(file(transmission(assignment(payment(1, 125_000, "0000531"), back)))).payments[1]
    assert (reversal.amount, reversal.texts) == (Money(-25_000, "NOK"), ("Kjøp tilbakeført",))


def test_an_end_record_may_take_reversals_off_its_sum() -> None:
    lines = assignment(payment(1, 125_000, "1"), payment(2, 25_000, "1", kind="18", sign="-"))
    lines[-1] = lines[-1][:24] + f"{100_000:017}" + lines[-1][41:]
    assert [item.amount.minor for item in statement(file(transmission(lines))).payments] == [125_000, -25_000]


def test_a_payment_may_have_no_kid_and_no_account() -> None:
    first, second = payment(1, 500, "")
    (only,) = statement(file(transmission(assignment([first, second.replace(PAYER, "0" * 11)])))).payments
    assert (only.references, only.payer_account) == ((), "")


@pytest.mark.parametrize("kid", ["0000531", "1009-", "1234567890123456789012345", "12"])
def test_a_kid_is_text_and_its_check_digit_no_reason_to_refuse(kid: str) -> None:
    assert statement(file(transmission(assignment(payment(1, 500, kid))))).payments[0].references == (kid,)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("200192", date(1992, 1, 20)), ("010170", date(1970, 1, 1)), ("311269", date(2069, 12, 31))],
)
def test_years_of_two_digits_turn_at_70(written: str, expected: date) -> None:
    data = file(transmission(assignment(payment(1, 500, "1", day=written), dates=written * 3), day=written))
    assert statement(data).payments[0].received_on == expected


def test_payments_of_several_days() -> None:
    both = assignment(payment(1, 500, "1"), payment(2, 500, "1", day="061026"), dates="061026051026061026")
    assert statement(file(transmission(both))).until_on == date(2026, 10, 6)


def test_end_records_without_dates_are_taken() -> None:
    undated = file(transmission(assignment(*PAYMENTS, dates="0" * 18), day="000000"))
    assert statement(undated).until_on == date(2026, 10, 5)


def test_other_services_are_left_out_with_a_remark() -> None:
    requests = [row(f"NY2100200000000000000003{ACCOUNT}"), row("NY21023000000010510260"), row("NY21023100000010")]
    requests.append(row(f"NY210088{1:08}{4:08}{900:017}051026051026"))
    read = ocr_giro.read(file(transmission(requests, assignment(*PAYMENTS))), "ocr.txt")
    assert len(read.statements[0].payments) == 2
    assert read.remarks == ("left out: AvtaleGiro payment requests",)
    assert read.unused == (Unused("lines 2–5", "AvtaleGiro payment requests are no payments"),)
    alone = refusal(file(transmission(requests)))
    assert "holds AvtaleGiro payment requests, no payments. Import the OCR giro file." in alone


def test_agreements_alone_are_refused_by_their_name() -> None:
    agreements = [row(f"NY2124200000000000000003{ACCOUNT}"), row("NY21947000000011          000112000507155J")]
    agreements.append(row(f"NY212488{1:08}{3:08}"))
    assert "holds AvtaleGiro agreements, no payments" in refusal(file(transmission(agreements)))


def test_a_transmission_without_assignments_holds_nothing() -> None:
    read = ocr_giro.read(file(transmission()), "ocr.txt")
    assert (read.statements, read.remarks) == ((), ("no payments in the file",))


@pytest.mark.parametrize(
    ("line", "first", "content", "reason"),
    [
        (7, 9, "00000003", "line 7, columns 9–16: it counts 3 transactions, the file has 2"),
        (7, 17, "00000007", "line 7, columns 17–24: it counts 7 records, the file has 6"),
        (7, 25, "00000000000174951", "line 7, columns 25–41: its sum is 1749.51 NOK, the transactions make 1749.50"),
        (7, 48, "041026", "columns 48–53: its earliest settlement date is 2026-10-04, in the file it is 2026-10-05"),
        (7, 54, "061026", "columns 54–59: its latest settlement date is 2026-10-06, in the file it is 2026-10-05"),
        (7, 42, "321026", "line 7, columns 42–47: the date “321026” is not a day"),
        (8, 9, "00000001", "line 8, columns 9–16: it counts 1 transactions, the file has 2"),
        (8, 17, "00000009", "line 8, columns 17–24: it counts 9 records, the file has 8"),
        (8, 25, "00000000000000000", "line 8, columns 25–41: its sum is 0.00 NOK, the transactions make 1749.50 NOK"),
        (8, 42, "300226", "line 8, columns 42–47: the date “300226” is not a day"),
        (3, 33, "0000000000012500O", "line 3, columns 33–49: the amount “0000000000012500O” is not a number"),
        (3, 50, "                  000O531", "line 3, columns 50–74: the KID “000O531” is not a number"),
        (3, 16, "311126", "line 3, columns 16–21: the settlement date “311126” is not a day"),
        (3, 16, "000000", "line 3, columns 16–21: the settlement date is missing"),
        (3, 32, "+", "line 3, columns 32–32: the sign “+” is neither 0 nor minus"),
        (3, 5, "22", "line 3, columns 5–6: transaction type 22 is not known"),
        (4, 48, "9999000002X", "line 4, columns 48–58: the debit account “9999000002X” is not a number"),
        (4, 9, "0000002", "line 4: record 31 belongs to another transaction than line 3"),
        (4, 7, "32", "line 3: after record 30 comes record 31 and at most one 32; found 32"),
        (3, 7, "31", "line 3: record 31 stands where a transaction should begin with record 30"),
        (3, 3, "21", "line 3: the record is of service 21, its assignment of 09"),
        (1, 1, "XX", "line 1: the line begins with “XX000010”"),
        (1, 7, "89", "line 1: record 89 stands where record 10 should"),
        (2, 7, "88", "line 2: record 88 stands where record 20 should"),
        (7, 7, "20", "line 7: record 20 begins again before record 88 ended line 2"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_columns(line: int, first: int, content: str, reason: str) -> None:
    assert reason in refusal(with_line(SIMPLE, line, first, content))


def test_a_file_cut_off_is_refused() -> None:
    kept = b"\n".join(SIMPLE.split(b"\n")[:4])
    assert "line 4: the file is cut off: record 89 for line 1 is missing" in refusal(kept)


def test_an_assignment_cut_off_is_refused() -> None:
    lines = SIMPLE.split(b"\n")
    assert "line 6: the file is cut off: record 88 for line 2 is missing" in refusal(b"\n".join([*lines[:6], lines[7]]))


@pytest.mark.parametrize("cut", [SIMPLE[:-3], SIMPLE.replace(b"0\nNY0900", b"\nNY0900", 1)])
def test_a_line_of_another_length_is_refused(cut: bytes) -> None:
    assert "characters, not 80" in refusal(cut)


def test_a_file_saved_as_utf_8_is_refused_where_its_columns_move() -> None:
    told = [*payment(1, 500, "1", kind="21"), text(1, "Kjøp av bøker", "21")]
    data = file(transmission(assignment(told)))
    assert statement(data).payments[0].texts == ("Kjøp av bøker",)
    assert "line 5: the line has 82 characters, not 80" in refusal(data.decode("latin-1").encode())


def test_unknown_records_are_named_and_left_out() -> None:
    first, second = payment(1, 500, "1")
    extra = [row("NY091049"), first, row("NY091099"), second, row("NY091048")]
    found = statement(file(transmission(assignment(extra, payment(2, 100, "2")))))
    assert [item.amount.minor for item in found.payments] == [500, 100]
    assert found.unused == tuple(
        Unused(f"line {line}", f"record {record} is none of OCR giro's") for line, record in ((3, 49), (5, 99), (7, 48))
    )
    assert found.remarks == ("records that OCR giro does not know, left out: 3",)


def test_a_transaction_with_text_is_read_as_one_without() -> None:
    bare = statement(file(transmission(assignment(payment(1, 500, "1", kind="21")))))
    told = statement(file(transmission(assignment([*payment(1, 500, "1", kind="21"), text(1, "", "21")]))))
    assert told.payments == bare.payments


def judged(data: bytes) -> None:
    try:
        found = ocr_giro.read(data, "ocr.txt")
    except FormatError:
        return
    assert all(item.key for part in found.statements for item in part.payments)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    judged(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SIMPLE) - 1), st.binary(max_size=2)), max_size=4))
def test_a_file_somewhat_changed_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = SIMPLE
    for place, put in changes:
        data = data[:place] + put + data[place + 1 :]
    judged(data)


def test_another_reader_of_the_format_agrees() -> None:
    theirs = netsgiro.parse(SIMPLE.decode("latin-1")).assignments[0]
    ours = statement(SIMPLE)
    assert theirs.account == ours.account
    transactions = [item for item in theirs.transactions if isinstance(item, netsgiro.Transaction)]
    assert [(item.kid, item.amount_in_cents, item.date, item.debit_account) for item in transactions] == [
        (paid.references[0], paid.amount.minor, paid.received_on, paid.payer_account) for paid in ours.payments
    ]


@pytest.mark.parametrize("data", [b"", b"<Document/>", b"NY;00", b"number;due"])
def test_other_files_are_not_recognised(data: bytes) -> None:
    assert not ocr_giro.recognises(data, "ocr.txt")
