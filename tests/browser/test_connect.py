"""A company whose books are kept in Tripletex: from the pasted token to letters, money and vouchers, and no file anywhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import TODAY, Site, unused
from tests.browser.fit import fits
from tests.browser.hands import fill, row, sign_up
from tests.wire.accounting.server import Told
from tests.wire.accounting.tripletex.standin import TripletexStandIn, standing_in

LONG_AGO = date(2025, 9, 15)
TOMORROW = "2026-09-30"
CLOSED = {"status": 422, "code": 18000, "message": "Perioden er lukket.", "requestId": "00000000-0000-0000"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A site, and the books that it is told of."""

    site: Site
    books: TripletexStandIn

    def worker(self) -> None:
        """The worker's round within the hour."""
        self.site.krav("worker", "--once")

    def tomorrow(self) -> None:
        """The worker's round on the day after, when the day before is posted."""
        Site(self.site.home, TOMORROW).krav("worker", "--once")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A home of its own and Tripletex with three late invoices."""
    with standing_in() as books, pytest.MonkeyPatch.context() as told:
        told.setenv("KRAV_TRIPLETEX_URL", f"{books.server.url}/v2")
        told.setenv("KRAV_TRIPLETEX_CLIENT_SECRET", "consumer-token")
        books.customer("1", "Havblikk AS")
        books.invoice("1001", "1", Decimal("1250.00"), date(2025, 9, 1), LONG_AGO)
        books.invoice("1002", "1", Decimal("800.00"), date(2025, 9, 1), LONG_AGO)
        books.invoice("1003", "1", Decimal("99.90"), date(2026, 8, 1), date(2026, 8, 15))
        with unused(Path(tmp_path_factory.mktemp("connect"))) as site:
            yield Kept(site, books)


@pytest.fixture(scope="module")
def site(kept: Kept) -> Site:
    """The site that windows open at."""
    return kept.site


def fetch_the_company(page: Page) -> None:
    """Opens a company from Tripletex, with a token that is wrong first."""
    page.goto("/new/")
    fits(page, "connect-new")
    page.get_by_role("link", name="Tripletex").click()
    token = page.get_by_label("Employee token")
    token.fill("a-wrong-one")
    page.get_by_role("button", name="Fetch the company").click()
    expect(page.get_by_role("alert")).to_contain_text("Tripletex does not know this token")
    expect(token).to_have_value("")
    fits(page, "connect-wrong")
    token.fill("employee-token")
    token.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Fjord Regnskap AS")
    expect(page.get_by_label("City")).to_have_value("Bergen")


def set_up(page: Page) -> str:
    """Goes on through the wizard; the company's address."""
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label("Bank account")).to_have_value(re.compile("1503.?20.?80119"))
    fill(page, {"Length of the KID": "6"})
    page.get_by_role("radio", name="MOD10").check()
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Tripletex is connected")).to_be_visible()
    fits(page, "connect-ledger")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Begin with this").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Overdue", exact=True)).to_be_visible()
    return re.sub(r"invoices/.*", "", page.url)


def let_go_on(page: Page, account: str, kept: Kept) -> None:
    """The worker reads; a person sees what waits and lets it go on."""
    page.goto(f"{account}settings/books/")
    expect(page.get_by_role("heading", name="Being read for the first time")).to_be_visible()
    fits(page, "connect-reading")
    kept.worker()
    page.goto("/")
    page.screenshot(path="/tmp/h.png")
    page.get_by_role("link", name="See what waits").first.click()
    expect(page.get_by_text("2 claims would be")).to_contain_text("steps late: the next lawful step only.")
    fits(page, "connect-waits")
    page.get_by_role("button", name="Let it go on").click()
    expect(page.get_by_text("It goes on.")).to_be_visible()
    fits(page, "connect-on")


def test_x(page: Page, kept: Kept) -> None:
    sign_up(page, kept.site, "Ida Kaj", "ida@fjord.example")
    fetch_the_company(page)
    account = set_up(page)
    let_go_on(page, account, kept)
    print(kept.site.krav("autopilot", "run", account.split("/")[-2]))
    page.goto(f"{account}invoices/")
    page.screenshot(path="/tmp/h2.png")
    print(page.get_by_role("main").inner_text())
    kept.books.pay("1001", Decimal("1250"), date(2026, 9, 28))
    print(kept.site.krav("worker", "--once"))
    page.goto(f"{account}invoices/")
    print(page.get_by_role("main").inner_text())
    page.goto(f"{account}settings/autopilot/")
    fits(page, "connect-autopilot")
    page.goto(f"{account}settings/")
    fits(page, "connect-settings")
    page.goto(f"{account}settings/books/postings/")
    fits(page, "connect-postings")
    page.goto(f"{account}settings/books/differences/")
    fits(page, "connect-differences")
    page.goto(f"{account}settings/books/company/")
    fits(page, "connect-company")
    page.goto(f"{account}settings/books/with/tripletex/")
    fits(page, "connect-connect")
