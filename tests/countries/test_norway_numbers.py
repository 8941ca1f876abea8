"""Norwegian numbers: KID, organisation numbers, bank accounts, and the payment block they make."""

import pytest

from krav.countries import country
from krav.countries.norway import identifiers, references
from krav.kernel.refusal import KravError
from krav.law.payment import Payee, PaymentField
from krav.law.step import StepKind

NORWAY = country("NO")
PAYEE = Payee("Fjordlys AS", "974760673", "12345678903", {"kid_length": "9", "kid_algorithm": "MOD10"})


@pytest.mark.parametrize(
    ("digits", "check"), [("12345678", "2"), ("1234567", "4"), ("1001", "7"), ("20261001", "0"), ("00012000456", "9")]
)
def test_kid_by_mod10(digits: str, check: str) -> None:
    assert references.payment_id(digits, str(len(digits) + 1), "MOD10") == digits + check


@pytest.mark.parametrize(("digits", "check"), [("12345678", "5"), ("000053", "1"), ("003663", "3"), ("20261001", "3")])
def test_kid_by_mod11(digits: str, check: str) -> None:
    assert references.payment_id(digits, str(len(digits) + 1), "MOD11") == digits + check


def test_a_kid_that_would_end_in_a_dash_is_not_issued() -> None:
    with pytest.raises(KravError, match="1009 has no check digit by MOD11"):
        references.payment_id("1009", "5", "MOD11")


def test_a_kid_keeps_its_leading_zeros_and_drops_signs() -> None:
    assert references.payment_id("F-53", "7", "MOD11") == "0000531"


@pytest.mark.parametrize("length", ["", "3", "26", "ni", "-9"])
def test_a_kid_has_four_to_twentyfive_digits(length: str) -> None:
    with pytest.raises(KravError, match="is no length of a KID"):
        references.payment_id("1", length, "MOD10")


@pytest.mark.parametrize(("length", "kid"), [("4", "0018"), ("25", "0000000000000000000000018")])
def test_the_shortest_and_the_longest_kid(length: str, kid: str) -> None:
    assert references.payment_id("1", length, "MOD10") == kid


@pytest.mark.parametrize("number", ["", "abc", "123456789"])
def test_a_number_that_does_not_fit_is_refused(number: str) -> None:
    with pytest.raises(KravError, match="does not fit a KID of 9 digits"):
        references.payment_id(number, "9", "MOD10")


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(KravError, match="set kid_algorithm to MOD10 or MOD11"):
        references.payment_id("1", "9", "MOD97")


def test_the_payee_says_how_long_the_kid_is() -> None:
    assert NORWAY.reference("20261001", PAYEE) == "202610010"
    assert NORWAY.reference("20261001", Payee("", "", "", {"kid_length": "9"})) == "202610010"
    with pytest.raises(KravError, match="kid_length"):
        NORWAY.reference("20261001", Payee("", "", ""))


@pytest.mark.parametrize("number", ["974760673", "984851006", "923609016", "889640782", "313159949"])
def test_organisation_numbers(number: str) -> None:
    assert NORWAY.company_number(number) == number


@pytest.mark.parametrize("text", ["NO 974 760 673 MVA", "no974760673mva", "Org.nr. 974 760 673", "Org.nr.: 974760673 MVA"])
def test_organisation_numbers_in_the_spellings_of_letterheads(text: str) -> None:
    assert NORWAY.company_number(text) == "974760673"


@pytest.mark.parametrize("text", ["974760672", "97476067", "", "NO MVA", "9747606734"])
def test_what_is_no_organisation_number(text: str) -> None:
    with pytest.raises(KravError, match="is not an organisasjonsnummer"):
        NORWAY.company_number(text)


@pytest.mark.parametrize("text", ["12345678903", "1234 56 78903", "1234.56.78903"])
def test_bank_accounts(text: str) -> None:
    assert identifiers.account(text) == "12345678903"


def test_another_published_bank_account() -> None:
    assert identifiers.account("99991042764") == "99991042764"


@pytest.mark.parametrize("text", ["12345678904", "1234567890", "", "0000.4090403", "NO9386011117947"])
def test_what_is_no_bank_account(text: str) -> None:
    with pytest.raises(KravError, match="is not a Norwegian bank account"):
        identifiers.account(text)


def test_an_electronic_invoice_is_paid_to_the_account_with_kid() -> None:
    assert NORWAY.payment_means("202610010", PAYEE) == ("30", "202610010", "12345678903", "")


def test_the_payment_block() -> None:
    assert NORWAY.payment_fields("202610010", PAYEE) == (
        PaymentField("label_account", "1234 56 78903"),
        PaymentField("label_kid", "202610010"),
    )


def test_a_payment_block_with_a_wrong_account_is_refused() -> None:
    with pytest.raises(KravError, match="12345678900"):
        NORWAY.payment_fields("202610010", Payee("Fjordlys AS", "974760673", "12345678900"))


def test_no_code_is_printed() -> None:
    assert NORWAY.payment_code({}, PAYEE) is None


@pytest.mark.parametrize("by_reference", [True, False])
@pytest.mark.parametrize("last_letter", [None, *StepKind])
def test_a_payment_covers_costs_then_interest_then_principal(by_reference: bool, last_letter: StepKind | None) -> None:
    assert NORWAY.payment_aim(by_reference=by_reference, last_letter=last_letter) == ""


def test_the_country_introduces_itself() -> None:
    assert (NORWAY.code, NORWAY.name, NORWAY.currency, NORWAY.languages) == ("NO", "Norge", "NOK", ("nb", "en"))
    assert [step.key for step in NORWAY.ladder] == ["purring", "inkassovarsel", "betalingsoppfordring"]
