"""What a person tells of invoices made elsewhere, and what stands on the page of their case."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.hands import fill


@dataclass(frozen=True, slots=True)
class Matter:
    """A customer's late invoices (number, amount, the day it was made, the day it was due) and the notice that was sent."""

    account: str
    customer: str
    place: tuple[str, str]
    invoices: Sequence[tuple[str, str, str, str]]
    notice_on: str = "2026-08-14"


def tell(page: Page, matter: Matter) -> None:
    """From the first step of the wizard to its summary."""
    begin(page, matter)
    tell_invoices(page, matter)
    tell_notice(page, matter)
    expect(page.get_by_role("heading", name="Look at the case before it starts")).to_be_visible()


def begin(page: Page, matter: Matter) -> None:
    """Who owes: a private person."""
    page.goto(f"/a/{matter.account}/cases/elsewhere/")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("radio", name="Private person").check()
    postcode, town = matter.place
    fill(page, {"Name": matter.customer, "Street": "Strandgata 4", "Postcode": postcode, "Town": town})
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Which invoices are late?")).to_be_visible()


def tell_invoices(page: Page, matter: Matter) -> None:
    """Every invoice, one at a time."""
    for place, invoice in enumerate(matter.invoices, 1):
        fill_invoice(page, invoice)
        more = place < len(matter.invoices)
        page.get_by_role("button", name="Save and tell of another" if more else "Save and go on").click()
    expect(page.get_by_role("heading", name="What was done already?")).to_be_visible()


def fill_invoice(page: Page, invoice: tuple[str, str, str, str]) -> None:
    """One invoice, not sent yet."""
    labels = ("Invoice number", "Amount with VAT", "Day of the invoice", "Original due day")
    fill(page, dict(zip(labels, invoice, strict=True)))


def tell_notice(page: Page, matter: Matter) -> None:
    """The notice that another system sent."""
    page.get_by_label("Which letter").select_option(label="Collection notice")
    fill(page, {"Sent on": matter.notice_on})
    page.get_by_role("button", name="Save and go on").click()


def start(page: Page) -> tuple[str, str]:
    """Starts what the summary shows; the number of the case and its address."""
    page.get_by_role("button", name="Start the case and make the letter").click()
    answered(page, "The case has begun. Its letter leaves at")
    return case_of(page)


def case_of(page: Page) -> tuple[str, str]:
    """The number in the heading of a case, and its address."""
    found = re.search(r"S\d{4}-\d{4}", page.get_by_role("heading", level=1).inner_text())
    assert found
    return found[0], urlsplit(page.url).path


def answered(page: Page, words: str) -> None:
    """What the page says of what was done."""
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def pay(page: Page, amount: str) -> None:
    """Registers a payment in the dialog that is open."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill(amount)
    dialog.get_by_role("button", name="Register the payment").click()
    expect(page.get_by_role("status").filter(has_text="registered on case")).to_be_visible()


def owed(page: Page) -> Locator:
    """The reckoning of a case, or of one that is about to start."""
    return page.get_by_role("table", name=re.compile("^What .* owe"))


def says(page: Page, lines: dict[str, str], table: Locator | None = None) -> None:
    """Each line of a reckoning says its amount, as a person reads it."""
    for words, amount in lines.items():
        line = (table or owed(page)).get_by_role("row").filter(has_text=words).first
        expect(line.get_by_role("cell").last).to_have_text(re.compile(rf"^\s*{spaced(amount)}\s*$"))


def spaced(amount: str) -> str:
    """An amount as a pattern: what parts thousands may be any space."""
    return re.escape(amount).replace(r"\ ", r"\s")


def paper(name: str, content: bytes) -> FilePayload:
    """A PDF to be dropped."""
    return FilePayload(name=name, mimeType="application/pdf", buffer=content)


def bank_news(folder: Path, account: str, until: date) -> Path:
    """A bank's file that tells of the days until then, and of no money."""
    ibans = {"fjordbo": ("DK1299990004711200", "DKK"), "sodersol": ("SE3799900000000123456789", "SEK")}
    iban, currency = ibans[account]
    file = folder / f"bank-{account}-{until}.xml"
    file.write_text(
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{account}{until}</MsgId><CreDtTm>{until}T21:00:00</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{until}</Id><CreDtTm>{until}T21:00:00</CreDtTm>"
        f"<FrToDt><FrDtTm>2026-09-25T00:00:00</FrDtTm><ToDtTm>{until}T23:59:59</ToDtTm></FrToDt>"
        f"<Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct></Stmt></BkToCstmrStmt></Document>"
    )
    return file
