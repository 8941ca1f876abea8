"""The words of ledger files are kept without contradiction."""

from itertools import combinations

import pytest

from krav.formats.sheets.vocabulary import Vocabulary
from krav.formats.table.words import (
    ANSWERS,
    COLUMNS,
    CUSTOMER_TYPES,
    DOCUMENT_TYPES,
    LANGUAGES,
    NEEDED,
    countries,
)


def words(vocabulary: Vocabulary) -> dict[str, set[str]]:
    lists = vocabulary.accepted().split("), ")
    return {name: set(known.rstrip(")").split(", ")) for name, _, known in (item.partition(" (") for item in lists)}


@pytest.mark.parametrize("vocabulary", [COLUMNS, CUSTOMER_TYPES, DOCUMENT_TYPES, ANSWERS, LANGUAGES])
def test_no_word_means_two_things(vocabulary: Vocabulary) -> None:
    for first, second in combinations(words(vocabulary).items(), 2):
        assert first[1].isdisjoint(second[1]), (first[0], second[0])


def test_every_word_means_what_it_is_listed_under() -> None:
    for field, known in words(COLUMNS).items():
        assert {COLUMNS.meaning(word) for word in known} == {field.replace(" ", "_")}


def test_without_four_columns_a_line_is_no_invoice() -> None:
    assert NEEDED == ("customer_name", "invoice_number", "invoice_date", "amount")


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("Kundenr.", "customer_number"),
        ("Org.nr.", "company_number"),
        ("CVR-nr", "company_number"),
        ("Poststed", "city"),
        ("E-post", "email"),
        ("Förfallodag", "due_date"),
        ("Restbeløb", "open_amount"),
        ("KID", "payment_reference"),
        ("FIK-nummer", "payment_reference"),
        ("OCR", "payment_reference"),
        ("Credited invoice", "credited_invoice"),
        ("Beløb ekskl. moms", None),
        ("Adresse 2", None),
    ],
)
def test_a_heading(word: str, meaning: str | None) -> None:
    assert COLUMNS.meaning(word) == meaning


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Privatperson", "consumer"),
        ("forbruker", "consumer"),
        ("Erhverv", "business"),
        ("bedrift", "business"),
        ("Företag", "business"),
        ("Enkeltmandsvirksomhed", "sole_trader"),
        ("ENK", "sole_trader"),
        ("enskild firma", "sole_trader"),
        ("kommune", "public"),
        ("public body", "public"),
    ],
)
def test_a_customer_type(word: str, kind: str) -> None:
    assert CUSTOMER_TYPES.meaning(word) == kind


def test_countries_are_known_by_code_and_by_name_in_four_languages() -> None:
    assert {countries()[name] for name in ("dk", "danmark", "denmark")} == {"DK"}
    assert {countries()[name] for name in ("tyskland", "germany")} == {"DE"}
    assert "atlantis" not in countries()
