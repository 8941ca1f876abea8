"""Documents that Krav writes are valid against their publishers' schemas, where those lie beside the project."""

from pathlib import Path

import pytest
from lxml import etree

from krav.formats import ubl
from krav.formats.ubl import InvoiceOut
from tests.formats.invoices_out import CONSUMER, CREDIT_NOTE, INVOICE

SCHEMAS = Path(__file__).parents[3] / "shared" / "specs" / "xsd"

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")


@pytest.mark.parametrize("invoice", [INVOICE, CREDIT_NOTE, CONSUMER])
def test_an_invoice_is_valid_ubl(invoice: InvoiceOut) -> None:
    kind = "CreditNote" if invoice.credits else "Invoice"
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "ubl21" / "maindoc" / f"UBL-{kind}-2.1.xsd"))
    schema.assertValid(etree.fromstring(ubl.write(invoice)))
