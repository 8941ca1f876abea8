"""What a bank tells fits where it is kept: names are cut, what tells money from money is not."""

from datetime import date

import pytest

from krav.formats.fitting import WIDTHS, fitted
from krav.formats.sniff import read
from krav.formats.values import BankFileIn, PaymentIn, StatementIn
from krav.kernel.money import Money

DAY = date(2026, 10, 5)


def only(**told: str) -> PaymentIn:
    """The payment as it is kept; what is under way is kept alike."""
    payment = PaymentIn(DAY, Money(100, "DKK"), "k", "line 1")._replace(**told)  # type: ignore[arg-type]
    statement = StatementIn((payment,), "x", "", "DKK", DAY, pending=(payment,))
    (kept,) = fitted(BankFileIn((statement,), "x")).statements
    assert kept.pending == kept.payments
    return kept.payments[0]


@pytest.mark.parametrize("field", WIDTHS)
def test_what_fits_is_kept_as_it_is(field: str) -> None:
    assert getattr(only(**{field: "A" * WIDTHS[field]}), field) == "A" * WIDTHS[field]


@pytest.mark.parametrize("field", ["key", "bank_entry"])
def test_long_keys_that_end_differently_stay_two(field: str) -> None:
    long = [getattr(only(**{field: "A" * WIDTHS[field] + end}), field) for end in "xy"]
    assert [len(text) for text in long] == [WIDTHS[field]] * 2
    assert len(set(long)) == 2
    assert long[0] == getattr(only(**{field: "A" * WIDTHS[field] + "x"}), field)


def test_a_long_name_is_cut_and_a_long_number_is_none() -> None:
    long = only(payer_name="Æ" * 201, payer_account="1" * 41, payer_number="2" * 21)
    assert (long.payer_name, long.payer_account, long.payer_number) == ("Æ" * 200, "", "")


def test_letters_that_no_database_holds_are_left_out() -> None:
    assert only(payer_name="Bo\0Prøve").payer_name == "BoPrøve"
    assert only(key="a\0b").key != only(key="ab").key
    assert "\0" not in only(key="a\0b").key


def test_every_bank_file_that_is_read_fits() -> None:
    entry = (
        '<Ntry><Amt Ccy="DKK">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-10-05</Dt></BookgDt>'
        f"<AcctSvcrRef>{'R' * 300}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{'N' * 300}</Nm>"
        f"<Id><OrgId><Othr><Id>{'9' * 300}</Id></Othr></OrgId></Id></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{'1' * 300}</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>"
    )
    account = "<Acct><Id><IBAN>DK5099990001234567</IBAN></Id></Acct>"
    head = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
    found = read(f"{head}{account}{entry}</Stmt></BkToCstmrStmt></Document>".encode(), "bank.xml", "DKK")
    assert isinstance(found, BankFileIn)
    (payment,) = found.statements[0].payments
    assert {field: len(getattr(payment, field)) for field in WIDTHS} == {
        "key": len(payment.key), "bank_entry": 80, "payer_name": 200, "payer_account": 0, "payer_number": 0,
    }  # fmt: skip
