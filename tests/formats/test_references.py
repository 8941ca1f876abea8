"""A reference has one spelling, however a file or a person writes it."""

import pytest

from krav.formats.references import has_false_check_digit, payment_card, plain


@pytest.mark.parametrize(
    "written",
    [
        "71/000000000000018",
        "71#000000000000018",
        "+71<000000000000018+81234567<",
        "+71< 000000000000018 +81234567 <",
        "71<000000000000018",
        "+71 000000000000018",
        "71/18",
    ],
)
def test_every_spelling_of_a_fik_71_is_one(written: str) -> None:
    assert plain(written) == "71/000000000000018"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("75#0000000000000018", "75/0000000000000018"),
        ("04/1234567890123452", "04/1234567890123452"),
        ("0003434323213231", "0003434323213231"),
        ("000 3434 3232 13231", "0003434323213231"),
        ("1009-", "1009-"),
        ("rf18 5390 0754 7034", "RF18539007547034"),
        ("501998/", "501998/"),
        ("Faktura 12", "Faktura 12"),
        ("71#1234567890123456", "71#1234567890123456"),
        ("71000000000000018", "71000000000000018"),
    ],
)
def test_other_references_keep_what_counts(written: str, expected: str) -> None:
    assert plain(written) == expected


@pytest.mark.parametrize(("card", "number"), [("73", ""), ("73", "18"), ("01", "18"), ("71", "1" * 16), ("71", "x")])
def test_a_card_without_a_fitting_number_is_no_reference(card: str, number: str) -> None:
    assert payment_card(card, number) == ""


def test_a_false_check_digit_is_told_of_danish_cards_only() -> None:
    assert has_false_check_digit("71/123456789012345")
    assert not has_false_check_digit("71/000000000000018")
    assert not has_false_check_digit("0003434323213231")
    assert not has_false_check_digit("501998/")
