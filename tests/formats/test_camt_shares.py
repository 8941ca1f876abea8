"""What a camt file tells beside the money: shares, pending payments, unused entries, the bank's name of an entry."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from krav.formats import camt
from krav.formats.camt.bank_entry import are_names
from krav.formats.values import FormatError, PaymentIn, ShareIn, StatementIn, Unused
from krav.kernel.money import Money
from tests.formats.invoices_in import changed
from tests.formats.test_camt import ACCOUNT, DAY, details, entry, file, refusal, statement, transaction

NOTIFICATION = (Path(__file__).parent / "files" / "camt054.xml").read_bytes()
MADE = f"{ACCOUNT}<CreDtTm>2026-10-06T01:00:00Z</CreDtTm>"
DANISH = "<Dbtr><Nm>Prøvekøberen A/S</Nm><Id><OrgId><Othr><Id>{}</Id></Othr></OrgId></Id></Dbtr>"


def block(number: str, amount: str = "", kind: str = "CINV", currency: str = "DKK") -> str:
    what = "CdtNoteAmt" if kind == "CREN" else "RmtdAmt"
    told = f'<RfrdDocAmt><{what} Ccy="{currency}">{amount}</{what}></RfrdDocAmt>' if amount else ""
    kinds = f"<Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>"
    return f"<Strd><RfrdDocInf>{kinds}<Nb>{number}</Nb></RfrdDocInf>{told}</Strd>"


def paid(*blocks: str, direction: str = "CRDT", more: str = "") -> PaymentIn:
    one = transaction(f"<RmtInf>{''.join(blocks)}</RmtInf>{more}")
    (only,) = statement(file(entry(direction=direction, inside=details(one)))).payments
    return only


def told(data: bytes, *, lump: bool = False) -> StatementIn:
    """The same entries as a notification of them."""
    data = data.replace(b"camt.053.001.02", b"camt.054.001.02").replace(b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn")
    return statement(data.replace(b"Stmt>", b"Ntfctn>"))


def test_a_payer_divides_a_payment_with_a_credit_note_set_off() -> None:
    only = paid(block("101", "80.000"), block("102", "50.00"), block("KN-3", "30.00", "CREN"))
    assert only.shares == (
        ShareIn("101", Money(8_000, "DKK")),
        ShareIn("102", Money(5_000, "DKK")),
        ShareIn("KN-3", Money(-3_000, "DKK")),
    )
    assert only.references == ("101", "102", "KN-3")


@pytest.mark.parametrize("amount", [("0.00", "DKK"), ("80.00", "EUR"), ("", ""), ("all of it", "DKK"), ("1.005", "DKK")])
def test_an_amount_that_says_nothing_leaves_the_share_open(amount: tuple[str, str]) -> None:
    assert paid(block("101", amount[0], currency=amount[1])).shares == (ShareIn("101"),)


def test_several_references_divide_a_payment_and_one_does_not() -> None:
    reference = '<Strd><RfrdDocAmt><RmtdAmt Ccy="DKK">{}</RmtdAmt></RfrdDocAmt><CdtrRefInf><Ref>{}</Ref></CdtrRefInf></Strd>'
    both = paid(reference.format("60.00", "71/18"), reference.format("40.00", "2002"))
    assert both.shares == (ShareIn("71/000000000000018", Money(6_000, "DKK")), ShareIn("2002", Money(4_000, "DKK")))
    assert paid(reference.format("100.00", "2002")).shares == ()


def test_several_documents_under_one_amount_have_none_of_their_own() -> None:
    two = "<Strd><RfrdDocInf><Nb>1</Nb></RfrdDocInf><RfrdDocInf><Nb>2</Nb></RfrdDocInf></Strd>"
    assert paid(two).shares == (ShareIn("1"), ShareIn("2"))


def test_what_is_taken_back_takes_back_its_shares() -> None:
    back = paid(block("101", "100.00"), direction="DBIT", more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>")
    assert (back.amount, back.shares) == (Money(-10_000, "DKK"), (ShareIn("101", Money(-10_000, "DKK")),))


@pytest.mark.parametrize(
    ("party", "number"),
    [
        (DANISH.format("12 34 56 78"), "12345678"),
        ("<Dbtr><Pty><Id><OrgId><Othr><Id>5566778899</Id></Othr></OrgId></Id></Pty></Dbtr>", "5566778899"),
        ("<Dbtr><Id><PrvtId><Othr><Id>0101701234</Id></Othr></PrvtId></Id></Dbtr>", ""),
    ],
)
def test_an_organisation_is_told_by_its_number_and_a_person_never(party: str, number: str) -> None:
    assert paid(more=f"<RltdPties>{party}</RltdPties>").payer_number == number


def test_pending_credits_are_waited_for_and_other_pending_entries_are_not() -> None:
    found = statement(file(entry("70.00", status="PDNG"), entry("30.00", "DBIT", status="PDNG"), header=MADE))
    assert found.payments == ()
    assert [(payment.amount.minor, payment.received_on) for payment in found.pending] == [(7_000, DAY)]
    assert found.unused == (Unused("entry 2 in line 1", "30.00 DKK went out and takes back no payment"),)


def test_a_pending_payment_without_a_day_is_of_the_statement_s_last() -> None:
    found = statement(NOTIFICATION)
    assert [(payment.amount.minor, payment.received_on) for payment in found.pending] == [(5_500, date(2026, 10, 5))]


def test_every_entry_that_is_not_used_is_named() -> None:
    parts = (transaction(amount="120.00"), transaction("<CdtDbtInd>DBIT</CdtDbtInd>", "20.00"))
    found = statement(
        file(
            entry("5.00", "DBIT"),
            entry(status="INFO"),
            entry(status="<Cd>FUTR</Cd>"),
            entry("0.00"),
            entry(inside=details(*parts)),
        )
    )
    assert found.unused == (
        Unused("entry 1 in line 1", "5.00 DKK went out and takes back no payment"),
        Unused("entry 2 in line 1", "its status is INFO, it is not booked"),
        Unused("entry 3 in line 1", "its status is FUTR, it is not booked"),
        Unused("entry 4 in line 1", "its amount is zero"),
        Unused("entry 5 in line 1, payment 2", "20.00 DKK went out and takes back no payment"),
    )


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("<AcctSvcrRef>K1234-0510</AcctSvcrRef>", "K1234-0510"),
        (details(transaction("<Refs><AcctSvcrRef>9001</AcctSvcrRef></Refs>")), "9001"),
        ("<NtryDtls><Btch><PmtInfId>PI-7</PmtInfId></Btch></NtryDtls>", "PI-7"),
        ("<NtryDtls><Btch><MsgId>MSG-7</MsgId></Btch></NtryDtls>", "MSG-7"),
        ("<NtryRef>7463038123521</NtryRef>", "7463038123521"),
        ("<NtryRef>1</NtryRef>", ""),
        ("", ""),
    ],
)
def test_the_bank_s_name_of_an_entry(inside: str, name: str) -> None:
    assert statement(file(entry(inside=inside))).payments[0].bank_entry == name


def test_entries_that_are_only_counted_have_no_name() -> None:
    numbered = [entry(f"{number}.00", inside=f"<NtryRef>12020924{number:04}</NtryRef>") for number in (41, 42, 43)]
    assert {payment.bank_entry for payment in statement(file(*numbered)).payments} == {""}
    assert not are_names(["ABCDEFGH", "ABCDEFGH"])
    assert not are_names([])


def test_a_lump_in_a_statement_and_its_details_in_a_notification_have_one_name() -> None:
    reference = "<AcctSvcrRef>K1234-0510</AcctSvcrRef>"
    parts = details(*(transaction(f"<Refs><EndToEndId>E{part}</EndToEndId></Refs>", "50.00") for part in (1, 2)), batch=2)
    lump = statement(file(entry(inside=reference)))
    split = told(file(entry(inside=reference + parts)))
    assert [payment.bank_entry for payment in (*lump.payments, *split.payments)] == ["K1234-0510"] * 3
    assert sum(payment.amount.minor for payment in split.payments) == lump.payments[0].amount.minor


@pytest.mark.parametrize("version", range(1, 15))
@pytest.mark.parametrize("message", ["052", "053", "054"])
def test_every_version_is_read(version: int, message: str) -> None:
    data = file(entry()).replace(b"camt.053.001.02", f"camt.{message}.001.{version:02}".encode())
    assert len(statement(data).payments) == 1


@pytest.mark.parametrize("version", ["00", "15", "99"])
def test_an_unknown_version_is_refused(version: str) -> None:
    data = changed(file(entry()), "camt.053.001.02", f"camt.053.001.{version}")
    assert f"line 1: version {version} of the format is not known; 01 to 14 are" in refusal(data)


def test_the_first_version_says_its_number_in_the_element() -> None:
    assert len(statement(file(entry()).replace(b"BkToCstmrStmt>", b"BkToCstmrStmtV01>")).payments) == 1


@pytest.mark.parametrize(
    ("account", "named"),
    [
        ("<IBAN>SE45 5000 0000 0583 9825 7466</IBAN>", "SE4550000000058398257466"),
        ("<Othr><Id>9912346</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr>", "9912346"),
        ("<Othr><Id>99990000014</Id><SchmeNm><Cd>BBAN</Cd></SchmeNm></Othr>", "99990000014"),
    ],
)
def test_an_account_is_an_iban_a_bban_or_a_bankgiro(account: str, named: str) -> None:
    header = f"<Acct><Id>{account}</Id><Ccy>DKK</Ccy></Acct>"
    assert statement(file(entry(), header=header)).account == named


def test_a_large_batch_takes_time_by_its_size_alone() -> None:
    count = 6_000
    parts = details(*(transaction(f"<Refs><EndToEndId>{part}</EndToEndId></Refs>", "1.00") for part in range(count)))
    found = statement(file(entry(f"{count}.00", inside=parts)))
    assert len({payment.key for payment in found.payments}) == count


def judged(data: bytes) -> None:
    try:
        found = camt.read(data, "f.xml")
    except FormatError:
        return
    assert all(payment.key for part in found.statements for payment in part.payments)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    judged(data)
    judged(file(entry()) + data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(NOTIFICATION) - 1), st.binary(max_size=2)), max_size=4))
def test_a_file_somewhat_changed_is_read_or_refused(changes: list[tuple[int, bytes]]) -> None:
    data = NOTIFICATION
    for place, put in changes:
        data = data[:place] + put + data[place + 1 :]
    judged(data)
