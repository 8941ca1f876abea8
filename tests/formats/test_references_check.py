"""What is issued is right by its country's own check, a wrong check digit is refused, and any spelling is read as one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.countries.denmark import references as denmark
from krav.countries.norway import references as norway
from krav.countries.sweden import references as sweden
from krav.formats.references import payment_card, plain
from krav.kernel.refusal import KravError
from krav.law.creditor_reference import is_valid, issue

NUMBERS = st.integers(min_value=1, max_value=10**9).map(str)
FIK, KID, OCR = denmark.checked, norway.checked, sweden.checked


@pytest.mark.parametrize(
    ("check", "reference"),
    [
        (KID, "0000531"), (KID, "123456782"), (OCR, "123456782"), (KID, "202600193"), (OCR, "202600193"),
        (FIK, "71/000000000000018"), (FIK, "75#0000000000123455"),
    ],
)  # fmt: skip
def test_a_right_check_digit_is_taken(check: Callable[[str], str], reference: str) -> None:
    assert check(reference)


@pytest.mark.parametrize("check", [FIK, KID, OCR])
@pytest.mark.parametrize("reference", ["1234-", "71/123456789012345", "501998/", "Faktura 12", "", "1", "1" * 26])
def test_a_wrong_one_is_refused(check: Callable[[str], str], reference: str) -> None:
    with pytest.raises(KravError):
        check(reference)


def test_a_kid_of_modulus_11_may_end_in_a_hyphen() -> None:
    def taken(reference: str) -> bool:
        try:
            return bool(KID(reference))
        except KravError:
            return False

    assert 80 < sum(taken(f"{number}-") for number in range(1000, 2000)) < 100


@given(NUMBERS)
def test_what_is_issued_is_right(number: str) -> None:
    assert FIK(payment_card("71", denmark.payment_id(number, "71")))
    assert FIK(payment_card("75", denmark.payment_id(number, "75")))
    assert KID(norway.payment_id(number, "12", "MOD10"))
    assert OCR(sweden.ocr(number, "hard"))
    assert OCR(sweden.ocr(number, "variable"))
    assert is_valid(issue(number))


def test_the_four_spellings_of_a_fik_are_one() -> None:
    oioubl = payment_card("71", "000000020211041")
    assert {oioubl, *map(plain, ("71#000000020211041", "71/000000020211041", "+71<000000020211041+82424016<"))} == {
        "71/000000020211041"
    }


@given(st.text(max_size=40))
def test_any_text_is_spelled_the_same_twice(text: str) -> None:
    assert plain(plain(text)) == plain(text)
