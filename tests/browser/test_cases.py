"""Collection cases in a real browser: from the expired notice to every way in which they end, in each country."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.browser.conftest import Site, later, log_in, window
from tests.browser.hands import fill
from tests.browser.matters import Matter, bank_news, begin, fill_invoice, number_of, owed, paper, says, start, tell, tell_notice
from tests.browser.people import BOOKKEEPER, CASEWORKER, PASSWORD

DENMARK = Matter(
    "fjordbo", "Rikke Vig", ("8000", "Aarhus C"),
    [("E-71", "8000,00", "2026-06-15", "2026-07-15"), ("E-72", "1250,00", "2026-06-20", "2026-07-20")],
)  # fmt: skip
"""Interest at 10 %: 8.000 for 76 days 166,58 and 1.250 for 71 days 24,32."""
NORWAY = Matter("nordlys", "Ragna Vik", ("8006", "Bodø"), [("E-81", "8000,00", "2026-06-15", "2026-07-15")])
"""Interest at 12.25 % for 76 days 204,05; the demand costs 113,00."""
SWEDEN = Matter("sodersol", "Rut Vik", ("211 42", "Malmö"), [("E-91", "8000,00", "2026-06-15", "2026-07-15")])
"""Interest at 10 % for 76 days 166,58; the demand costs 180,00."""


def words(content: bytes) -> str:
    """All words of a PDF."""
    return "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(content)).pages)


def said(page: Page, text: str) -> None:
    """What the page answers to what was done."""
    expect(page.get_by_role("status")).to_contain_text(text)


def test_a_case_from_the_list_gathers_and_a_payment_on_its_row_closes_it(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/fjordbo/invoices/?stage=expired")
    kajen = page.get_by_role("row").filter(has_text="Café Kajen ApS")
    expect(kajen).to_have_count(2)
    kajen.first.get_by_role("link", name="Start case").click()
    says(page, owed(page), {"Invoice 20262011": "18.750,00", "Invoice 20262015": "4.987,50", "Late-payment interest": "775,69",
                            "Compensation": "310,00", "To be paid by 09.10.2026": "25.433,19"})  # fmt: skip
    expect(page.get_by_role("heading", name="2 invoices, one case")).to_be_visible()
    page.get_by_role("checkbox", name="Invoice 20262015").uncheck()
    page.get_by_role("button", name="Reckon with these").click()
    expect(page.get_by_role("heading", name="1 invoice, one case")).to_be_visible()
    page.get_by_role("checkbox", name="Invoice 20262015").check()
    page.get_by_role("button", name="Reckon with these").click()
    page.get_by_label("Department").fill("Aarhus")
    page.get_by_role("button", name="Start case and send letter").click()
    said(page, "The case is open and its letter is made.")
    number = number_of(page)
    expect(page.get_by_role("definition").filter(has_text="Aarhus")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cases").click()
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name=f"Register a payment on case {number}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("25.500,00")
    dialog.get_by_role("button", name="Register the payment").click()
    said(page, "The case is closed. 66,81 was paid too much and is owed back to the customer.")
    expect(row).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Closed")).click()
    row.get_by_role("link", name="Café Kajen ApS").click()
    expect(page.get_by_role("heading", name="Closed 29.09.2026: paid.")).to_be_visible()
    expect(page.get_by_text("66,81 was paid too much and is owed back").first).to_be_visible()
    page.get_by_role("link", name="See the payment").click()
    expect(page.get_by_role("row").filter(has_text="66,81").first).to_be_visible()


def locked(password: str) -> bytes:
    """A PDF that opens for nobody without its password; without one it opens for everybody."""
    made, kept = PdfWriter(), BytesIO()
    made.add_blank_page(595, 842)
    if password:
        made.encrypt(password, algorithm="RC4-128")
    made.write(kept)
    return kept.getvalue()


def test_a_wizard_is_left_and_taken_up_and_its_case_is_paid_by_instalments(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    begin(page, NORWAY)
    fill_invoice(page, NORWAY.invoices[0])
    for name, content, why in (("locked.pdf", locked("secret"), "password"), ("picture.pdf", b"\x89PNG", "no PDF")):
        page.get_by_label("The invoice as PDF").set_input_files(paper(name, content))
        page.get_by_role("button", name="Save and go on").click()
        expect(page.locator(".err").filter(has_text=why)).to_be_visible()
        expect(page.get_by_label("Amount with VAT")).to_have_value("8000,00")
    page.get_by_label("The invoice as PDF").set_input_files(paper("invoice.pdf", locked("")))
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="What was done already?")).to_be_visible()
    page.goto("/a/nordlys/cases/")
    page.get_by_role("link", name="From an invoice made elsewhere").click()
    page.get_by_role("link", name="Ragna Vik").click()
    payment = page.get_by_role("region", name="Has part of it been paid?")
    payment.get_by_label("Amount").fill("1000,00")
    payment.get_by_label("The day the money came").fill("2026-09-15")
    tell_notice(page, NORWAY)
    says(page, owed(page), {"Invoice E-81": "8 000,00", "Paid 15.09.2026": "−1 000,00"})
