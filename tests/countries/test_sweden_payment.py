"""How a Swedish creditor is paid and known: OCR references, giro numbers, the code of bank apps, organisation numbers."""

import json
from collections.abc import Mapping
from decimal import Decimal

import pytest

from krav.countries import country
from krav.countries.sweden.giro import bankgiro, plusgiro
from krav.countries.sweden.references import ocr
from krav.kernel.refusal import KravError
from krav.law.payment import Payee, PaymentField

SWEDEN = country("SE")


@pytest.mark.parametrize(
    ("number", "checked", "with_length"),
    [
        ("1", "18", "133"),
        ("10234", "102343", "1023472"),
        ("2026001", "20260014", "202600193"),
        ("123456789", "1234567897", "12345678911"),
        ("1234567890123", "12345678901237", "123456789012354"),
    ],
)
def test_references_with_check_digit_and_with_length_digit(number: str, checked: str, with_length: str) -> None:
    assert ocr(number, "soft") == ocr(number, "hard") == checked
    assert ocr(number, "variable") == with_length


@pytest.mark.parametrize("reference", ["18108401345678778", "1018966492531", "03368912618", "1202951008", "1636976"])
def test_published_references_with_length_digit(reference: str) -> None:
    assert ocr(reference[:-2], "variable") == reference


def test_a_right_check_digit_does_not_make_the_length_digit_right() -> None:
    assert ocr("163691", "soft") == "1636919"
    assert ocr("16369", "variable") == "1636976"


def test_the_length_digit_is_the_last_of_the_length() -> None:
    assert ocr("1234567890", "variable") == "123456789023"


def test_nought_is_a_reference_at_the_soft_level() -> None:
    assert ocr("0", "soft") == "00"
    assert ocr("0", "variable") != "00"


def test_a_fixed_length_is_filled_with_zeros() -> None:
    assert ocr("2026001", "fixed", "10") == "0020260014"


def test_letters_and_dashes_of_an_invoice_number_fall_away() -> None:
    assert ocr("F-2026/001", "hard") == ocr("2026001", "hard")


@pytest.mark.parametrize(
    ("number", "level", "length", "account", "message"),
    [
        ("FAKTURA", "soft", "", "bankgiro", "has no digit"),
        ("1", "", "", "bankgiro", "no OCR control level"),
        ("1", "fixed", "", "bankgiro", "needs the agreed number of digits"),
        ("1234567890", "fixed", "10", "bankgiro", "at most 9"),
        ("1" * 25, "hard", "", "bankgiro", "2 to 25"),
        ("1" * 24, "variable", "", "bankgiro", "2 to 25"),
        ("123", "hard", "", "plusgiro", "5 to 15"),
        ("1" * 15, "hard", "", "plusgiro", "5 to 15"),
    ],
)
def test_references_that_cannot_be_are_refused(number: str, level: str, length: str, account: str, message: str) -> None:
    with pytest.raises(KravError, match=message):
        ocr(number, level, length, account)


def test_the_longest_references_fit() -> None:
    assert len(ocr("1" * 24, "hard")) == len(ocr("1" * 23, "variable")) == 25


@pytest.mark.parametrize(
    ("text", "printed"),
    [("1609908", "160-9908"), ("991-2346", "991-2346"), ("202 7001", "202-7001"), ("50501055", "5050-1055")],
)
def test_bankgiro_numbers_are_checked_and_printed(text: str, printed: str) -> None:
    assert bankgiro(text) == printed


@pytest.mark.parametrize(("text", "printed"), [("9019506", "90 19 50-6"), ("12345674", "123 45 67-4"), ("4-2", "4-2")])
def test_plusgiro_numbers_are_checked_and_printed(text: str, printed: str) -> None:
    assert plusgiro(text) == printed


@pytest.mark.parametrize("text", ["5050-1056", "505010", "150501054", "BG 5050-1055", ""])
def test_wrong_bankgiro_numbers_are_refused(text: str) -> None:
    with pytest.raises(KravError, match="is not a Bankgiro number"):
        bankgiro(text)


@pytest.mark.parametrize("text", ["90 19 50-7", "2", "123456782", "PG"])
def test_wrong_plusgiro_numbers_are_refused(text: str) -> None:
    with pytest.raises(KravError, match="is not a PlusGiro number"):
        plusgiro(text)


def payee(**scheme: str) -> Payee:
    return Payee("Lindö Verktyg AB", "5566778899", "", scheme)


DEMAND = {
    "amount": "25521.78",
    "reference": "2071173",
    "due_on": "2026-12-04",
    "issued_on": "2026-11-24",
    "number": "20711",
    "creditor": "Lindö Verktyg AB",
}


def test_a_letter_prints_bankgiro_and_ocr() -> None:
    creditor = payee(bankgiro="50501055", ocr_level="variable")
    reference = SWEDEN.reference("20711", creditor)
    assert reference == "2071173"
    assert SWEDEN.payment_fields(reference, creditor) == (
        PaymentField("label_account", "5050-1055"),
        PaymentField("label_ocr", "2071173"),
    )


def test_an_electronic_invoice_is_paid_to_the_giro_by_its_kind() -> None:
    bank, post = payee(bankgiro="50501055", ocr_level="variable"), payee(plusgiro="9019506", ocr_level="variable")
    assert SWEDEN.payment_means("2071173", bank) == ("30", "2071173", "50501055", "SE:BANKGIRO")
    assert SWEDEN.payment_means("2071173", post) == ("30", "2071173", "9019506", "SE:PLUSGIRO")


def test_a_letter_prints_plusgiro_where_there_is_no_bankgiro() -> None:
    creditor = payee(plusgiro="9019506", ocr_level="fixed", ocr_length="8")
    assert SWEDEN.payment_fields("0020711", creditor)[0] == PaymentField("label_plusgiro", "90 19 50-6")
    assert SWEDEN.reference("20711", creditor) == ocr("20711", "fixed", "8")


def test_a_plusgiro_takes_no_reference_of_three_digits() -> None:
    with pytest.raises(KravError, match="a plusgiro takes 5 to 15"):
        SWEDEN.reference("12", payee(plusgiro="9019506", ocr_level="hard"))


def test_a_creditor_without_giro_is_told_so() -> None:
    with pytest.raises(KravError, match="neither a Bankgiro nor a PlusGiro"):
        SWEDEN.payment_fields("2071173", payee())


def code(demand: Mapping[str, str], creditor: Payee) -> str:
    found = SWEDEN.payment_code(demand, creditor)
    assert found is not None
    assert found.label == "label_scan_pay"
    return found.content


def test_the_code_is_using_qr_in_one_line_with_the_exact_amount() -> None:
    assert code(DEMAND, payee(bankgiro="5050-1055")) == (
        '{"uqr":1,"tp":1,"nme":"Lindö Verktyg AB","cid":"556677-8899","iref":"2071173","idt":"20261124",'
        '"ddt":"20261204","due":25521.78,"pt":"BG","acc":"5050-1055"}'
    )


def test_the_code_of_a_plusgiro_has_no_blanks_in_the_account() -> None:
    read = json.loads(code(DEMAND, payee(plusgiro="9019506")), parse_float=Decimal)
    assert (read["pt"], read["acc"], read["due"]) == ("PG", "901950-6", Decimal("25521.78"))


def test_a_name_with_quotes_keeps_the_code_readable() -> None:
    creditor = Payee('Bageri "Solen" AB', "5566778899", "", {"bankgiro": "5050-1055"})
    assert json.loads(code(DEMAND, creditor))["nme"] == 'Bageri "Solen" AB'


@pytest.mark.parametrize("text", ["556677-8899", "5566778899", "16 556677-8899", "165566778899"])
def test_organisation_numbers_come_to_ten_digits(text: str) -> None:
    assert SWEDEN.company_number(text) == "5566778899"


@pytest.mark.parametrize("text", ["556677-8890", "556677889", "995566778899", "SE556677889901", ""])
def test_wrong_organisation_numbers_are_refused(text: str) -> None:
    with pytest.raises(KravError, match="is not an organisationsnummer"):
        SWEDEN.company_number(text)
