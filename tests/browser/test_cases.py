"""Collection cases in a real browser: from the expired notice to every way in which they end, over the three countries."""

import json
import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader, PdfWriter

from tests.browser.conftest import Site, later, log_in, window
from tests.browser.hands import fill, read
from tests.browser.matters import (
    Matter,
    answered,
    bank_news,
    begin,
    case_of,
    fill_invoice,
    paper,
    pay,
    says,
    start,
    tell,
    tell_notice,
)
from tests.browser.people import BOOKKEEPER, PASSWORD

DENMARK = Matter(
    "fjordbo", "Rikke Vig", ("8000", "Aarhus C"),
    [("E-71", "8000,00", "2026-06-15", "2026-07-15"), ("E-72", "1250,00", "2026-06-20", "2026-07-20")],
)  # fmt: skip
"""Interest at 10 %: of 8.000 for 76 days 166,58 and of 1.250 for 71 days 24,32."""
NORWAY = Matter("nordlys", "Ragna Vik", ("8006", "Bodø"), [("E-81", "8000,00", "2026-06-15", "2026-07-15")])
SWEDEN = Matter("sodersol", "Rut Vik", ("211 42", "Malmö"), [("E-91", "8000,00", "2026-06-15", "2026-07-15")])
"""Interest at 10 % for 76 days: 166,58. The demand costs 180,00."""


def test_a_case_from_the_list_gathers_and_a_payment_on_its_row_closes_it(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/fjordbo/invoices/?stage=expired")
    expired = page.get_by_role("row").filter(has_text="Møbelgalleriet Ærø")
    expect(expired).to_have_count(2)
    for place, balance in enumerate(("3.702,42", "1.588,20")):
        expect(expired.nth(place)).to_contain_text(balance)
    page.get_by_role("link", name="Start a case with invoice 20262044").click()
    expect(page.get_by_role("heading", name="2 invoices, one case")).to_be_visible()
    says(page, {"To be paid by 09.10.2026": "5.290,62"})
    other = page.get_by_role("checkbox", name="Invoice 20262047")
    other.uncheck()
    page.get_by_role("button", name="Reckon with these").click()
    expect(page.get_by_role("heading", name="1 invoice, one case")).to_be_visible()
    says(page, {"To be paid by 09.10.2026": "3.702,42"})
    other.check()
    page.get_by_role("button", name="Reckon with these").click()
    says(page, {"To be paid by 09.10.2026": "5.290,62"})
    page.get_by_label("Department").fill("Aarhus")
    page.get_by_role("button", name="Start case and send letter").click()
    answered(page, "The case is open and its letter is made.")
    number, _address = case_of(page)
    expect(page.get_by_role("definition").filter(has_text="Aarhus")).to_be_visible()

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Cases").click()
    row = page.get_by_role("row").filter(has_text=number)
    row.get_by_role("link", name=f"Register a payment on case {number}").click()
    pay(page, "5.290,62")
    answered(page, f"5.290,62 registered on case {number}. The case is closed.")
    expect(row).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Closed")).click()
    row.get_by_role("link", name="Møbelgalleriet Ærø").click()
    expect(page.get_by_role("heading", name="Closed 29.09.2026: paid.")).to_be_visible()
    says(page, {"Owed today": "0,00"})


def a_pdf(password: str = "") -> bytes:
    """One empty page; with a password, nobody reads it."""
    made, kept = PdfWriter(), BytesIO()
    made.add_blank_page(595, 842)
    if password:
        made.encrypt(password, algorithm="RC4-128")
    made.write(kept)
    return kept.getvalue()


BAD_PAPERS = {"a locked PDF": (a_pdf("secret"), "password"), "no PDF": (b"\x89PNG\r\n", "This is no PDF.")}


def test_a_wizard_that_is_left_is_taken_up_and_its_case_is_paid_by_instalments(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    begin(page, NORWAY)
    fill_invoice(page, NORWAY.invoices[0])
    for content, why in BAD_PAPERS.values():
        page.get_by_label("The invoice as PDF").set_input_files(paper("invoice.pdf", content))
        page.get_by_role("button", name="Save and go on").click()
        expect(page.locator(".err").filter(has_text=why)).to_be_visible()
        expect(page.get_by_label("Amount with VAT")).to_have_value("8000,00")
    page.get_by_label("The invoice as PDF").set_input_files(paper("invoice.pdf", a_pdf()))
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="What was done already?")).to_be_visible()

    page.goto("/a/nordlys/cases/")
    page.get_by_role("link", name="From an invoice made elsewhere").click()
    page.get_by_role("link", name="Ragna Vik").click()
    part = page.get_by_role("region", name="Has part of it been paid?")
    fill(part, {"Amount": "1000,00", "The day the money came": "2026-09-15"})
    tell_notice(page, NORWAY)
    # 12.25 % of 8 000 for 62 days is 166,47, paid first; of the 7 166,47 that are left then, for 14 days 33,67
    says(page, {"Invoice E-81": "8 000,00", "Late-payment interest": "200,14", "Fee: Formal demand": "113,00",
                "Paid 15.09.2026": "−1 000,00", "To be paid by 13.10.2026": "7 313,14"})  # fmt: skip
    number, address = start(page)
    says(page, {"Owed today": "7 313,14"})

    page.get_by_role("link", name="Payment by instalments").click()
    propose(page, 3, "2026-10-01")
    for day, amount in (("01.10.2026", "2 437,00"), ("02.11.2026", "2 437,00"), ("01.12.2026", "2 439,14")):
        expect(page.get_by_role("row").filter(has_text=day)).to_contain_text(amount)
    fill(page, {"Signed or acknowledged in writing on": "2026-09-29", "What shows it": "her signature"})
    page.get_by_role("button", name="Agree on 3 instalments").click()
    answered(page, "Agreed on 3 instalments. Nothing is sent while the plan runs.")
    agreement = page.get_by_role("link", name="The agreement as PDF").get_attribute("href")
    assert "2 437,00" in words(read(page, agreement))
    page.goto(address)
    expect(page.get_by_role("heading", name="It is paid by instalments.")).to_be_visible()
    page.get_by_role("link", name="Register payment").click()
    pay(page, "2437,00")
    page.get_by_role("link", name="See the plan").click()
    expect(page.get_by_role("row").filter(has_text="01.10.2026")).to_contain_text("Paid")
    expect(page.get_by_role("heading", name=re.compile(r"^Next: 2\s437,00 NOK on 02.11.2026"))).to_be_visible()
    page.goto("/a/nordlys/cases/?status=plan")
    expect(page.get_by_role("row").filter(has_text=number)).to_be_visible()


def propose(page: Page, count: int, first_on: str) -> None:
    """Asks for so many instalments from a day on; the figures follow what is typed."""
    for label, text, name in (("Number of instalments", str(count), "count"), ("First instalment", first_on, "first_on")):
        with page.expect_response(re.compile(re.escape(f"{name}={text}"))):
            page.get_by_label(label).fill(text)
    expect(page.get_by_role("button", name=f"Agree on {count} instalments")).to_be_visible()


def words(content: bytes) -> str:
    """All words of a PDF, every gap an ordinary one."""
    return re.sub(r"\s+", " ", "".join(leaf.extract_text() for leaf in PdfReader(BytesIO(content)).pages))


def test_a_plan_that_is_broken_is_looked_at_and_the_ladder_goes_on_with_a_fresh_deadline(
    browser: Browser, site: Site, page: Page, tmp_path: Path
) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    tell(page, DENMARK)
    says(page, {"Late-payment interest": "190,90", "To be paid by 09.10.2026": "9.440,90"})
    _number, address = start(page)
    page.get_by_role("link", name="Payment by instalments").click()
    propose(page, 2, "2026-10-01")
    expect(page.get_by_role("row").filter(has_text="02.11.2026")).to_contain_text("4.720,90")
    page.get_by_role("button", name="Agree on 2 instalments").click()
    answered(page, "Agreed on 2 instalments.")

    broken, after = date(2026, 10, 14), date(2026, 10, 15)
    news = bank_news(tmp_path, DENMARK.account, date(2026, 10, 13))
    with later(site, broken, DENMARK.account, news) as then:
        with window(browser, then) as opened:
            look_at_broken(opened)
        news = bank_news(tmp_path, DENMARK.account, broken)
        with later(then, after, DENMARK.account, news) as next_day, window(browser, next_day) as opened:
            log_in(opened, BOOKKEEPER, PASSWORD)
            opened.goto(address)
            opened.get_by_role("button", name="Make offer to settle").first.click()
            answered(opened, "Offer to settle is made.")
            expect(ladder(opened, "Offer to settle")).to_contain_text("to be paid by 29.10.2026")


def look_at_broken(page: Page) -> None:
    """Somebody sees in the list that a plan was not kept, and lets the case go on."""
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/fjordbo/cases/")
    row = page.get_by_role("row").filter(has_text="Rikke Vig")
    expect(row).to_contain_text("The plan was not kept")
    row.get_by_role("link", name="Rikke Vig").click()
    page.get_by_role("link", name="Look at the plan").click()
    page.get_by_role("link", name="Go on with the case").click()
    page.get_by_role("dialog").get_by_label("Note").fill("Nothing came")
    page.get_by_role("dialog").get_by_role("button", name="Go on with the case").click()
    answered(page, "Looked at. The case may take its next step from tomorrow.")
    expect(page.get_by_role("heading", name="can go from 15.10.2026.")).to_be_visible()


def ladder(page: Page, step: str) -> Locator:
    """A step of the case's ladder."""
    listed = page.get_by_role("complementary").get_by_role("listitem")
    return listed.filter(has_text=step).first


def test_an_objection_stops_a_case_at_once_until_it_is_lifted(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/nordlys/cases/")
    page.get_by_role("row").filter(has_text="Bjørn-Erik Øvergård").get_by_role("link", name="Bjørn-Erik").click()
    says(page, {"Invoices": "10 300,00", "Late-payment interest": "400,28", "Fees": "378,00", "Owed today": "11 078,28"})
    expect(page.get_by_role("button", name="Make notice of enforcement").first).to_be_visible()
    page.get_by_role("link", name="Objection or another stop").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Note").fill("The floor is cold")
    dialog.get_by_role("button", name="Stop it").click()
    answered(page, "Stopped at once. Nothing is sent about these invoices.")
    expect(page.get_by_role("heading", name="Every claim of the case is stopped.")).to_be_visible()
    expect(page.get_by_role("button", name="Make notice of enforcement")).to_have_count(0)
    address = page.url
    for number in ("310139", "310175"):
        page.goto(address)
        page.get_by_role("link", name=number, exact=True).click()
        expect(page.get_by_role("heading", name="Stopped: objection.")).to_be_visible()
        expect(page.get_by_text("The floor is cold").first).to_be_visible()
        page.get_by_role("button", name="Let it go on").click()
        answered(page, "It goes on again from today.")
    page.goto(address)
    page.get_by_role("button", name="Make notice of enforcement").first.click()
    answered(page, "Notice of enforcement is made. Until it leaves it can be undone.")
    expect(ladder(page, "Notice of enforcement")).to_contain_text("to be paid by 13.10.2026")


def test_a_petition_is_looked_at_taken_home_and_filed(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/nordlys/cases/")
    page.get_by_role("link", name="Saltværing Eiendom AS").click()
    address = page.url
    page.get_by_role("link", name="See the application").click()
    expect(page.get_by_role("heading", name="3 things keep it from being complete")).to_be_visible()
    page.get_by_role("button", name="Mark as filed today").click()
    expect(page.get_by_text("This field is required.")).to_have_count(3)
    for question in ("The company number is", "The register Betjeningskartet", "If the debtor objects"):
        page.get_by_role("group", name=question).get_by_role("radio", name="Yes").check()
    fill(page, {"Claimed for writing the petition": "1000,00"})
    page.get_by_role("button", name="Fill in and check").click()
    expect(page.get_by_role("heading", name="keep it from being complete")).to_have_count(0)
    # 12 % for 30 days and 12.25 % for 90 of 64 375 and 11 250: 634,93 + 1 944,48 + 110,96 + 339,81
    asked = {"Hovedstol": "75 625,00", "Forsinkelsesrente": "3 030,18"}
    says(page, asked, page.get_by_role("table", name="Sum", exact=True))
    expect(page.get_by_role("definition").filter(has_text="1 627,00 NOK")).to_be_visible()
    claims = json.loads(sent_by(page, "As data"))["krav"]
    interest = [Decimal(each["opprinneligBeløp"]) for each in claims if each["kravdetaljer"] == "Rentekrav"]
    assert sum(interest) == Decimal("3030.18")
    assert "75 625,00" in words(sent_by(page, "As PDF"))
    page.get_by_role("button", name="Mark as filed today").click()
    answered(page, "Filed. The case lies with the court from today.")
    filed = read(page, page.get_by_role("link", name="As PDF").get_attribute("href"))
    assert "75 625,00" in words(filed)
    page.goto(address)
    expect(page.get_by_role("heading", name=re.compile("^It lies with the court: Petition for attachment"))).to_be_visible()
    # 79 575,18 before, the fee of 1 627,00 and 1 000,00 for writing the petition
    says(page, {"Costs of the case": "2 627,00", "Owed today": "82 202,18"})


def sent_by(page: Page, button: str) -> bytes:
    """What a button of the form answers with, where the browser would show it or keep it."""
    name, form = page.get_by_role("button", name=button), page.locator("form", has=page.get_by_role("button", name=button))
    answer = page.request.post(
        str(name.get_attribute("formaction")),
        form=form.evaluate("each => Object.fromEntries(new FormData(each))"),
        headers={"Referer": page.url},
    )
    assert answer.ok
    return answer.body()


def test_an_order_is_decided_and_nothing_is_applied_for_twice(page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    page.goto("/a/sodersol/cases/?status=court")
    page.get_by_role("link", name="Kafé Tre Åkare AB").click()
    address = page.url
    says(page, {"Costs of the case": "680,00", "Owed today": "51 287,19"})
    page.get_by_role("link", name="See what was filed").click()
    expect(page.get_by_role("definition").filter(has_text="50 918,01 SEK")).to_be_visible()
    page.get_by_role("link", name="It has decided").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="An order of the authority (utslag)").check()
    fill(dialog, {"Awarded, with interest and costs": "50918,01", "Its number": "01-123456-26"})
    dialog.get_by_role("button", name="Note it").click()
    answered(page, "Noted. Limitation is counted anew from the day of the decision.")
    expect(page.get_by_role("heading", name="Decided on 2026-09-29: order (utslag)")).to_be_visible()
    expect(page.get_by_text("50 918,01 SEK was awarded.")).to_be_visible()
    page.goto(address)
    expect(ladder(page, "Application for a payment order")).to_contain_text("It was decided on 2026-09-29")
    expect(page.get_by_role("link", name="See the application")).to_have_count(0)


def test_two_start_the_same_case_which_is_lost_and_then_paid_after_all(browser: Browser, site: Site, page: Page) -> None:
    log_in(page, BOOKKEEPER, PASSWORD)
    tell(page, SWEDEN)
    says(page, {"Late-payment interest": "166,58", "Fee: Formal demand": "180,00", "To be paid by 2026-10-09": "8 346,58"})
    with window(browser, site) as other:
        log_in(other, BOOKKEEPER, PASSWORD)
        other.goto(page.url)
        number, address = start(other)
    page.get_by_role("button", name="Start the case and make the letter").click()
    answered(page, f"by {BOOKKEEPER} and is not done twice")
    assert case_of(page) == (number, address)
    write_off(page)
    recover(page, address)
    take_home(page, number, address)


def write_off(page: Page) -> None:
    """The voucher is seen before it is posted; what is owed does not change."""
    page.get_by_role("link", name="Write it off").click()
    page.get_by_role("radio", name="The debtor cannot pay").check()
    page.get_by_label("The conditions of this ground are met").check()
    fill(page, {"What shows it": "report of 28 September"})
    voucher = page.get_by_role("table").filter(has_text="Debit")
    for account, amount in (("6351", "6 400,00"), ("2611", "1 600,00"), ("1510", "8 000,00")):
        expect(voucher.get_by_role("row").filter(has_text=account)).to_contain_text(amount)
    page.get_by_role("button", name="Post the write-off").click()
    answered(page, "1 voucher posted. The customer owes as before.")
    expect(page.get_by_role("row").filter(has_text="E-91")).to_contain_text("Not a payment")


def recover(page: Page, address: str) -> None:
    """Part of it is paid after all, with a voucher of its own; then more than the rest."""
    page.goto(address)
    says(page, {"Owed today": "8 346,58"})
    page.get_by_role("link", name="Register payment").click()
    pay(page, "5180,00")
    says(page, {"Owed today": "3 166,58"})
    page.goto("/a/sodersol/cases/vouchers/")
    page.get_by_role("row").filter(has_text="Recovery").get_by_role("link").first.click()
    drawer = page.get_by_role("table", name="Postings")
    # 5 180 less interest and the demand's 180 is 4 833,42 of the principal, a fifth of it VAT
    for account, amount in (("1510", "4 833,42"), ("2611", "966,68"), ("6351", "3 866,74")):
        expect(drawer.get_by_role("row").filter(has_text=account)).to_contain_text(amount)

    page.goto(address)
    page.get_by_role("link", name="Register payment").click()
    pay(page, "3300,00")
    answered(page, "The case is closed. 133,42 was paid too much and is owed back to the customer.")
    expect(page.get_by_role("heading", name="Closed 2026-09-29: paid.")).to_be_visible()
    page.get_by_role("link", name="See the payment").click()
    expect(page.get_by_role("region", name="Loose payments")).to_contain_text("133,42")


def take_home(page: Page, number: str, address: str) -> None:
    """The journal is whole, and the whole case can be read elsewhere."""
    page.goto(f"{address}journal/")
    expect(page.get_by_text("The journal is whole")).to_be_visible()
    file = words(read(page, f"{address}file/"))
    assert [part in file for part in (number, "Rut Vik", "E-91", "8 000,00")] == [True] * 4
    told = json.loads(page.request.get(f"{address}file/?as=json").body())
    assert (told["case"], told["claims"][0]["invoice"]) == (number, "E-91")
