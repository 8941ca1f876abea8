"""Bad days in a real browser: two people at once, forms sent twice, lost connections, hostile files."""

import http.client
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, log_in, window
from tests.browser.creditors import DENMARK
from tests.browser.hands import begin_company, look_at, make, row, sign_up, tick
from tests.browser.people import BOOKKEEPER, CASEWORKER, PASSWORD

LIST = "/a/fjordbo/invoices/"
IMPORT = "/a/fjordbo/import/"


def test_who_acts_on_a_stale_page_is_told_who_moved_it_and_where_it_stands(browser: Browser, site: Site, page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto(LIST)
    number = movable(page)
    tick(page, number)
    with window(browser, site) as other:
        log_in(other, CASEWORKER, PASSWORD)
        other.goto(LIST)
        tick(other, number)
        other.get_by_role("button", name="Make 1 letter", exact=True).dblclick()
        expect(other.get_by_role("region", name="1 letter made")).to_be_visible()

    page.get_by_role("button", name="Make 1 letter", exact=True).click()
    expect(page.get_by_role("heading", name="No letter was made")).to_be_visible()
    refused = page.get_by_role("region", name="1 invoice got no letter")
    expect(refused).to_contain_text(f"{CASEWORKER} moved this at")
    expect(refused).to_contain_text("it now stands at Reminder 1")
    refused.get_by_role("link", name=number).click()
    expect(page.get_by_role("link", name="See the letter")).to_have_count(1)


def test_a_form_sent_twice_is_done_once(page: Page) -> None:
    log_in(page, CASEWORKER, PASSWORD)
    page.goto(LIST)
    number = movable(page)
    tick(page, number)
    with page.expect_request("**/move/") as sent:
        make(page, "Make 1 letter").get_by_role("link", name="Not now").click()
    kind = {"Content-Type": sent.value.headers["content-type"]}
    again = page.request.post(sent.value.url, data=sent.value.post_data or "", headers=kind)
    assert f"by {CASEWORKER} and is not done twice" in again.text()
    assert "1 letter made: Reminder 1" in again.text()
    page.get_by_role("region", name="1 letter made").get_by_role("button", name="Undo").click()
    expect(row(page, number).get_by_role("checkbox")).to_be_enabled()


def movable(page: Page) -> str:
    """The number of the first invoice of a list that can move."""
    first = page.locator("tbody tr").filter(has=page.locator("input:enabled")).first
    return first.locator("td.c-inv").inner_text()


def long_ledger(first: int, many: int) -> bytes:
    """So many invoices that the worker takes them in."""
    due = date(2026, 8, 20)
    return DENMARK.ledger(*(DENMARK.line(str(first + each), f"Kunde {each % 50}", "250,00", due) for each in range(many)))


def test_a_connection_lost_in_the_middle_of_an_import_leaves_nothing_half_done(browser: Browser, site: Site) -> None:
    with window(browser, site, "status of 4|net::ERR_INTERNET_DISCONNECTED|SendError") as page:
        sign_up(page, site, "Bo Vind", "bo@vind.example")
        begin_company(page, DENMARK)
        look_at(page, long_ledger(70_000, 2_500))
        button = page.get_by_role("button", name="Import 2.500 rows")
        expect(button).to_be_visible()
        where = page.url

        page.context.set_offline(True)
        lost = page.get_by_text("No connection. Nothing you see is lost; buttons wait.")
        expect(lost).to_be_visible()
        button.click()
        expect(button).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_role("heading", name=re.compile("^Importing|^This file was taken in on"))).to_be_visible()

        page.context.set_offline(True)
        expect(lost).to_be_visible()
        page.context.set_offline(False)
        page.goto(where)
        expect(page.get_by_role("heading", name="This file was taken in on")).to_be_visible(timeout=40_000)
        expect(page.get_by_role("definition").filter(has_text="2.500")).to_have_count(2)


def test_half_an_upload_is_no_upload(page: Page, site: Site) -> None:
    log_in(page, CASEWORKER, PASSWORD)
    page.goto(IMPORT)
    cookies = {each["name"]: each["value"] for each in page.context.cookies() if "name" in each and "value" in each}
    body = (
        f'--half\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{cookies["csrftoken"]}\r\n'
        '--half\r\nContent-Disposition: form-data; name="file"; filename="half.csv"\r\n\r\nKundenr.;'
    )
    line = http.client.HTTPConnection("127.0.0.1", site.port)
    line.putrequest("POST", IMPORT)
    line.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
    line.putheader("Content-Type", "multipart/form-data; boundary=half")
    line.putheader("Content-Length", "1000000")
    line.endheaders(body.encode())
    line.close()
    page.reload()
    expect(page.get_by_role("heading", name="Import", exact=True)).to_be_visible()
    expect(page.get_by_text("half.csv")).to_have_count(0)
    look_at(page, DENMARK.ledger(DENMARK.line("6001", "Ny Kunde", "100,00", date(2026, 9, 1))))
    expect(page.get_by_role("button", name="Import 1 row", exact=True)).to_be_visible()


def bomb() -> bytes:
    """A workbook that swells to more than anybody wants."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(60):
                sheet.write(bytes(10_000_000))
    return packed.getvalue()


TYPED = b'<!DOCTYPE x [<!ENTITY a "b">]><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
HOSTILE = {
    "a workbook that swells": (bomb, "ledger.xlsx", "too large unpacked"),
    "a document type": (lambda: TYPED, "invoice.xml", "DOCTYPE"),
    "a file over the limit": (lambda: b"x" * (26 * 1024 * 1024), "ledger.csv", "larger than 25 MB"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(page: Page, tmp_path: Path, kind: str) -> None:
    content, name, said = HOSTILE[kind]
    file = tmp_path / name
    file.write_bytes(content())
    log_in(page, CASEWORKER, PASSWORD)
    page.goto(IMPORT)
    look_at(page, file)
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_role("button", name="Look at the file")).to_be_visible()
