"""Bank files in camt become payments: exactly the money that came, once, with all that can tell what it was for."""

import resource
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from krav.formats import camt
from krav.formats.values import FormatError, PaymentIn, ShareIn, StatementIn
from krav.kernel.money import Money
from tests.formats.invoices_in import changed

FILES = Path(__file__).parent / "files"
STATEMENT = (FILES / "camt053.xml").read_bytes()
NOTIFICATION = (FILES / "camt054.xml").read_bytes()
HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
ACCOUNT = "<Acct><Id><IBAN>DK3399990000000017</IBAN></Id><Ccy>DKK</Ccy></Acct>"
TAIL = "</Stmt></BkToCstmrStmt></Document>"
DAY = date(2026, 10, 5)


def statement(data: bytes) -> StatementIn:
    assert camt.recognises(data, "f.xml")
    return camt.read(data, "f.xml").statements[0]


def entry(amount: str = "100.00", direction: str = "CRDT", status: str = "BOOK", inside: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="DKK">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-10-05</Dt></BookgDt>{inside}</Ntry>"
    )


def transaction(inside: str = "", amount: str = "") -> str:
    own = f'<AmtDtls><TxAmt><Amt Ccy="DKK">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return f"<TxDtls>{own}{inside}</TxDtls>"


def details(*transactions: str, batch: int = 0) -> str:
    gathered = f"<Btch><NbOfTxs>{batch}</NbOfTxs></Btch>" if batch else ""
    return f"<NtryDtls>{gathered}{''.join(transactions)}</NtryDtls>"


def file(*entries: str, header: str = ACCOUNT) -> bytes:
    return f"{HEAD}{header}{''.join(entries)}{TAIL}".encode()


def payments(*entries: str) -> Sequence[PaymentIn]:
    return statement(file(*entries)).payments


def refusal(data: bytes) -> str:
    with pytest.raises(FormatError) as refused:
        statement(data)
    return str(refused.value)


def test_one_booked_entry_may_be_many_payments() -> None:
    first, second = statement(STATEMENT).payments[:2]
    assert (first.amount, first.references) == (Money(15_000, "DKK"), ("71/000000020260006",))
    assert (second.amount, second.references) == (Money(25_000, "DKK"), ("71/000000020260022",))
    assert first.texts == ("26:DEBTOR NUMBER:20260006",)
    assert first.where == "entry 1 in line 18, payment 1"


def test_a_payment_tells_all_it_knows() -> None:
    assert statement(STATEMENT).payments[2] == PaymentIn(
        received_on=DAY,
        amount=Money(200_000, "DKK"),
        key=statement(STATEMENT).payments[2].key,
        where="entry 2 in line 42",
        references=("501998/", "KN-3"),
        texts=(
            "Betaling af faktura 2026-00",
            "17 og rest",
            "Betaling af faktura 2026-0017 og rest",
            "Betaling af faktura 2026-00 17 og rest",
            "Overførsel fra udlandet",
        ),
        payer_name="Prøvekøberen A/S",
        payer_account="99990000000025",
        shares=(ShareIn("KN-3"), ShareIn("501998/")),
    )


def test_money_taken_back_is_negative_and_other_debits_are_left_out() -> None:
    read = statement(STATEMENT)
    assert [payment.amount.minor for payment in read.payments] == [15_000, 25_000, 200_000, -15_000]
    assert read.remarks == ("debits that are not payments, left out: 1",)


def test_each_account_has_its_statement() -> None:
    read = camt.read(STATEMENT, "f.xml")
    assert [(part.account, part.currency) for part in read.statements] == [
        ("DK3399990000000017", "DKK"),
        ("99990000014", "NOK"),
    ]
    assert read.statements[1].payments == ()
    assert (read.format, read.statements[1].format) == ("camt.053", "camt.053")


def test_a_notification_with_kid_is_read_by_the_same_rules() -> None:
    read = statement(NOTIFICATION)
    kid, returned = read.payments
    assert (kid.amount, kid.references) == (Money(100_000, "NOK"), ("0005002100072",))
    assert (kid.payer_name, kid.payer_account) == ("Kari Eksempel", "DK1199990000000025")
    assert kid.texts == ("Takk for strømmen",)
    assert returned.amount == Money(-10_000, "NOK")
    assert (read.format, read.account) == ("camt.054", "99990000014")
    assert read.remarks == ("entries not booked yet (PDNG), left out: 1",)


def test_a_period_that_ends_at_midnight_ends_the_day_before() -> None:
    assert statement(NOTIFICATION).until_on == DAY


def period(first: str, last: str) -> str:
    return f"<FrToDt><FrDtTm>{first}</FrDtTm><ToDtTm>{last}</ToDtTm></FrToDt>"


def closing(day: str, currency: str = "DKK") -> str:
    kind = "<Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="{currency}">0.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (period("2026-10-01T00:00:00", "2026-10-07T12:00:00"), date(2026, 10, 7)),
        (period("2026-10-07T00:00:00", "2026-10-07T00:00:00"), date(2026, 10, 7)),
        (period("2026-09-01T00:00:00", "2026-09-30T12:00:00"), DAY),
        (closing("2026-10-06"), date(2026, 10, 6)),
        ("<CreDtTm>2026-10-09T01:00:00Z</CreDtTm>", DAY),
    ],
)
def test_the_last_day_a_statement_speaks_for(header: str, expected: date) -> None:
    assert statement(file(entry(), header=ACCOUNT + header)).until_on == expected


def test_without_entries_the_day_the_statement_was_made_counts() -> None:
    made = f"{ACCOUNT}<CreDtTm>2026-10-09T01:00:00+02:00</CreDtTm>"
    assert statement(file(header=made)).until_on == date(2026, 10, 9)
    assert "does not say which day" in refusal(file())


def test_balances_that_do_not_follow_are_remarked_not_refused() -> None:
    read = statement(changed(STATEMENT, ">1175.50<", ">1175.00<"))
    expected = "opening balance -1000.00 DKK and the entries make 1175.50 DKK, the closing balance is 1175.00 DKK"
    assert read.remarks[-1] == expected
    assert len(read.payments) == 4


def test_a_credit_line_is_no_balance() -> None:
    assert b'<CdtLine><Incl>true</Incl><Amt Ccy="DKK">2500000.00</Amt></CdtLine>' in STATEMENT
    assert not any("balance" in remark for remark in statement(STATEMENT).remarks)


@pytest.mark.parametrize("status", ["PDNG", "<Cd>PDNG</Cd>", "INFO", "<Prtry>FUTR</Prtry>"])
def test_what_is_not_booked_is_no_payment(status: str) -> None:
    read = statement(file(entry(status=status), header=f"{ACCOUNT}<CreDtTm>2026-10-05T01:00:00Z</CreDtTm>"))
    assert read.payments == ()
    assert read.remarks[0].startswith("entries not booked yet (")


@pytest.mark.parametrize(
    "mark",
    [
        "<RvslInd>1</RvslInd>",
        details(transaction("<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>")),
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>",
    ],
)
def test_every_mark_of_a_return_makes_a_debit_a_negative_payment(mark: str) -> None:
    (only,) = payments(entry(direction="DBIT", inside=mark))
    assert only.amount == Money(-10_000, "DKK")


def test_a_reversed_debit_is_a_payment_with_a_remark() -> None:
    read = statement(file(entry(inside="<RvslInd>true</RvslInd>")))
    assert read.payments[0].amount == Money(10_000, "DKK")
    assert read.remarks == ("entry 1 in line 1: money you paid came back; it is listed as a payment",)


def test_payments_that_do_not_add_up_to_their_entry_are_refused() -> None:
    wrong = file(entry("400.00", inside=details(transaction(amount="150.00"), transaction(amount="249.99"))))
    assert "entry 1 in line 1: the entry is 400.00 DKK, the payments in it add up to 399.99 DKK" in refusal(wrong)


def test_details_all_marked_against_their_entry_follow_the_entry() -> None:
    parts = [transaction("<CdtDbtInd>DBIT</CdtDbtInd>", "40.00"), transaction("<CdtDbtInd>DBIT</CdtDbtInd>", "60.00")]
    assert [payment.amount.minor for payment in payments(entry(inside=details(*parts)))] == [4_000, 6_000]


def test_a_debit_within_a_credit_is_left_out_and_counted() -> None:
    parts = [transaction(amount="120.00"), transaction("<CdtDbtInd>DBIT</CdtDbtInd>", "20.00")]
    read = statement(file(entry(inside=details(*parts))))
    assert [payment.amount.minor for payment in read.payments] == [12_000]
    assert read.remarks == ("debits that are not payments, left out: 1",)


def test_one_transaction_takes_the_whole_entry_whatever_charges_were_kept() -> None:
    (only,) = payments(entry("96.21", inside=details(transaction(amount="100.00"))))
    assert only.amount == Money(9_621, "DKK")


def test_a_batch_without_all_its_payments_stays_one_sum() -> None:
    reference = "<RmtInf><Strd><CdtrRefInf><Ref>1234</Ref></CdtrRefInf></Strd></RmtInf>"
    read = statement(file(entry(inside=details(transaction(reference), batch=5))))
    assert [(payment.amount.minor, payment.references) for payment in read.payments] == [(10_000, ())]
    assert read.remarks == ("entry 1 in line 1: one of 5 payments is listed; taken as one sum",)


def test_payments_without_amounts_stay_one_sum_with_all_references() -> None:
    remittance = "<RmtInf><Strd><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd></RmtInf>"
    parts = [transaction(remittance.format(reference)) for reference in (11, 22)]
    read = statement(file(entry(inside=details(*parts))))
    assert [(payment.amount.minor, payment.references) for payment in read.payments] == [(10_000, ("11", "22"))]
    assert read.remarks == ("entry 1 in line 1: 2 payments without amounts; taken as one sum",)


def test_an_entry_without_details_is_one_payment() -> None:
    (only,) = payments(entry(inside="<NtryDtls/><AddtlNtryInf>KID 0005002100072</AddtlNtryInf>"))
    assert (only.amount.minor, only.texts, only.references) == (10_000, ("KID 0005002100072",), ())


def test_nothing_is_no_payment() -> None:
    assert payments(entry("0.00")) == ()


def test_elements_in_the_wrong_order_are_read_by_name() -> None:
    parties = "<RltdPties><Cdtr><Nm>Vi</Nm></Cdtr><DbtrAcct><Id><IBAN>DK1199990000000025</IBAN></Id></DbtrAcct>"
    (only,) = payments(entry(inside=details(transaction(f"{parties}<Dbtr><Nm>Købmand Prøve</Nm></Dbtr></RltdPties>"))))
    assert (only.payer_name, only.payer_account) == ("Købmand Prøve", "DK1199990000000025")


def test_the_day_of_value_stands_in_for_a_missing_booking_day() -> None:
    data = file(entry()).replace(b"BookgDt", b"ValDt")
    assert statement(data).payments[0].received_on == DAY
    assert "has no booking day" in refusal(data.replace(b"ValDt", b"OtherDt"))


def test_an_entry_in_another_currency_keeps_it_and_is_remarked() -> None:
    read = statement(file(entry(), header=ACCOUNT.replace("DKK", "SEK")))
    assert read.payments[0].amount == Money(10_000, "DKK")
    assert read.remarks == ("entries in DKK on an account in SEK",)


def test_the_currency_may_be_known_from_the_entries_or_a_balance() -> None:
    without = ACCOUNT.replace("<Ccy>DKK</Ccy>", "")
    assert statement(file(entry(), header=without)).currency == "DKK"
    assert statement(file(header=without + closing("2026-10-05", "NOK"))).currency == "NOK"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (file(entry("100.005")), "more than two decimals"),
        (file(entry("100,00")), "is not an amount"),
        (file(entry(direction="")), "neither credit nor debit"),
        (file(entry(status="")), "does not say whether it is booked"),
        (file(entry(), header=""), "names no account"),
        (file(entry())[:-20], "damaged or cut off"),
        (changed(STATEMENT, "<Document", "<!DOCTYPE Document><Document"), "document type declaration"),
        (b"<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>", "holds no statement"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(data: bytes, reason: str) -> None:
    assert reason in refusal(data)


def keys(data: bytes) -> list[str]:
    return [payment.key for payment in statement(data).payments]


def test_the_same_file_gives_the_same_keys_and_each_payment_its_own() -> None:
    assert keys(STATEMENT) == keys(STATEMENT)
    assert len(set(keys(STATEMENT))) == 4


def test_a_statement_and_a_notification_of_one_payment_agree_on_its_key() -> None:
    own = transaction("<Refs><AcctSvcrRef>9001</AcctSvcrRef></Refs>", "100.00")
    booked = file(entry(inside=details(own) + "<AddtlNtryInf>as booked</AddtlNtryInf>"))
    told = booked.replace(b"as booked", b"as told").replace(b"camt.053.001.02", b"camt.054.001.02")
    told = told.replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn").replace(b"Stmt>", b"Ntfctn>")
    assert statement(told).format == "camt.054"
    assert keys(told) == keys(booked)


def test_two_like_payments_are_two_payments() -> None:
    first, second = keys(file(entry(), entry()))
    assert (first.partition("-")[0], first[-2:], second[-2:]) == (second.partition("-")[0], "-1", "-2")


@pytest.mark.parametrize(
    "inside",
    [
        "<AcctSvcrRef>77</AcctSvcrRef>",
        details(transaction("<Refs><EndToEndId>E-9</EndToEndId></Refs>")),
        details(transaction("<RmtInf><Ustrd>Faktura 9</Ustrd></RmtInf>")),
        details(transaction("<RltdPties><Dbtr><Nm>Købmand Prøve</Nm></Dbtr></RltdPties>")),
    ],
)
def test_whatever_tells_two_payments_apart_is_in_the_key(inside: str) -> None:
    first, second = keys(file(entry(), entry(inside=inside)))
    assert first.partition("-")[0] != second.partition("-")[0]


def test_not_provided_tells_nothing() -> None:
    assert keys(file(entry(inside=details(transaction("<Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"))))) == keys(
        file(entry())
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is counted in other units elsewhere")
def test_a_large_file_is_never_held_as_a_tree() -> None:
    pending = entry(status="PDNG", inside=details(transaction("<Refs><TxId>1</TxId></Refs>" * 100)))
    large = file(pending * 8_000, entry())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(statement(large).payments) == 1
    grown = 1024 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    assert grown < len(large)


@pytest.mark.parametrize("data", [b"", b"NY000010", b"<Invoice/>", b"<Document><CstmrCdtTrfInitn/></Document>"])
def test_other_files_are_not_recognised(data: bytes) -> None:
    assert not camt.recognises(data, "f.xml")
