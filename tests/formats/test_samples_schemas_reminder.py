"""Reminders that Krav writes are valid UBL 2.1, where the schemas lie beside the project."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from krav.countries import countries, country
from krav.formats.reminder import WRITERS
from krav.law.step import DebtorKind
from krav.render.reminder import document
from tests.formats.invoices_out import ODD
from tests.formats.reminders_out import EVERY, in_credit, only_reminds
from tests.render.letters import letter

SCHEMAS = Path(__file__).parents[3] / "shared" / "specs" / "xsd" / "ubl21" / "maindoc"

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")


@cache
def schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SCHEMAS / f"UBL-{kind}-2.1.xsd"))


def assert_valid(content: bytes) -> None:
    root = etree.fromstring(content)
    schema(etree.QName(root).localname).assertValid(root)


@pytest.mark.parametrize("kind", EVERY)
def test_a_reminder_is_valid_ubl(kind: str) -> None:
    reminder = EVERY[kind]
    for each in (reminder, only_reminds(reminder), in_credit(reminder)):
        assert_valid(WRITERS[kind](each))


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_a_reminder_of_odd_words_is_valid_ubl(kind: str, text: str) -> None:
    reminder = EVERY[kind]
    invoices = tuple(each._replace(number=f"{number}", text=text) for number, each in enumerate(reminder.invoices))
    charges = tuple(each._replace(text=text, invoice="") for each in reminder.charges)
    nowhere = replace(reminder.customer, name=text, street="", postcode="", city="", email=text, attention=text)
    words = replace(reminder, customer=nowhere, invoices=invoices, charges=charges, note=text, free_of_vat=text)
    assert_valid(WRITERS[kind](words))


@pytest.mark.parametrize(
    ("code", "step"),
    [(code, step.key) for code in countries() for step in (*country(code).ladder, *country(code).case_steps)],
)
def test_every_letter_of_every_country_is_valid_ubl(code: str, step: str) -> None:
    for kind in (DebtorKind.BUSINESS, DebtorKind.CONSUMER):
        assert_valid(document(letter(code, step, kind)))
