"""Every page of the demo, in light and dark, wide and narrow: fit for everybody, and no wider than its window."""

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import Site, log_in
from tests.browser.fit import Scheme, findings
from tests.browser.matters import Matter, tell
from tests.browser.people import BOOKKEEPER, PASSWORD

BARE = ("/account/login/", "/account/signup/", "/account/password/reset/")
PAGES = (
    "/",
    "/me/",
    "/new/",
    "/switch/",
    "/find/?find=ka",
    "/a/fjordbo/",
    "/a/fjordbo/invoices/",
    "/a/fjordbo/invoices/?stage=rykker_2",
    "/a/fjordbo/invoices/?stage=expired",
    "/a/fjordbo/interest/",
    "/a/fjordbo/collection/",
    "/a/fjordbo/customers/",
    "/a/fjordbo/payments/",
    "/a/fjordbo/payments/all/",
    "/a/fjordbo/payments/register/",
    "/a/fjordbo/books/",
    "/a/fjordbo/calendar/",
    "/a/fjordbo/overview/",
    "/a/fjordbo/import/",
    "/a/fjordbo/policy/",
    "/a/fjordbo/settings/",
    "/a/fjordbo/settings/people/",
    "/a/fjordbo/settings/tokens/",
    "/a/nordlys/cases/",
    "/a/nordlys/cases/?status=closed",
    "/a/nordlys/cases/limitation/",
    "/a/nordlys/cases/limitation/?show=all",
    "/a/nordlys/cases/corrections/",
    "/a/fjordbo/cases/vouchers/",
    "/a/fjordbo/cases/losses/",
    "/a/nordlys/cases/elsewhere/",
    "/a/nordlys/invoices/",
    "/a/sodersol/invoices/",
    "/a/nowhere/invoices/",
)
LOOKS: list[tuple[int, Scheme]] = [(1440, "light"), (1440, "dark"), (390, "dark"), (320, "light")]


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_every_page_is_fit_for_everybody(browser: Browser, site: Site, width: int, scheme: Scheme) -> None:
    size: ViewportSize = {"width": width, "height": 900 if width > 400 else 844}
    window = browser.new_context(base_url=site.url, viewport=size, color_scheme=scheme, locale="en-GB")
    page = window.new_page()
    found = {path: _findings(page, path, f"{width}-{scheme}") for path in BARE}
    log_in(page, BOOKKEEPER, PASSWORD)
    paths = (*PAGES, *_of_one_claim(page), *_of_cases(page), *_of_a_draft(page))
    found |= {path: _findings(page, path, f"{width}-{scheme}") for path in paths}
    window.close()
    assert {path: list(what) for path, what in found.items() if what} == {}


def _of_one_claim(page: Page) -> tuple[str, ...]:
    """A claim, its Why and its customer, found as a person finds them: the first row of a list."""
    page.goto("/a/fjordbo/invoices/?stage=rykker_2")
    claim = page.locator("table.rows tbody a[href*='/invoices/']").first.get_attribute("href") or ""
    page.goto("/a/fjordbo/customers/")
    customer = page.locator("table.rows tbody a[href*='/customers/']").first.get_attribute("href") or ""
    return claim, customer


def _of_cases(page: Page) -> tuple[str, ...]:
    """A case in demands, one in instalments and one with a court, with the pages of each; and one that may start."""
    page.goto("/a/nordlys/cases/?status=open")
    case = _first(page, "/cases/")
    page.goto(case)
    court, trouble = _first(page, "/court/", "a"), _first(page, "/trouble/", "a")
    page.goto("/a/nordlys/cases/?status=plan")
    plan = _first(page, "/cases/")
    page.goto("/a/sodersol/cases/?find=Kaf%C3%A9")
    filed = _first(page, "/cases/")
    page.goto("/a/fjordbo/invoices/?stage=expired")
    new = _first(page, "/cases/new/")
    own = (f"{case}{words}/" for words in ("journal", "write-off", "plan", "stop", "pay", "close"))
    return case, *own, court, trouble, f"{plan}plan/", filed, f"{filed}filed/", new


def _first(page: Page, part: str, place: str = "table.rows tbody a") -> str:
    """The first link of a page to an address of that kind."""
    return page.locator(f"{place}[href*='{part}']").first.get_attribute("href") or ""


def _of_a_draft(page: Page) -> tuple[str, ...]:
    """The steps of a wizard that was answered to its end and is left."""
    matter = Matter("nordlys", "Mons Ås", ("8006", "Bodø"), [("E-55", "3300,00", "2026-06-15", "2026-07-15")])
    tell(page, matter)
    draft = page.url.removesuffix("summary/").partition("/a/")[2]
    return tuple(f"/a/{draft}{step}/" for step in ("customer", "claims", "done", "summary"))


def _findings(page: Page, path: str, look: str) -> list[str]:
    """What is wrong with the page of that address."""
    page.goto(path)
    return findings(page, path.strip("/").replace("/", "_").replace("?", "-").replace("=", "-") or "needs", look)
