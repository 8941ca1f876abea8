"""A check digit tells how sure a reference is, and a reference that is issued fits its own scheme."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from krav.countries.denmark.references import payment_id as fik
from krav.countries.norway.references import payment_id as kid
from krav.countries.sweden.references import ocr
from krav.formats.references import Scheme, check, payment_card, plain
from krav.law.creditor_reference import issue

NUMBERS = st.integers(min_value=1, max_value=10**9).map(str)


@pytest.mark.parametrize(
    ("reference", "schemes"),
    [
        ("0000531", {Scheme.KID_MOD11}),
        ("123456782", {Scheme.KID_MOD10, Scheme.OCR}),
        ("1234-", set()),
        ("202600193", {Scheme.KID_MOD10, Scheme.OCR, Scheme.OCR_LENGTH}),
        ("71/000000000000018", {Scheme.FIK}),
        ("71/123456789012345", set()),
        ("75#0000000000123455", {Scheme.FIK}),
        ("73", set()),
        ("RF18 5390 0754 7034", {Scheme.RF}),
        ("RF19539007547034", set()),
        ("501998/", set()),
        ("Faktura 12", set()),
        ("", set()),
        ("1", set()),
        ("1" * 26, set()),
    ],
)
def test_a_reference_fits_these_schemes(reference: str, schemes: set[Scheme]) -> None:
    assert check(reference) == schemes


def test_a_kid_of_modulus_11_may_end_in_a_hyphen() -> None:
    ending = [number for number in range(1000, 1100) if Scheme.KID_MOD11 in check(f"{number}-")]
    assert ending
    assert all(not check(f"{number}-") - {Scheme.KID_MOD11} for number in ending)


@given(NUMBERS)
def test_what_is_issued_fits(number: str) -> None:
    assert Scheme.FIK in check(payment_card("71", fik(number, "71")))
    assert Scheme.FIK in check(payment_card("75", fik(number, "75")))
    assert Scheme.KID_MOD10 in check(kid(number, "12", "MOD10"))
    assert Scheme.OCR in check(ocr(number, "hard"))
    assert Scheme.OCR_LENGTH in check(ocr(number, "variable"))
    assert Scheme.RF in check(issue(number))


def test_the_four_spellings_of_a_fik_are_one() -> None:
    oioubl = payment_card("71", "000000020211041")
    assert {oioubl, *map(plain, ("71#000000020211041", "71/000000020211041", "+71<000000020211041+82424016<"))} == {
        "71/000000020211041"
    }


@given(st.text(max_size=40))
def test_any_text_is_judged_and_never_refused(text: str) -> None:
    assert isinstance(check(text), frozenset)
    assert plain(plain(text)) == plain(text)
