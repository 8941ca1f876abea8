"""A company whose books are kept in Tripletex: from the pasted token to letters, money and vouchers, without a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site, unused
from tests.browser.fit import fits
from tests.browser.hands import fill, sign_up
from tests.wire.accounting.tripletex.standin import TripletexStandIn, standing_in

LONG_AGO = date(2025, 9, 15)
TOMORROW = "2026-09-30"
SLUG = "fjord-regnskap-as"
COSTS = 8055
"""The account that costs are booked on, which these books do not have yet."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A site, and the books that it is told of."""

    site: Site
    books: TripletexStandIn

    def worker(self) -> None:
        """The worker's first round, in which the books are read."""
        self.site.krav("worker", "--once")

    def next_hour(self) -> None:
        """The books are read again, whether they can be or not."""
        self.site.tried("sync", SLUG)

    def tomorrow(self) -> None:
        """The day after, on which the day before is posted."""
        Site(self.site.home, TOMORROW).krav("autopilot", "run", SLUG)


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
        with unused(tmp_path_factory.mktemp("connect")) as site:
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
    """The worker reads; a person sees what waits and lets it go on, without a mouse."""
    kept.worker()
    page.goto("/")
    page.get_by_role("link", name="See what waits").first.click()
    late = page.get_by_role("listitem").filter(has_text="2 claims would be")
    expect(late).to_have_text("2 claims would be 3 steps late: the next lawful step only.")
    fits(page, "connect-waits")
    page.goto(f"{account}settings/")
    fits(page, "connect-settings")
    page.get_by_role("main").get_by_role("link", name="Accounting system").click()
    expect(page.get_by_role("heading", name="This is what waits")).to_be_visible()
    for path in ("company/", "with/tripletex/"):
        page.goto(f"{account}settings/books/{path}")
        fits(page, f"connect-{path.rstrip('/').replace('/', '-')}")
    page.goto(f"{account}settings/books/")
    press(page, page.get_by_role("button", name="Let it go on"))
    expect(page.get_by_text("It goes on.")).to_be_visible()
    fits(page, "connect-on")


def press(page: Page, button: Locator) -> None:
    """Comes to a button with the tabulator, and presses it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            return page.keyboard.press("Enter")
    raise AssertionError("no tabulator comes to the button")


def say_yes(page: Page, account: str, kept: Kept) -> None:
    """The day is decided; a person says yes, and letters are made of the next step only, however late they are."""
    kept.site.krav("autopilot", "run", SLUG)
    page.goto("/")
    page.get_by_role("checkbox", name="Reminder: 2 invoices wait for a yes").check()
    page.get_by_role("button", name="Approve 2", exact=True).click()
    answer = page.get_by_role("region", name="What became of your yes").get_by_role("listitem")
    expect(answer).to_contain_text("Fjord Regnskap AS, Reminder")
    expect(answer).to_contain_text("leave")
    page.goto(f"{account}settings/autopilot/")
    fits(page, "connect-autopilot")


def claim(page: Page, account: str, number: str) -> None:
    """Opens an invoice's page."""
    page.goto(f"{account}find/?find={number}")
    page.get_by_role("main").get_by_role("link", name=re.compile(number)).first.click()
    expect(page.get_by_role("heading", name=re.compile(number))).to_be_visible()


def see_what_was_booked(page: Page, account: str, kept: Kept) -> None:
    """Money that came in time was booked late: the next reading settles its invoice."""
    claim(page, account, "1003")
    invoice = page.url
    kept.books.pay("1003", Decimal("99.90"), date(2026, 8, 14))
    kept.next_hour()
    page.goto(invoice)
    expect(page.get_by_role("heading", name="Nothing is owed.")).to_be_visible()
    expect(page.get_by_role("button", name="Fetch the invoice from Tripletex")).to_be_visible()
    fits(page, "connect-claim")
    page.goto(f"{account}invoices/?find=1003")
    expect(page.get_by_role("link", name="1003", exact=True)).to_have_count(0)


def post(page: Page, account: str, kept: Kept) -> None:
    """A payment that is known here only is refused there for want of an account, and is posted again once there is one."""
    claim(page, account, "1001")
    page.get_by_role("link", name="Register payment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("900,00")
    dialog.get_by_role("button", name="Register the payment").click()
    expect(page.get_by_role("table", name="What Havblikk AS owes today")).to_contain_text("−900,00")
    page.goto(f"{account}settings/books/differences/")
    expect(page.get_by_role("row").filter(has_text="1001")).to_contain_text("The books have more left")
    fits(page, "connect-differences")
    kept.tomorrow()
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("The accounting system refused 1 voucher")
    page.get_by_role("link", name="See why").click()
    voucher = page.get_by_role("row").filter(has_text="Betaling")
    expect(voucher).to_contain_text(f"Tripletex has no account {COSTS}.")
    fits(page, "connect-refused")
    open_account(kept.books, COSTS)
    voucher.get_by_role("button", name="Post again").click()
    expect(page.get_by_text("It waits again, and is posted with the next run.")).to_be_visible()
    kept.tomorrow()
    page.reload()
    expect(voucher).to_contain_text("Booked")
    assert kept.books.balance(COSTS) < 0
    fits(page, "connect-posted")
    page.goto("/")
    expect(page.get_by_role("main")).not_to_contain_text("refused")


def open_account(books: TripletexStandIn, number: int) -> None:
    """Somebody opens an account in the books."""
    books.accounts[number] = {"id": next(books.ids), "number": number, "ledgerType": "GENERAL", "isBankAccount": False}


def let_go(page: Page, account: str, kept: Kept) -> None:
    """The right is taken back in Tripletex: the connection is lost, says so, and is let go of."""
    kept.books.revoke()
    kept.next_hour()
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("is lost")
    page.goto(f"{account}settings/books/")
    expect(page.get_by_role("link", name="Connect again").first).to_be_visible()
    fits(page, "connect-lost")
    page.get_by_role("button", name="Disconnect Tripletex").click()
    expect(page.get_by_role("heading", name="Which one do you use?")).to_be_visible()
    fits(page, "connect-systems")


def test_from_a_token_to_vouchers(page: Page, kept: Kept) -> None:
    sign_up(page, kept.site, "Ida Kaj", "ida@fjord.example")
    fetch_the_company(page)
    account = set_up(page)
    let_go_on(page, account, kept)
    see_what_was_booked(page, account, kept)
    say_yes(page, account, kept)
    post(page, account, kept)
    let_go(page, account, kept)
