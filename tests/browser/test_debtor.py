"""The debtor's page as debtors live it: from the letter in the hand, on a small telephone, without account or script."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import TODAY, Site, filled, log_in
from tests.browser.fit import Scheme, findings
from tests.browser.people import BOOKKEEPER, PASSWORD

ENGLISH = "?language=en"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lived: Path) -> Iterator[Site]:
    """A demo of its own, whose pages debtors can reach."""
    with filled(tmp_path_factory.mktemp("debtor"), lived, KRAV_DEBTOR_PAGES="1") as started:
        yield started


@pytest.fixture(scope="module")
def links(browser: Browser, site: Site) -> list[str]:
    """Where two of the newest reminders of the lamp seller point to, whose debtors owe still."""
    letters = sorted((site.home / "letters" / "nordlys").glob("*-purring.pdf"), reverse=True)
    context = browser.new_context()
    found = (link for link in (f"{site.url}{link_on(each)}" for each in letters) if owes(context, link))
    owing = list(islice(found, 2))
    context.close()
    return owing


def link_on(letter: Path) -> str:
    """The link that a letter bears on its first page, without its site: the demo was lived before this had an address."""
    with pikepdf.open(letter) as pdf:
        (link,) = (str(each.A.URI) for each in pdf.pages[0].Annots if "/A" in each)
    return urlsplit(link).path


def owes(context: BrowserContext, link: str) -> bool:
    """Whether the page behind a link asks for money."""
    return "What you owe" in context.request.get(link + ENGLISH).text()


@contextmanager
def telephone(browser: Browser, site: Site) -> Iterator[Page]:
    """A small old telephone; it runs no script of a page."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": 320, "height": 568}, locale="nb-NO", java_script_enabled=False, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    assert [cookie["name"] for cookie in context.cookies() if cookie["name"] == "sessionid"] == []
    context.close()


def fits_a_hand(browser: Browser, url: str, name: str) -> None:
    """A page is fit at 320 pixels in the dark and on a wide light screen."""
    looks: tuple[tuple[int, Scheme], ...] = ((320, "dark"), (1440, "light"))
    for width, scheme in looks:
        context = browser.new_context(viewport={"width": width, "height": 568}, color_scheme=scheme, reduced_motion="reduce")
        page = context.new_page()
        page.goto(url)
        assert findings(page, name, f"debtor-{width}-{scheme}") == []
        context.close()


def test_the_pages_are_fit_for_everybody(browser: Browser, site: Site, links: list[str]) -> None:
    fits_a_hand(browser, links[0], "page")
    for kind in ("objection", "plan", "date", "paid", "message"):
        fits_a_hand(browser, f"{links[0]}say/{kind}/", kind)
    fits_a_hand(browser, f"{site.url}/d/0000-0000-0000-0000/", "gone")
    fits_a_hand(browser, f"{site.url}/d/", "entrance")


def test_a_debtor_objects_and_reads_the_answer(browser: Browser, page: Page, site: Site, links: list[str]) -> None:
    with telephone(browser, site) as hand:
        hand.goto(links[0] + ENGLISH)
        name = hand.get_by_text(", customer ").inner_text().partition(",")[0]
        hand.get_by_role("link", name="I disagree").click()
        hand.get_by_role("button", name="Send").click()
        expect(hand.get_by_role("alert")).to_contain_text("1 thing to mend")
        hand.get_by_label("What is wrong?").fill("The lamps came broken.")
        hand.get_by_label("How do we reach you?").fill("90 00 00 00")
        hand.get_by_role("button", name="Send").click()
        expect(hand.get_by_role("status")).to_contain_text("We have your objection")
        expect(hand.get_by_text("Stopped: you object").first).to_be_visible()

        log_in(page, BOOKKEEPER, PASSWORD)
        page.goto("/a/nordlys/?kind=word")
        expect(page.get_by_text(f"{name} objects")).to_be_visible()
        page.get_by_role("row").or_(page.get_by_role("listitem")).filter(has_text=f"{name} objects").get_by_role(
            "link", name="Read and answer"
        ).first.click()
        expect(page.get_by_text("The lamps came broken.")).to_be_visible()
        expect(page.get_by_text("90 00 00 00")).to_be_visible()
        assert findings(page, "word", "journeys-1440-light") == []
        page.get_by_role("radio", name="Agreed", exact=True).check()
        page.get_by_label("What the customer reads").fill("We are sorry. New ones are on their way.")
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text("Answered. The customer reads it")).to_be_visible()

        hand.goto(links[0] + ENGLISH)
        expect(hand.get_by_text("We are sorry. New ones are on their way.")).to_be_visible()
        expect(hand.get_by_text("Stopped: you object").first).to_be_visible()


def test_another_pays_and_says_so(browser: Browser, page: Page, site: Site, links: list[str]) -> None:
    drawn = BytesIO()
    Image.new("RGB", (200, 300), "white").save(drawn, "PNG")
    with telephone(browser, site) as hand:
        hand.goto(links[1])
        expect(hand.locator("html")).to_have_attribute("lang", "nb")
        hand.get_by_role("link", name="English").click()
        expect(hand.get_by_text("KID").first).to_be_visible()
        owed = hand.locator(".sum").inner_text().removesuffix("NOK").strip()
        hand.get_by_text("How it is reckoned").first.click()
        hand.get_by_role("row").get_by_role("link").last.click()
        expect(hand.get_by_role("heading", level=1)).to_be_visible()
        hand.get_by_role("link", name="Back").click()
        hand.get_by_role("link", name="I have paid").click()
        hand.get_by_label("When did you pay?").fill(str(date.fromisoformat(TODAY) - timedelta(days=1)))
        proof = {"name": "bank.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
        hand.get_by_label("Proof of payment").set_input_files(proof)  # type: ignore[arg-type]
        hand.get_by_role("button", name="Send").click()
        expect(hand.get_by_role("status")).to_contain_text("We look for your payment")
        expect(hand.get_by_text("We wait for your payment").first).to_be_visible()

        log_in(page, BOOKKEEPER, PASSWORD)
        page.goto("/a/nordlys/customers/words/")
        row = page.get_by_role("row").filter(has_text="Says it is paid")
        row.get_by_role("link").click()
        expect(page.get_by_role("link", name="Open the proof")).to_be_visible()
        page.get_by_label("What the customer reads").fill("It has come. Thank you!")
        page.get_by_role("button", name="Answer").click()
        expect(page.get_by_text("Answered. The customer reads it")).to_be_visible()
        page.get_by_role("table", name="Open items of").get_by_role("link").first.click()
        page.get_by_role("link", name="Register payment").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Amount").fill(owed)
        dialog.get_by_role("button", name="Register the payment").click()
        expect(dialog).to_be_hidden()

        hand.goto(links[1] + ENGLISH)
        expect(hand.get_by_role("heading", name="All is paid. Thank you.")).to_be_visible()
        expect(hand.get_by_text("It has come. Thank you!")).to_be_visible()
