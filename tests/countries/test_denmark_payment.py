"""How a Danish creditor is paid and known: FIK ids and code lines, CVR numbers."""

import pytest

from krav.countries import country
from krav.countries.denmark.references import code_line, creditor_number, payment_id
from krav.kernel.refusal import KravError
from krav.law.payment import Payee, PaymentField, match_key

DENMARK = country("DK")
PAYEE = Payee("Fjordbo ApS", "13585628", "9999 0001234567", {"fik_card": "71", "fik_creditor": "81234567"})


@pytest.mark.parametrize(
    ("number", "card", "identifier"),
    [
        ("1", "71", "000000000000018"),
        ("2", "71", "000000000000026"),
        ("12345", "71", "000000000123455"),
        ("20260001", "71", "000000202600011"),
        ("00404040000066", "71", "004040400000669"),
        ("1", "75", "0000000000000018"),
        ("2", "75", "0000000000000026"),
        ("12345", "75", "0000000000123455"),
        ("998877", "75", "0000000009988775"),
    ],
)
def test_published_payment_ids(number: str, card: str, identifier: str) -> None:
    assert payment_id(number, card) == identifier


def test_letters_and_dashes_of_an_invoice_number_fall_away() -> None:
    assert payment_id("F-2026/0001", "71") == payment_id("20260001", "71")


@pytest.mark.parametrize(("card", "room"), [("71", 14), ("75", 15)])
def test_the_longest_number_fits_and_one_digit_more_does_not(card: str, room: int) -> None:
    assert len(payment_id("9" * room, card)) == room + 1
    with pytest.raises(KravError, match=f"needs 1 to {room} digits"):
        payment_id("9" * (room + 1), card)


@pytest.mark.parametrize(
    ("number", "card", "message"), [("FAKTURA", "71", "needs 1 to 14"), ("", "75", "1 to 15"), ("1", "73", "use 71 or 75")]
)
def test_ids_that_cannot_be_are_refused(number: str, card: str, message: str) -> None:
    with pytest.raises(KravError, match=message):
        payment_id(number, card)


@pytest.mark.parametrize("text", ["71234567", "8123456", "812345678", "8123456A", ""])
def test_a_creditor_number_has_eight_digits_from_8(text: str) -> None:
    with pytest.raises(KravError, match="is not an FI creditor number"):
        creditor_number(text)


def test_the_code_line_is_printed_as_on_a_payment_slip() -> None:
    assert code_line("0000000000123455", "75", "81234567") == "+75<0000000000123455+81234567<"


def test_a_letter_prints_the_account_and_the_code_line() -> None:
    reference = DENMARK.reference("2026-0001", PAYEE)
    assert DENMARK.payment_fields(reference, PAYEE) == (
        PaymentField("label_account", "9999 0001234567"),
        PaymentField("label_fik", "+71<000000202600011+81234567<"),
    )


def test_an_electronic_invoice_is_paid_on_the_card_of_its_payment_slip() -> None:
    means = DENMARK.payment_means("000000202600011", PAYEE)
    assert means == ("93", "71#000000202600011", "81234567", "")


def test_the_printed_line_and_the_bare_id_are_one_reference() -> None:
    reference = DENMARK.reference("20260001", PAYEE)
    printed = DENMARK.payment_fields(reference, PAYEE)[1].text
    assert match_key(printed) == match_key(reference) == "202600011"


def test_denmark_has_no_published_code_to_scan() -> None:
    assert DENMARK.payment_code({"amount": "100.00"}, PAYEE) is None


@pytest.mark.parametrize("text", ["13585628", "DK13585628", "CVR 13 58 56 28", "cvr-nr. 13585628", "CVR: 13585628"])
def test_company_numbers_come_to_eight_digits(text: str) -> None:
    assert DENMARK.company_number(text) == "13585628"


@pytest.mark.parametrize("text", ["39270765", "36065206"])
def test_published_company_numbers_are_valid(text: str) -> None:
    assert DENMARK.company_number(text) == text


@pytest.mark.parametrize("text", ["13585627", "12345678", "1358562", "135856280", "03585628", "SE13585628", ""])
def test_wrong_company_numbers_are_refused(text: str) -> None:
    with pytest.raises(KravError, match="is not a CVR number"):
        DENMARK.company_number(text)
