"""What a person does on the pages, by the words that stand on them."""

import re
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.conftest import Site
from tests.browser.creditors import Creditor
from tests.browser.people import PASSWORD


def sign_up(page: Page, site: Site, name: str, address: str) -> None:
    """Signs up and proves the address with the link from the mail."""
    page.goto("/account/login/")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your e-mail at work").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    page.goto(site.link(address))
    page.get_by_role("button", name="Yes, it is mine").click()
    expect(page.get_by_role("heading", name=f"Welcome, {name}")).to_be_visible()


def begin_company(page: Page, creditor: Creditor) -> None:
    """The first two steps: which company, and how it is paid."""
    page.goto("/new/")
    page.get_by_role("radio", name=creditor.country).check()
    company = {"Company number": creditor.number, "Street": "Havnegade 1", "Postcode": "8000", "City": "Havneby"}
    fill(page, company | {"Name": creditor.name})
    go_on = page.get_by_role("button", name="Save and go on")
    go_on.click()
    expect(page.get_by_role("heading", name=f"How is {creditor.name} paid?")).to_be_visible()
    fill(page, creditor.typed)
    for words in creditor.chosen:
        page.get_by_role("radio", name=words).check()
    go_on.click()
    expect(page.get_by_role("heading", name="Which invoices are open?")).to_be_visible()


def set_up(page: Page, creditor: Creditor, ledger: bytes) -> None:
    """A company from the first step to its list of invoices."""
    begin_company(page, creditor)
    look_at(page, ledger)
    take_in(page)
    page.get_by_role("link", name="Go on setting up").click()
    page.get_by_role("button", name="Begin with this").click()
    expect(page.get_by_role("heading", name=f"{creditor.name} is ready")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Overdue", exact=True)).to_be_visible()


def fill(page: Page | Locator, typed: dict[str, str]) -> None:
    """Types into fields by their labels; what is optional says so behind its label."""
    for label, text in typed.items():
        page.get_by_label(re.compile(rf"^{re.escape(label)}( optional)?$")).fill(text)


def look_at(page: Page, file: bytes | Path) -> None:
    """Drops a file and asks what it would bring."""
    given = file if isinstance(file, Path) else FilePayload(name="ledger.csv", mimeType="text/csv", buffer=file)
    page.get_by_label("Drop files here").set_input_files(given)
    page.get_by_role("button", name="Look at the file").click()


def take_in(page: Page) -> None:
    """Takes the file in that was looked at."""
    page.get_by_role("button", name=re.compile("^Import .* rows?$")).click()
    expect(page.get_by_role("heading", name="This file was taken in on")).to_be_visible(timeout=40_000)


def row(page: Page, number: str) -> Locator:
    """An invoice's row in a list."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=number, exact=True))


def tick(page: Page, *numbers: str) -> None:
    """Ticks invoices in a list."""
    for number in numbers:
        row(page, number).get_by_role("checkbox").check()


def make(page: Page, words: str) -> Locator:
    """Makes the letters of what is ticked; the print dialog, which opens by itself."""
    page.get_by_role("button", name=words, exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Print letters")).to_be_visible()
    return dialog


def beside(page: Page, link: Locator) -> bytes:
    """The PDF behind a link that opens beside the page."""
    with page.expect_popup() as opened:
        link.click()
    opened.value.close()
    return read(page, opened.value.url)


def read(page: Page, address: str | None) -> bytes:
    """The PDF at an address."""
    answer = page.request.get(address or "")
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()
