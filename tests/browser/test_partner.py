"""One click to a collection partner and back to paid; and the last reminder with a notice that names it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.agency.desk import Client, Desk
from demo.agency.server import Agency, serving
from tests.browser.conftest import Site, filled, later, log_in, window
from tests.browser.fit import fits
from tests.browser.matters import bank_news
from tests.browser.people import BOOKKEEPER, PASSWORD

SECRET = "a secret that both sides know"
ACCOUNT = "/a/fjordbo/"
AFTER = date(2026, 10, 16)
"""By then the deadline of a notice of 29 September and the days of grace are over."""


@pytest.fixture(scope="module")
def agency() -> Iterator[Agency]:
    """Kyst Inkasso, with its own page."""
    desk = Desk()
    desk.know(Client("fjordbo", SECRET, "Fjordbo Kontor ApS"))
    with serving(desk) as found:
        yield found
    desk.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lived: Path) -> Iterator[Site]:
    """A site of its own, which may turn to an agency on this machine."""
    with pytest.MonkeyPatch.context() as told:
        told.setenv("KRAV_PRIVATE_ADDRESSES", "1")
        with filled(tmp_path_factory.mktemp("partner"), lived) as started:
            yield started


def agree(page: Page, agency: Agency) -> None:
    """An administrator makes the agreement, and sees what a case would cost while typing; once for a site."""
    page.goto(f"{ACCOUNT}settings/partners/")
    fits(page, "partners")
    if page.get_by_role("row").filter(has_text="Kyst Inkasso").count():
        return
    page.get_by_role("link", name="Agreement with Another agency").click()
    for label, typed in (("Address of the agency", agency.api), ("Secret", SECRET)):
        page.get_by_label(label).fill(typed)
    page.get_by_label("Key", exact=True).fill("fjordbo")
    page.get_by_label("Name", exact=True).fill("Kyst Inkasso")
    page.get_by_label("Of what is collected, %").fill("10")
    page.get_by_label("VAT, %").fill("25")
    page.get_by_label("VAT, %").press("Tab")
    expect(page.locator("#example")).to_contain_text("1.250,00")
    fits(page, "partners-new")
    page.get_by_role("button", name="Connect").click()
    expect(page.get_by_text("Agreed. Unpaid invoices can be sent to Kyst Inkasso now.")).to_be_visible()
    page.get_by_role("row").filter(has_text="Kyst Inkasso").get_by_role("button", name="Offer first").click()
    expect(page.get_by_role("row").filter(has_text="Kyst Inkasso").get_by_text("First", exact=True)).to_be_visible()


def send_one(page: Page) -> str:
    """One invoice is ticked, looked at and sent; the address of its case."""
    page.goto(f"{ACCOUNT}invoices/?stage=expired")
    page.get_by_role("checkbox", name="Gisela Hoffmann").check()
    page.get_by_role("button", name="1 customer to Kyst Inkasso").click()
    expect(page.get_by_role("heading", name="1 case goes")).to_be_visible()
    fits(page, "partners-look")
    page.get_by_role("button", name="Send 1 case to Kyst Inkasso").click()
    expect(page.get_by_text("1 case goes to Kyst Inkasso. Until it has left it can be undone.")).to_be_visible()
    return page.url


def leave(site: Site) -> None:
    """The letters that could still be undone leave now."""
    with closing(sqlite3.connect(site.home / "krav.sqlite3")) as store, store:
        store.execute("UPDATE outbox SET leaves_at = NULL WHERE state = 'queued'")
    site.krav("worker", "--once")


def play_the_agency(page: Page, agency: Agency) -> None:
    """The agency takes the case, gets all of its money and settles, on its own page."""
    (case,) = agency.desk.cases()
    page.goto(f"{agency.url}/cases/{case['reference']}")
    page.get_by_role("button", name="Take the case").click()
    (claim,) = case["told"]["claims"]
    for name in ("Principal", "Interest", "Fees"):
        page.get_by_label(name, exact=True).fill(claim[name.lower()])
    page.get_by_label("Received").fill("2026-09-29")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("button", name="Settle, with commission and VAT").click()
    page.get_by_role("button", name="Close: paid").click()


def test_one_click_to_the_partner_and_back_to_paid(page: Page, site: Site, agency: Agency) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    agree(page, agency)
    case = send_one(page)
    site.krav("partners", "send", "fjordbo")
    page.goto(case)
    expect(page.get_by_role("heading", name="It lies with Kyst Inkasso since")).to_be_visible()
    fits(page, "partners-case")
    page.goto(f"{ACCOUNT}cases/?status=partner")
    expect(page.get_by_role("row").filter(has_text="Gisela Hoffmann")).to_contain_text("With Kyst Inkasso")
    play_the_agency(page, agency)
    site.krav("partners", "send", "fjordbo")
    page.goto(case)
    expect(page.get_by_text("Paid there in all")).to_be_visible()
    expect(page.get_by_role("heading", name="It lies with Kyst Inkasso since")).to_have_count(0)
    fits(page, "partners-paid")
    page.goto(f"{ACCOUNT}cases/?status=partner")
    expect(page.get_by_text("Gisela Hoffmann")).to_have_count(0)
    page.goto(f"{ACCOUNT}cases/settlements/")
    fits(page, "partners-settlements")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("heading", name="It agrees to the last øre.")).to_be_visible()
    fits(page, "partners-settlement")


def test_the_last_reminder_with_a_notice_goes_there_by_itself(
    browser: Browser, page: Page, site: Site, agency: Agency, tmp_path: Path
) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    agree(page, agency)
    page.goto(f"{ACCOUNT}invoices/?stage=rykker_2")
    page.get_by_role("checkbox", name="Yrsa Kjærgaard").check()
    page.get_by_text("Reminder 3 with collection notice, Kyst Inkasso").click()
    expect(page.get_by_text("names Kyst Inkasso. What is not paid then goes there by itself")).to_be_visible()
    page.get_by_role("button", name="Make 1 letter").click()
    expect(page.get_by_role("heading", name="1 letter made")).to_be_visible()
    leave(site)
    news = bank_news(tmp_path, "fjordbo", AFTER)
    with later(site, AFTER, "fjordbo", news) as then:
        then.krav("autopilot", "run", "fjordbo")
        then.krav("partners", "send", "fjordbo")
        with window(browser, then) as opened:
            log_in(opened, BOOKKEEPER, PASSWORD)
            opened.goto(f"{ACCOUNT}cases/?status=partner")
            expect(opened.get_by_role("row").filter(has_text="Yrsa Kjærgaard")).to_contain_text("With Kyst Inkasso")
    assert "Yrsa Kjærgaard" in {row["told"]["debtor"]["name"] for row in agency.desk.cases()}
