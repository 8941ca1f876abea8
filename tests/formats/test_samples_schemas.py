"""Documents that Krav writes are valid against their publishers' schemas, where those lie beside the project."""

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from krav.formats import ubl
from krav.formats.ubl import InvoiceOut
from krav.formats.xml import carried
from krav.kernel.money import Money
from tests.formats.invoices_out import CONSUMER, CREDIT_NOTE, INVOICE, LINES, ODD, oddly

SCHEMAS = Path(__file__).parents[3] / "shared" / "specs" / "xsd"

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")


@pytest.mark.parametrize("invoice", [INVOICE, CREDIT_NOTE, CONSUMER])
def test_an_invoice_is_valid_ubl(invoice: InvoiceOut) -> None:
    assert_valid(invoice)


@pytest.mark.parametrize("invoice", [INVOICE, CREDIT_NOTE, CONSUMER], ids=["invoice", "credit note", "consumer"])
@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_words_are_valid_and_read_again(invoice: InvoiceOut, text: str) -> None:
    odd = oddly(invoice, text)
    assert_valid(odd)
    (item,) = ubl.read(ubl.write(odd), "odd.xml").items
    assert item.customer.name == " ".join(carried(text).split())


def test_many_lines_are_valid_and_come_to_the_same() -> None:
    many = replace(INVOICE, lines=LINES * 1500, amount=Money(6000 * 1500, "SEK"))
    assert_valid(many)
    (item,) = ubl.read(ubl.write(many), "many.xml").items
    assert item.amount == many.amount


def assert_valid(invoice: InvoiceOut) -> None:
    kind = "CreditNote" if invoice.credits else "Invoice"
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "ubl21" / "maindoc" / f"UBL-{kind}-2.1.xsd"))
    schema.assertValid(etree.fromstring(ubl.write(invoice)))
