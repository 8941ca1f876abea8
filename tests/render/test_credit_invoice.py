"""Invoices on credits and statements of what was used: paper that adds up, and documents that schemas allow."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from krav.claims.packages import Company, CreditInvoice, order_sum
from krav.claims.usage import Usage, Used
from krav.countries import country
from krav.formats import ubl
from krav.kernel.money import Money
from krav.render.credit_invoice import invoice_sheet, invoice_ubl
from krav.render.credit_usage import usage_csv, usage_sheet
from krav.render.pdf import Renderer

SCHEMAS = Path(__file__).parents[3] / "shared" / "specs" / "xsd"
ON, DUE = date(2026, 3, 24), date(2026, 4, 7)
SELLER = Company(
    "Kravdrift ApS", "99000112", "Havnegade 1", "9990", "Skagen", "DK", "faktura@kravdrift.example", "DK5099990001234567",
    "DK99000112",
)  # fmt: skip
BUYERS = {
    "DK": Company("Regnskab Nord ApS", "99000139", "Algade 2", "9000", "Aalborg", "DK", "post@regnskabnord.example"),
    "SE": Company("Provbygg i Småland AB", "5599990008", "Testgatan 3", "35233", "Växjö", "SE", ""),
    "NO": Company("Nordlys Lamper AS", "313000001", "Storgata 12", "9008", "Tromsø", "NO", "post@nordlys.example"),
}


def invoice(buyer: str = "DK", discount: int = 1000, credits: str = "") -> CreditInvoice:
    total = order_sum(1_500_00, discount, country("DK"), country(buyer), ON)
    units = {"letter": 100, "sms": 1}
    return CreditInvoice("10001", ON, DUE, "DKK", SELLER, BUYERS[buyer], "Breve", units, 365, total, credits)


def paper(one: CreditInvoice) -> str:
    pages = PdfReader(BytesIO(Renderer().sheet(invoice_sheet(one)))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages).replace("\xa0", " ")


def test_the_paper_says_what_was_bought_and_what_is_to_be_paid() -> None:
    said = paper(invoice())
    for words in ("Faktura 10001", "Betales senest 07.04.2026", "Breve: 100 breve, 1 SMS", "Kan bruges i 365 dage"):
        assert words in said
    for words in ("1.500,00", "−150,00", "1.350,00", "Moms 25,00 %", "337,50", "At betale", "1.687,50"):
        assert words in said


@pytest.mark.parametrize(
    ("buyer", "words"), [("SE", "Omvänd betalningsskyldighet"), ("NO", "utenfor selgerens avgiftsområde")]
)
def test_abroad_it_bears_no_vat_and_says_why_in_the_buyers_language(buyer: str, words: str) -> None:
    said = paper(invoice(buyer))
    assert words in said
    assert invoice(buyer).sum.total == 1_350_00


@pytest.mark.parametrize("credits", ["", "10001"])
@pytest.mark.parametrize("buyer", BUYERS)
def test_the_document_is_read_again_as_what_it_is(buyer: str, credits: str) -> None:
    one = invoice(buyer, credits=credits)
    (item,) = ubl.read(invoice_ubl(one), "f.xml").items
    assert item.amount == Money(one.sum.total * (-1 if credits else 1), "DKK")
    assert (item.customer.name, item.customer.company_number) == (one.buyer.name, one.buyer.company_number)
    assert item.credits == credits


@pytest.mark.parametrize(("buyer", "category", "percent"), [("DK", "S", "25.00"), ("SE", "AE", "0.00"), ("NO", "G", "0.00")])
def test_the_vat_adds_up(buyer: str, category: str, percent: str) -> None:
    document = etree.fromstring(invoice_ubl(invoice(buyer)))

    def texts(name: str) -> list[str]:
        return [node.text or "" for node in document.iterfind(f".//{{*}}{name}")]

    assert texts("Percent") == [percent] * 3
    assert document.findtext(".//{*}TaxCategory/{*}ID") == category
    lines = [Decimal(node.text or "") for node in document.iterfind(".//{*}InvoiceLine/{*}LineExtensionAmount")]
    net, vat = Decimal(texts("TaxExclusiveAmount")[0]), Decimal(texts("TaxAmount")[0])
    assert sum(lines) == net == Decimal(texts("TaxableAmount")[0])
    assert Decimal(texts("PayableAmount")[0]) == Decimal(texts("TaxInclusiveAmount")[0]) == net + vat
    assert document.findtext(".//{*}AccountingSupplierParty//{*}PartyTaxScheme/{*}CompanyID") == "DK99000112"
    assert (document.findtext(".//{*}TaxExemptionReasonCode") or "") == ("" if buyer == "DK" else f"VATEX-EU-{category}")


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the schemas are not beside the project")
@pytest.mark.parametrize("credits", ["", "10001"])
@pytest.mark.parametrize("buyer", BUYERS)
def test_samples_the_document_is_valid_ubl(buyer: str, credits: str) -> None:
    kind = "CreditNote" if credits else "Invoice"
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "ubl21" / "maindoc" / f"UBL-{kind}-2.1.xsd"))
    schema.assertValid(etree.fromstring(invoice_ubl(invoice(buyer, credits=credits))))


LINES = (
    Used(ON, "letter", "L1001 · Øster Ås A/S", 1, 1350),
    Used(ON, "sms", "=cmd", 3, 35),
    Used(DUE, "letter", "L1001 · Øster Ås A/S", -1, 1350),
    Used(DUE, "letter", "L1002 · Øster Ås A/S", 1, 1351),
)


def usage(markup: int = 1500, lines: tuple[Used, ...] = LINES) -> Usage:
    return Usage("Fjordbo ApS", "Regnskab Nord ApS", "DK", "DKK", ON, DUE, markup, lines)


def test_a_statement_adds_its_mark_up_once() -> None:
    assert (usage().cost, usage().extra, usage().total) == (1456, 218, 1674)
    assert [tuple(each) for each in usage().by_unit] == [("letter", 1, 1351), ("sms", 3, 105)]
    (page,) = PdfReader(BytesIO(Renderer().sheet(usage_sheet(usage())))).pages
    said = " ".join(page.extract_text().split()).replace("\xa0", " ")
    for words in (
        "Forbrug hos Fjordbo ApS",
        "Tillæg 15,00 %",
        "2,18",
        "At viderefakturere",
        "16,74",
        "L1002 · Øster Ås A/S",
    ):
        assert words in said


def test_its_table_comes_to_the_same() -> None:
    rows = list(csv.DictReader(StringIO(usage_csv(usage()).decode("utf-8-sig")), delimiter=";"))
    assert sum(Decimal(row["i alt"]) for row in rows) == Decimal("16.74")
    assert sum(Decimal(row["tillæg"]) for row in rows) == Decimal("2.18")
    assert [row["hvad"] for row in rows][1] == "'=cmd"
    assert usage_csv(usage(lines=())).decode("utf-8-sig").count("\n") == 1


def test_a_client_that_used_nothing_is_told_so() -> None:
    (page,) = PdfReader(BytesIO(Renderer().sheet(usage_sheet(usage(lines=()))))).pages
    assert "Der er ikke brugt noget i perioden." in " ".join(page.extract_text().split())
