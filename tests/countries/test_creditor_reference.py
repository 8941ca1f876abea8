"""RF creditor references in every country: made, checked, printed, paid to an IBAN, and found in what payers write."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from krav.claims.matching import Incoming
from krav.claims.matching_words import words_of
from krav.countries import countries, country
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.creditor_reference import is_valid, issue, named_in
from krav.law.payment import Payee, PaymentField, match_key

IBAN = "NO9386011117947"
RF = {"reference": "rf", "iban": "no93 8601 1117 947"}
PAYEE = Payee("Fjordlys AS", "974760673", "8601 11 17947", RF)
OWN = {
    "DK": Payee("Fjordbo ApS", "13585628", "9999 0001234567", {"fik_card": "71", "fik_creditor": "81234567"}),
    "NO": Payee("Fjordlys AS", "974760673", "12345678903", {"kid_length": "9", "kid_algorithm": "MOD10"}),
    "SE": Payee("Lindö Verktyg AB", "5566778899", "", {"bankgiro": "50501055", "ocr_level": "hard"}),
}


@pytest.fixture(name="law", params=[each.code for each in countries().values()])
def fixture_law(request: pytest.FixtureRequest) -> Country:
    """Each country in turn."""
    return country(request.param)


def incoming(*texts: str, reference: str = "") -> Incoming:
    """A payment with these texts."""
    return Incoming(1, currency="EUR", references=(reference,) if reference else (), texts=texts)


def test_an_invoice_gets_an_rf_reference_and_letters_print_it_with_the_iban(law: Country) -> None:
    reference = law.reference("2026-0017", PAYEE)
    assert reference == "RF8420260017"
    assert law.payment_fields(reference, PAYEE) == (
        PaymentField("label_iban", "NO93 8601 1117 947"),
        PaymentField("label_rf", "RF84 2026 0017"),
    )
    assert law.payment_means(reference, PAYEE) == ("30", "RF8420260017", IBAN, "")
    assert law.payment_code({"reference": reference, "amount": "1.00"}, PAYEE) is None


def test_an_invoice_from_before_keeps_its_reference_and_is_paid_to_the_iban(law: Country) -> None:
    assert law.payment_fields("20260014", PAYEE)[1] == PaymentField("label_rf", "20260014")
    assert law.payment_means("20260014", PAYEE).reference == "20260014"


def test_who_did_not_choose_rf_keeps_the_countrys_own(law: Country) -> None:
    payee = OWN[law.code]
    reference = law.reference("1001", payee)
    assert reference.isdigit()
    assert "label_rf" not in {field.label for field in law.payment_fields(reference, payee)}


def test_an_rf_reference_of_another_system_is_paid_to_the_account_that_is_told(law: Country) -> None:
    payee = OWN[law.code]
    assert law.checked_reference("rf84 2026 0017") == "RF8420260017"
    assert law.payment_fields("RF8420260017", replace(payee, account="NO93 8601 1117 947"))[0].text == "NO93 8601 1117 947"
    account, reference = law.payment_fields("RF8420260017", replace(payee, account="8601 11 17947"))
    assert (account.label, account.text, reference.text) == ("label_account", "8601 11 17947", "RF84 2026 0017")


def test_a_false_check_digit_is_no_reference_anywhere(law: Country) -> None:
    with pytest.raises(KravError):
        law.checked_reference("RF85 2026 0017")


@pytest.mark.parametrize(
    ("scheme", "problem"),
    [
        ({"reference": "rf"}, "setting iban is missing"),
        ({"reference": "rf", "iban": ""}, "setting iban is missing"),
        ({"reference": "rf", "iban": "NO9386011117948"}, "“NO9386011117948” is no IBAN"),
        ({"reference": "kid"}, "“kid” is no choice of payment reference"),
    ],
)
def test_what_cannot_be_paid_is_refused(law: Country, scheme: dict[str, str], problem: str) -> None:
    payee = replace(PAYEE, scheme=scheme)
    with pytest.raises(KravError, match=problem):
        law.payment_fields(law.reference("1001", payee), payee)


@pytest.mark.parametrize("number", ["", "---", "1" * 22])
def test_a_number_that_fits_no_rf_reference(law: Country, number: str) -> None:
    with pytest.raises(KravError, match="1 to 21 letters and digits"):
        law.reference(number, PAYEE)


def test_settings_ask_for_what_the_choice_needs(law: Country) -> None:
    def lacking(told: dict[str, str]) -> set[str]:
        return {each.key for each in law.payment_settings if each.is_lacking(told)}

    assert law.payment_settings[0].key == "reference"
    assert lacking({"reference": "rf"}) == {"bank_account", "iban"}
    assert "iban" not in lacking({})
    assert lacking({}) > {"bank_account"}
    assert not lacking({"bank_account": "x", "reference": "rf", "iban": "x"})


@given(st.integers(min_value=1, max_value=10**21 - 1).map(str))
def test_what_is_issued_is_valid_in_every_spelling(number: str) -> None:
    reference = issue(number)
    spaced = iso11649.format(reference).lower()
    assert is_valid(reference)
    assert is_valid(spaced)
    assert match_key(spaced) == match_key(reference.lower()) == match_key(reference)
    assert reference in named_in(f"Faktura: {spaced}. Takk")


@pytest.mark.parametrize(
    ("texts", "reference"),
    [
        (("Betaling RF84 2026 0017 takk",), ""),
        (("betaling rf8420260017",), ""),
        (("Inv.RF84 2026 00", "17"), ""),
        ((), "RF84 2026 0017 / 2"),
    ],
)
def test_a_payers_words_name_it(texts: tuple[str, ...], reference: str) -> None:
    assert "RF8420260017" in {match_key(word) for word in words_of(incoming(*texts, reference=reference))}


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    assert all(is_valid(found) for found in named_in(text))
