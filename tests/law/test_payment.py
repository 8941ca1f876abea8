"""One payment reference in its many spellings."""

import pytest

from krav.law.payment import Payee, bare_reference, match_key


@pytest.mark.parametrize(
    "spelling",
    [
        "+71<000000020211041+81234567<",
        "71<000000020211041+81234567",
        " +71 <000000020211041 +81234567< ",
        "71/000000020211041",
        "71#000000020211041",
        "000000020211041",
        "20211041",
        "2021 1041",
    ],
)
def test_a_fik_id_is_one_key_in_every_spelling(spelling: str) -> None:
    assert match_key(spelling) == "20211041"


@pytest.mark.parametrize(
    ("reference", "bare"),
    [("0012345674", "0012345674"), ("000123-", "000123-"), ("rf18 5390 0754 7034", "RF18539007547034"), (" ", "")],
)
def test_a_bare_reference_keeps_zeros_letters_and_a_closing_dash(reference: str, bare: str) -> None:
    assert bare_reference(reference) == bare


def test_zeros_alone_have_no_key() -> None:
    assert match_key("000") == match_key("") == ""


def test_a_payee_without_a_scheme_has_an_empty_one() -> None:
    assert Payee("Fjordbo ApS", "13585628", "9999 0001234567").scheme == {}
