"""The weekly list as two people live it: one sets it, the other answers from the mail and never logs in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, filled, log_in, window
from tests.browser.fit import fits
from tests.browser.people import BOOKKEEPER, PASSWORD

ANNE = "anne@nordlys.example"
LISTS = "/a/nordlys/settings/weekly/"


@pytest.fixture(scope="module")
def site(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A demo of its own."""
    with filled(tmp_path_factory.mktemp("weekly"), lived) as started:
        yield started


def set_and_send(page: Page) -> None:
    """Sets the list and sends it at once."""
    page.goto("/a/nordlys/settings/")
    page.get_by_role("link", name="Weekly list").click()
    page.get_by_label("Day", exact=True).select_option("Monday")
    page.get_by_label("To optional").fill(ANNE)
    page.get_by_label("Hours to answer").fill("24")
    page.get_by_role("radio", name="They go").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="The next list goes on Monday")).to_be_visible()
    expect(page.get_by_label("Before which letter")).to_have_value("inkassovarsel")
    fits(page, "weekly")
    page.get_by_role("button", name="Send the list now").click()
    expect(page.get_by_text("1 list was mailed.")).to_be_visible()


def open_mail(page: Page, site: Site) -> None:
    """The newest mail, as a mail program shows it."""
    page.goto("about:blank")
    page.set_content(site.html(ANNE))


def number_in(page: Page) -> str:
    """The invoice that the page asks about, or tells of."""
    return re.sub(r"\D", "", page.get_by_role("heading").inner_text())


def answer_from_the_mail(page: Page, site: Site) -> tuple[str, str]:
    """Anne stops the first and sends the second, on pages in the language of her mail; which invoices they were."""
    press = page.get_by_role("main").get_by_role("button")
    open_mail(page, site)
    page.get_by_role("link", name="Stans").first.click()
    stopped = number_in(page)
    fits(page, "weekly-stop")
    page.get_by_role("textbox").fill("They pay on Friday.")
    press.click()
    expect(page.get_by_role("status").first).to_contain_text("1")
    expect(press).to_have_count(0)
    assert number_in(page) == stopped
    open_mail(page, site)
    page.get_by_role("link", name="Stans").first.click()
    expect(page.get_by_role("main")).to_contain_text(ANNE)
    expect(press).to_have_count(0)

    open_mail(page, site)
    page.get_by_role("link", name="Send", exact=True).nth(1).click()
    sent = number_in(page)
    press.click()
    expect(press).to_have_count(0)
    page.locator("main > p > a").click()
    expect(page.get_by_role("checkbox")).not_to_have_count(0)
    fits(page, "weekly-whole")
    return stopped, sent


def test_a_list_is_answered_from_the_mail_and_silence_goes_on(page: Page, browser: Browser, site: Site) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    set_and_send(page)
    with window(browser, site) as anne:
        stopped, sent = answer_from_the_mail(anne, site)
        assert [cookie["name"] for cookie in anne.context.cookies() if cookie["name"] == "sessionid"] == []
        link = anne.url

    page.goto(LISTS)
    page.get_by_role("table", name="The weekly lists").get_by_role("link").first.click()
    rows = page.get_by_role("table", name="What stands on the list").get_by_role("row")
    expect(rows.filter(has_text="waits")).not_to_have_count(0)
    fits(page, "weekly-list")
    third = rows.filter(has_text="waits").first
    third.get_by_role("checkbox").check()
    page.get_by_role("button", name="Call first").click()
    expect(rows.filter(has_text="To be called first")).to_have_count(1)

    later = datetime.now(UTC) + timedelta(hours=25)
    site.krav("weekly", "nordlys", "--at", f"{later:%Y-%m-%dT%H:%M%z}")
    page.reload()
    expect(rows.filter(has_text="waits")).to_have_count(0)
    expect(rows.filter(has=page.get_by_role("link", name=stopped, exact=True))).to_contain_text(f"Stopped {ANNE}")
    expect(rows.filter(has=page.get_by_role("link", name=sent, exact=True))).to_contain_text(f"Let go {ANNE}")
    went = rows.filter(has_text="Went, as nobody answered")
    expect(went).not_to_have_count(0)
    went.first.get_by_role("link").nth(1).click()
    expect(page.get_by_text("Collection notice").first).to_be_visible()

    page.goto("/a/nordlys/?kind=call")
    expect(page.get_by_text("is to be called first")).to_be_visible()
    with window(browser, site) as anne:
        anne.goto(link)
        expect(anne.get_by_role("main")).to_contain_text(ANNE)
        expect(anne.get_by_role("main").get_by_role("button")).to_have_count(0)
