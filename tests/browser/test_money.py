"""Money that comes in, as a bookkeeper does it: Monday's files, money that is not sure, the books, an import cancelled."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.bank import Part, entry, giro, kid, statement
from tests.browser.conftest import TODAY, Site, unused
from tests.browser.creditors import NORWAY
from tests.browser.fit import fits
from tests.browser.hands import make, row, set_up, sign_up, take_in, tick

LATE = date(2026, 8, 14)
SNEKKERI = ("5001", "Vester Snekkeri", "10000,00", LATE), ("5002", "Vester Snekkeri", "2500,50", LATE)
TAK, FRIIS = ("5003", "Nord Tak", "900,00", LATE), ("5004", "Else Friis", "700,00", LATE)
HAVN = ("5101", "Havn Rør", "900,00", LATE), ("5102", "Havn Rør", "1200,00", LATE)
PAYER = "12345678903"
OLD = "Åpne poster per 10.09.2026\r\n"
"""Above its headings a list says of which day it names everything."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A home of its own."""
    with unused(tmp_path_factory.mktemp("money")) as started:
        yield started


@pytest.fixture
def account(page: Page, site: Site, request: pytest.FixtureRequest) -> str:
    """The address of a new company with three late invoices; its bookkeeper has just set it up."""
    return begin(page, site, request.node.name.split("_")[1].title(), ledger(*SNEKKERI, TAK))


def begin(page: Page, site: Site, name: str, open_items: bytes) -> str:
    """A company of that name from signing up to its list of invoices; its address."""
    sign_up(page, site, "Ida Kaj", f"{name.lower()}@brygga.example")
    set_up(page, replace(NORWAY, name=f"Brygga {name} AS"), open_items)
    return re.sub(r"invoices/.*", "", page.url)


def ledger(*lines: tuple[str, str, str, date], more: str = "") -> bytes:
    """The open items of a day."""
    return NORWAY.ledger(*(NORWAY.line(*each) for each in lines)) + more.encode()


def give(page: Page, account: str, file: bytes | FilePayload, name: str = "bank.xml") -> None:
    """Drops a file on the import page and asks what it would bring."""
    page.goto(f"{account}import/")
    given = FilePayload(name=name, mimeType="text/plain", buffer=file) if isinstance(file, bytes) else file
    page.get_by_label("Drop files here").set_input_files(given)
    page.get_by_role("button", name="Look at the file").click()


def take(page: Page, account: str, file: bytes, name: str = "bank.xml") -> None:
    """Takes a file in that was looked at."""
    give(page, account, file, name)
    take_in(page)


def invoice(page: Page, account: str, number: str) -> Locator:
    """The row of an invoice in the list of what is overdue."""
    page.goto(f"{account}invoices/?find={number}")
    return row(page, number)


def monday() -> FilePayload:
    """The bank's files, the list of what is open and a scan that somebody left among them."""
    batch = entry(Part(1_000_000, kid("5001"), name="Vester Snekkeri"), Part(250_050, kid("5002")), on="2026-09-28")
    taken_back = entry(Part(250_050, kid("5002"), back=True), on=TODAY)
    coming = entry(Part(70_000, kid("5004"), name="Else Friis"), on=TODAY, status="PDNG")
    rent = entry(Part(1_250_000, text="Husleie"), on="2026-09-28", out=True)
    files = {
        "kontoutskrift.xml": statement(batch, taken_back, coming, rent, until=TODAY),
        "ocr.txt": giro(Part(90_000, kid("5003"), account=PAYER), on="280926"),
        "apne.csv": ledger(*SNEKKERI, TAK, FRIIS, more=";;;;;;Sum;;;14100,50\r\n"),
        "skann.pdf": b"%PDF-1.4",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in files.items():
            pack.writestr(name, content)
    return FilePayload(name="mandag.zip", mimeType="application/zip", buffer=packed.getvalue())


def test_mondays_files_come_in_one_zip(page: Page, account: str) -> None:
    give(page, account, monday())
    files = page.get_by_role("table", name="The files, in the order they are taken in").get_by_role("row")
    told = {"apne.csv": "Open-item ledger", "ocr.txt": "OCR giro", "kontoutskrift.xml": "Bank statement (camt)"}
    for place, (name, kind) in enumerate(told.items(), 1):
        expect(files.nth(place)).to_contain_text(name)
        expect(files.nth(place)).to_contain_text(kind)
    expect(files.nth(4)).to_contain_text("skann.pdf: the format is not recognised.")
    fits(page, "together")
    page.get_by_role("button", name="Import 3 files").click()
    expect(files.filter(has_text="Taken in")).to_have_count(3)
    expect(files.nth(3)).to_contain_text("3 new")

    files.nth(3).get_by_role("link", name="kontoutskrift.xml").click()
    expect(page.get_by_text("1 line was not used; the report says why.")).to_be_visible()
    page.get_by_role("link", name="See the report").click()
    unused = page.get_by_role("table", name="Lines of the file that were not used, and why")
    expect(unused).to_contain_text("12 500,00 NOK went out and takes back no payment")
    fits(page, "report")
    expect(invoice(page, account, "5002")).to_contain_text("Reminder, on your yes")
    waits = invoice(page, account, "5004")
    expect(waits).to_contain_text("The bank has seen a payment of 700,00 NOK on 29.09.2026 that may be for this")
    expect(waits.get_by_role("checkbox")).to_be_disabled()

    page.goto(f"{account}payments/all/")
    before = page.get_by_role("main").inner_text()
    assert [before.count(number) for number in ("5001", "5002", "5003")] == [1, 2, 1]
    give(page, account, monday())
    expect(files.filter(has_text="Taken in")).to_have_count(3)
    expect(page.get_by_role("button", name=re.compile("^Import "))).to_have_count(0)
    page.goto(f"{account}payments/all/")
    assert page.get_by_role("main").inner_text() == before


def test_torn_files_are_refused_whole(page: Page, account: str) -> None:
    paid = entry(Part(1_000_000, kid("5001")), on="2026-09-28")
    give(page, account, statement(paid, until=TODAY)[:-60])
    said = page.get_by_role("alert")
    expect(said).to_contain_text(re.compile(r"line \d+: the XML is damaged or cut off .*Nothing of the file was imported\."))
    fits(page, "refused")
    give(page, account, giro(Part(1_000_000, kid("5001"), account=PAYER), on="280926")[:-81], "ocr.txt")
    expect(said).to_contain_text("line 5: the file is cut off: record 89 for line 1 is missing.")
    page.goto(f"{account}payments/all/")
    expect(page.get_by_text("No payment has come")).to_be_visible()
    expect(invoice(page, account, "5001")).to_contain_text("Reminder, on your yes")


def of_kari(amount: int, on: str) -> bytes:
    """A payment of somebody who is no customer and says nothing of what it is for."""
    return statement(entry(Part(amount, text="Takk", name="Kari Vik", account=PAYER), on=on), until=TODAY)


def test_unsure_money_is_placed_by_hand_and_the_payer_is_known_from_then_on(page: Page, account: str) -> None:
    take(page, account, ledger(*SNEKKERI, TAK, *HAVN), "apne.csv")
    give(page, account, of_kari(90_000, "2026-09-28"))
    fits(page, "look")
    take_in(page)
    page.get_by_role("link", name="1 payment was placed on no invoice by itself").click()
    expect(page.get_by_role("heading", name="1 payment waits for a place")).to_be_visible()
    held = "Money has come in that may be for this. Place the payment of 900,00 NOK of 28.09.2026 first"
    for number in ("5003", "5101"):
        expect(invoice(page, account, number)).to_contain_text(held)
    expect(invoice(page, account, "5001")).to_contain_text("Reminder, on your yes")

    page.get_by_role("link", name="Payments 1").click()
    guess = page.locator("section.guess")
    expect(guess).to_have_count(2)
    expect(guess.first).to_contain_text("the amount fits to the krone")
    expect(guess.first).to_contain_text("other invoices fit as well")
    fits(page, "payments")
    page.keyboard.press("1")
    expect(page.get_by_text("900,00 placed.")).to_be_visible()
    page.get_by_role("link", name="All payments").click()
    expect(page.get_by_role("row").filter(has_text="Kari Vik")).to_contain_text("5003 placed by hand")
    fits(page, "payments-all")
    page.get_by_role("button", name="Take it off").click()
    expect(page.get_by_text("The payment is taken off its invoices and waits to be placed.")).to_be_visible()
    page.get_by_label("Another invoice or customer").fill("Havn")
    page.keyboard.press("Enter")
    page.get_by_role("listitem").filter(has_text="5101").get_by_role("button", name="Place here").click()
    expect(page.get_by_text("All money has its place")).to_be_visible()
    expect(invoice(page, account, "5003")).to_contain_text("Reminder, on your yes")

    take(page, account, of_kari(120_000, TODAY))
    page.goto(f"{account}payments/all/")
    learned = page.get_by_role("row").filter(has_text="1 200,00")
    expect(learned).to_contain_text("5102 the amount fits to the krone, this payer has paid for the customer before")
    check_books(page, account)


def check_books(page: Page, account: str) -> None:
    """The postings of the month: what the page says is what each file sums up to."""
    page.goto(f"{account}books/?from_on=2026-09-01&until_on=2026-09-30")
    accounts = page.get_by_role("table", name="What the vouchers put in each account")
    expect(accounts.get_by_role("row", name="Together 2 100,00 2 100,00")).to_be_visible()
    fits(page, "books")
    sie = fetched(page, "SIE 4I").decode("cp437")
    posted = [round(Decimal(amount) * 100) for amount in re.findall(r"#TRANS \d+ \{.*?\} (-?[\d.]+)", sie)]
    assert (sum(posted), sum(amount for amount in posted if amount > 0)) == (0, 210_000)
    saft = etree.fromstring(fetched(page, "SAF-T"))
    assert [saft.findtext(f".//{{*}}{side}") for side in ("TotalDebit", "TotalCredit")] == ["2100.00", "2100.00"]
    table = csv.DictReader(io.StringIO(fetched(page, "CSV").decode("utf-8-sig")), delimiter=";")
    sides = [(each["debit"], each["credit"]) for each in table]
    assert [sum(Decimal(side.replace(",", ".") or 0) for side in sums) for sums in zip(*sides, strict=True)] == [2100, 2100]


def fetched(page: Page, kind: str) -> bytes:
    """The file that a person downloads."""
    with page.expect_download() as down:
        page.get_by_role("link", name=f"Download as {kind}").click()
    return down.value.path().read_bytes()


def test_letters_stand_still_while_the_ledger_is_old(page: Page, site: Site) -> None:
    account = begin(page, site, "Old", OLD.encode() + ledger(*SNEKKERI, TAK))
    refused = page.get_by_text("No letter can be made now.").locator("xpath=ancestor::*[contains(@class, 'law')]")
    expect(refused).to_contain_text("News of payments end on 10.09.2026")
    refused.get_by_role("link", name="Read the bank’s file").click()
    take(page, account, statement(entry(Part(1_000, text="Rente", name="Banken"), on=TODAY), until=TODAY))
    page.goto(f"{account}policy/")
    page.get_by_label("News of the ledger").fill("5")
    page.get_by_role("button", name="Save the policy").click()
    expect(invoice(page, account, "5001").get_by_role("checkbox")).to_be_disabled()
    expect(refused).to_contain_text("The ledger ends on 10.09.2026; at most 5 days may pass. Import the list")
    fits(page, "stale")
    refused.get_by_role("link", name="Import the ledger").click()
    take(page, account, ledger(*SNEKKERI, TAK), "apne.csv")

    page.goto(f"{account}invoices/")
    tick(page, "5001")
    make(page, "Make 1 letter").get_by_role("link", name="Not now").click()
    page.get_by_role("link", name="See them at Reminder").click()
    page.get_by_role("link", name="Vester Snekkeri").first.click()
    with page.expect_download() as down:
        page.get_by_role("link", name="As an electronic document").click()
    assert down.value.suggested_filename.endswith(".xml")
    assert "5001" in str(etree.parse(down.value.path()).xpath("string()"))


def test_a_long_import_is_cancelled_without_a_mouse(page: Page, site: Site) -> None:
    account = begin(page, site, "Long", ledger(*SNEKKERI, TAK))
    many = ledger(*((str(20_000 + each), f"Kunde {each % 400}", "250,00", LATE) for each in range(30_000)))
    page.goto(f"{account}import/")
    page.get_by_label("Drop files here").set_input_files(FilePayload(name="lang.csv", mimeType="text/csv", buffer=many))
    press(page, "Look at the file")
    expect(page.get_by_role("heading", name="30 000 new invoices")).to_be_visible(timeout=40_000)
    press(page, "Import 30 000 rows")
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=40_000)
    press(page, "Cancel the import")
    said = "long@brygga.example cancelled the import. Nothing of the file was taken in, and it can be taken in again."
    expect(page.get_by_text(said)).to_be_visible(timeout=40_000)
    expect(page.get_by_role("button", name="Import 30 000 rows")).to_be_visible()
    page.goto(f"{account}invoices/")
    expect(page.get_by_role("link", name="All 3")).to_be_visible()
    page.goto(f"{account}import/")
    expect(page.get_by_role("row").filter(has_text="lang.csv")).to_contain_text("Cancelled")
    fits(page, "import")


def press(page: Page, words: str) -> None:
    """Comes to a button with the tabulator, as who has no mouse does, and presses it."""
    expect(page.get_by_role("button", name=words)).to_be_enabled()
    button = page.get_by_role("button", name=words)
    for _ in range(60):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            return page.keyboard.press("Enter")
    raise AssertionError(f"no tabulator comes to “{words}”")
