"""Electronic invoices that Krav writes: valid UBL, and read back by its own reader as what they were."""

from dataclasses import replace
from datetime import date

import pytest
from lxml import etree

from krav.formats import ubl
from krav.formats.ubl import InvoiceOut
from krav.formats.values import LedgerIn
from krav.kernel.money import Money
from krav.law.payment import PaymentMeans
from tests.formats.invoices_out import CONSUMER, CREDIT_NOTE, INVOICE, SUPPLIER


def read(invoice: InvoiceOut) -> LedgerIn:
    data = ubl.write(invoice)
    assert ubl.recognises(data, "f.xml")
    return ubl.read(data, "f.xml")


@pytest.mark.parametrize("invoice", [INVOICE, CONSUMER])
def test_what_is_written_is_read_again(invoice: InvoiceOut) -> None:
    found = read(invoice)
    (item,) = found.items
    assert (found.format, found.remarks, found.supplier) == ("Peppol BIS Billing 3 invoice", (), SUPPLIER)
    assert (item.number, item.issued_on, item.due_on) == ("900017", date(2026, 11, 24), date(2026, 12, 8))
    assert (item.amount, item.customer, item.reference) == (invoice.amount, invoice.customer, "9000175")
    assert item.description == "Faktura 20418 (+1)"


def test_a_credit_note_is_read_as_one_on_its_invoice() -> None:
    (item,) = read(CREDIT_NOTE).items
    assert (item.number, item.amount, item.credits) == ("900018", Money(-6000, "SEK"), "900017")


def test_a_danish_payment_slip_keeps_its_card() -> None:
    slip = replace(INVOICE, means=PaymentMeans("93", "71#000000009000175", "81234567"))
    assert read(slip).items[0].reference == "71/000000009000175"


def test_a_line_below_zero_has_a_price_above_it() -> None:
    document = etree.fromstring(ubl.write(INVOICE))
    texts = {}
    for name in ("InvoicedQuantity", "PriceAmount"):
        texts[name] = [node.text for node in document.iterfind(f".//{{*}}{name}")]
    assert texts == {"InvoicedQuantity": ["1", "-1"], "PriceAmount": ["68.49", "8.49"]}


def test_it_bears_no_vat_and_names_no_vat_number() -> None:
    text = ubl.write(INVOICE).decode()
    assert "VATEX-EU-O" in text
    assert "PartyTaxScheme" not in text
    assert "<cbc:Percent" not in text


def test_only_a_company_has_an_address_in_peppol() -> None:
    assert ubl.write(INVOICE).count(b'EndpointID schemeID="0007"') == 2
    assert ubl.write(CONSUMER).count(b"EndpointID schemeID") == 1
