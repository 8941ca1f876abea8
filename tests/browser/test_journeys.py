"""A debt's life in a real browser, as strangers and bookkeepers would click it."""

import base64
import hmac
import re
import time
from datetime import date
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import TODAY, Site, log_in, window
from tests.browser.creditors import CREDITORS, Creditor
from tests.browser.hands import beside, make, read, row, set_up, sign_up, tick
from tests.browser.people import BOOKKEEPER, CASEWORKER, GUEST, PASSWORD

Form = dict[str, str | float | bool]
"""What a form sends, as Playwright wants it."""


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
    page.get_by_role("link", name=re.compile(rf"^{creditor.letter} \d+ 0,00")).click()
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


def test_a_bookkeeper_says_yes_for_two_clients_at_once_and_sees_nobody_elses(
    browser: Browser, site: Site, page: Page
) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    norway, sweden = (page.get_by_role("region", name=name) for name in ("Nordlys Elektro AS", "Södersol Bygg AB"))
    norway.get_by_role("checkbox", name="Reminder: 5 invoices wait for a yes").check()
    sweden.get_by_role("checkbox", name="Reminder 2: 4 invoices wait for a yes").check()
    page.get_by_role("button", name="Approve 9", exact=True).click()
    answers = page.get_by_role("region", name="What became of your yes").get_by_role("listitem")
    expect(answers.filter(has_text="Nordlys Elektro AS, Reminder")).to_contain_text("leave at")
    expect(answers.filter(has_text="Södersol Bygg AB, Reminder 2")).to_contain_text("leave at")
    expect(norway.get_by_role("checkbox", name="Reminder: 5 invoices")).to_have_count(0)
    answers.filter(has_text="Nordlys").get_by_role("link", name="See them, or undo").click()
    expect(page.get_by_role("region", name="letters made: Reminder")).to_be_visible()
    page.get_by_role("dialog").get_by_role("link", name="Not now").click()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Calendar").click()
    page.get_by_role("link", name="Switch account: Nordlys Elektro AS").click()
    page.get_by_role("dialog").get_by_role("link", name="Södersol Bygg AB").click()
    expect(page.get_by_role("link", name="Switch account: Södersol Bygg AB")).to_be_visible()
    expect(page).to_have_url(f"{site.url}/a/sodersol/calendar/")

    with window(browser, site) as other:
        log_in(other, CASEWORKER, PASSWORD)
        expect(other.get_by_text("Nordlys")).to_have_count(0)
        for path in ("/a/nordlys/", "/a/nordlys/invoices/", "/a/sodersol/settings/people/"):
            answer = other.goto(path)
            assert answer
            assert answer.status == 404
            expect(other.get_by_role("heading", name="Nothing here")).to_be_visible()


def test_a_guest_sees_everything_and_changes_nothing(page: Page) -> None:
    log_in(page, GUEST, PASSWORD)
    page.goto("/a/fjordbo/invoices/?stage=rykker_1")
    words = "This needs the role caseworker; an administrator of the account can give it."
    expect(page.get_by_role("button", name="Make letters")).to_be_disabled()
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.locator("tbody").get_by_role("checkbox").first).to_be_disabled()
    before = page.get_by_role("navigation", name="Stages").inner_text()
    movable = page.get_by_role("row").filter(has_text="Reminder 2, on your yes").first
    address = movable.locator("td.c-who a").get_attribute("href") or ""

    page.goto(address)
    expect(page.get_by_text(words)).to_be_visible()
    for name in ("Make reminder 2", "Register payment", "The customer objects", "Write a note"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_role("link", name="Print for court")).to_be_visible()
    token = next(each["value"] for each in page.context.cookies() if each.get("name") == "csrftoken")
    letter: Form = {"claim": address.split("/")[-2], "step": "rykker_2", "stage": "rykker_1", "key": "a-guest"}
    posts: dict[str, Form] = {
        "/a/fjordbo/invoices/move/": letter,
        f"{address}step/": letter,
        f"{address}payment/": {"amount": "1,00", "received_on": TODAY},
    }
    for path, form in posts.items():
        answer = page.request.post(path, form=form, headers={"X-CSRFToken": token})
        assert answer.status == 403, path
        assert "You are a guest here: you see everything and change nothing." in answer.text()
    page.goto("/a/fjordbo/invoices/?stage=rykker_1")
    assert page.get_by_role("navigation", name="Stages").inner_text() == before


def test_what_waits_is_grey_and_says_until_when_and_why(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/nordlys/invoices/")
    page.get_by_role("link", name=re.compile("^Waiting")).click()
    grey = row(page, "310318")
    expect(grey.get_by_role("checkbox")).to_be_disabled()
    expect(grey).to_contain_text("until 09.10")
    expect(grey).to_contain_text("16 days after the due day")
    grey.get_by_role("link", name="Rørlegger Strøm & Vann AS").click()
    expect(page.get_by_text("Nothing to do now. Reminder can go from 09.10.2026.")).to_be_visible()

    page.goto("/a/nordlys/invoices/?stage=purring")
    page.get_by_role("row").filter(has_text="Collection notice, on your yes").first.locator("a.who").click()
    demand = page.get_by_role("listitem").filter(has_text="Formal demand")
    expect(demand).to_contain_text("needs an inkassovarsel before it. (inkassoloven § 10)")
    expect(demand).to_contain_text("not now")


def test_a_credit_note_meets_its_invoice_with_one_click(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/fjordbo/invoices/")
    credit = row(page, "20260907")
    expect(credit.get_by_role("checkbox")).to_be_disabled()
    expect(credit).to_contain_text("1.250,00")
    credit.get_by_role("button", name="Match with 20262304").click()
    expect(page.get_by_text("1.250,00 matched.")).to_be_visible()
    expect(credit).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The match is taken back.")).to_be_visible()
    page.goto("/a/fjordbo/invoices/")
    expect(credit).to_have_count(1)


def test_interest_is_pooled_below_the_threshold_and_invoiced_above(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/fjordbo/invoices/")
    page.get_by_role("link", name="Interest invoice").click()
    page.get_by_role("link", name="Below the threshold").click()
    pooled = page.get_by_role("table", name="Customers who paid late")
    expect(pooled.get_by_role("row").last).to_contain_text(re.compile(r"pooled: \d\d?,\d\d of 100,00"))
    expect(pooled.get_by_role("checkbox")).to_have_count(0)

    page.get_by_role("link", name="Ready 2").click()
    page.get_by_role("checkbox", name="Choose Mosebjerg Kommune").check()
    page.get_by_label("Comment on the invoices").fill("Thank you for paying")
    page.get_by_role("button", name="Make 1 order", exact=True).click()
    expect(page.get_by_role("link", name="Orders 1")).to_be_visible()
    expect(page.get_by_role("table", name="Orders")).to_contain_text("Mosebjerg Kommune")
    page.get_by_role("button", name="Issue 1 interest invoice", exact=True).click()
    issued = page.get_by_role("row").filter(has_text="Mosebjerg Kommune")
    expect(issued).to_contain_text("162,19")
    invoice = leaves(beside(page, issued.get_by_role("link", name="PDF")))
    assert [words in invoice[0] for words in ("Mosebjerg Kommune", "162,19", "Thank you for paying")] == [True] * 3


def test_a_second_step_guards_the_log_in(page: Page, site: Site) -> None:
    address = "vibe@vagt.example"
    sign_up(page, site, "Vibe Vagt", address)
    page.get_by_role("link", name="Your settings, Vibe Vagt").click()
    page.get_by_role("link", name="Turn it on").click()
    page.get_by_role("link", name="Turn it on").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("recovery code").first).to_be_visible()

    page.goto("/me/")
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".err")).to_be_visible()
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Welcome, Vibe Vagt")).to_be_visible()


def code(secret: str) -> str:
    """What an authenticator app shows (RFC 6238)."""
    counter = int(time.time()) // 30
    told = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    at = told[-1] & 15
    return f"{(int.from_bytes(told[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
