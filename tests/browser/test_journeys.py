"""A debt's life in a real browser, as strangers and bookkeepers would click it."""

import re
from datetime import date
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Site, log_in
from tests.browser.creditors import CREDITORS, Creditor
from tests.browser.hands import beside, make, read, row, set_up, sign_up, tick
from tests.browser.people import BOOKKEEPER, PASSWORD


def leaves(content: bytes) -> list[str]:
    """The words on each page of a PDF."""
    assert content.startswith(b"%PDF")
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


@pytest.mark.parametrize("creditor", CREDITORS, ids=lambda each: each.country)
def test_a_stranger_goes_from_signing_up_to_a_paid_invoice(page: Page, site: Site, creditor: Creditor) -> None:
    sign_up(page, site, "Ida Kaj", f"ida@{creditor.slug}.example")
    late, waiting = date(2026, 8, 14), date(2026, 9, 25)
    lines = (
        creditor.line("5001", "Vester Snedkeri", "10000,00", late),
        creditor.line("5002", "Vester Snedkeri", "2500,50", late),
        creditor.line("5003", "Else Friis", "1200,00", late, consumer=True),
        creditor.line("5004", "Nord Tag", "900,00", waiting),
    )
    set_up(page, creditor, creditor.ledger(*lines))

    grey = row(page, "5004")
    expect(grey.get_by_role("checkbox")).to_be_disabled()
    expect(grey).to_contain_text(re.compile(r"until \d\d[.-]\d\d .*days after the due day"))

    tick(page, "5001", "5002", "5003")
    expect(page.get_by_role("group", name="What is chosen")).to_contain_text("3 chosen")
    dialog = make(page, "Make 2 letters")
    merged = beside(page, dialog.get_by_role("link", name="Print the 2 on paper"))
    assert len(leaves(merged)) >= 2
    assert [name in "".join(leaves(merged)) for name in ("Vester Snedkeri", "Else Friis", "Nord Tag")] == [True, True, False]
    dialog.get_by_role("link", name="Not now").click()

    page.get_by_role("region", name="2 letters made").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("2 letters taken back; nothing was sent.")).to_be_visible()
    tick(page, "5001")
    make(page, "Make 1 letter").get_by_role("link", name="Not now").click()

    page.get_by_role("link", name=f"See them at {creditor.letter}").click()
    page.get_by_role("link", name="Vester Snedkeri").click()
    pay_all(page)
    letter = read(page, page.get_by_role("link", name="See the letter").get_attribute("href"))
    assert "Vester Snedkeri" in leaves(letter)[0]
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Invoices").click()
    expect(row(page, "5003")).to_be_visible()
    expect(row(page, "5001")).to_have_count(0)
    page.get_by_role("link", name=re.compile(f"^{creditor.letter} 0")).click()
    expect(row(page, "5001")).to_contain_text("Balance is zero; leaves the list tonight")


def pay_all(page: Page) -> None:
    """Registers a payment of just what the page says is owed."""
    asked = page.get_by_role("heading", level=1).locator("xpath=following-sibling::p").get_by_role("link").inner_text()
    page.get_by_role("link", name="Register payment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill(re.sub(r"[^\d.,\s]", "", asked).strip())
    dialog.get_by_role("button", name="Register the payment").click()
    expect(page.get_by_role("heading", name="Nothing is owed.")).to_be_visible()
    expect(page.get_by_text("Settled")).to_be_visible()
