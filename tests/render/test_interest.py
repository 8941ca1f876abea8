"""Interest invoices as PDF and UBL: every row shown, the sums true, the payment block on page 1, the same bytes again."""

import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from krav.claims.interest_invoice import InvoiceRow
from krav.countries import countries, country
from krav.formats import ubl
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.render.interest import values
from krav.render.interest_ubl import interest_ubl
from krav.render.pdf import Renderer
from krav.render.voice import invoice_texts
from tests.render.interest import CREDITED, ISSUED, invoice

EVERY = [
    (code, kind, language)
    for code, land in countries().items()
    for kind in ("consumer", "business")
    for language in land.languages
]


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def pages(pdf: bytes) -> list[str]:
    """The text of each page, every run of blanks as one."""
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


@pytest.mark.parametrize(("code", "kind", "language"), EVERY)
def test_one_page_says_what_to_pay_and_how_every_row_was_reckoned(
    renderer: Renderer, code: str, kind: str, language: str
) -> None:
    value = invoice(code, language, kind=kind)
    (page,) = pages(renderer.interest_invoice(value))
    shown = values(value, credit_note=False)
    told = [shown[key] for key in ("headline", "opening", "pay_line", "rule", "example", "sum")]
    told += [cell for row in shown["rows"] for cell in row]
    told += [text for pair in (*shown["advice"], *shown["pay"]) for text in pair]
    assert [text for text in told if plain(text) not in page] == []


def test_a_stretch_is_told_by_its_first_and_last_day_of_interest() -> None:
    rows = {code: values(invoice(code), credit_note=False)["rows"][0] for code in countries()}
    assert plain(" ".join(rows["SE"])) == "20418 30.05.2026 18.06.2026 20 12 500,00 10,00 % 68,49"
    assert plain(" ".join(rows["DK"])) == "20418 30.05.2026 18.06.2026 20 12.500,00 9,75 % 66,78"
    assert plain(" ".join(rows["NO"])) == "20418 29.05.2026 18.06.2026 20 12 500,00 12,00 % 82,19"


def test_many_rows_go_behind_and_the_payment_block_stays_on_page_1(renderer: Renderer) -> None:
    value = invoice("NO", claims=60)
    found = pages(renderer.interest_invoice(value))
    assert len(found) == 3
    assert "KID" in found[0]
    assert "Side 2 viser" in found[0]
    rows = values(value, credit_note=False)["rows"]
    assert [row for row in rows if plain(" ".join(row)) not in " ".join(found[1:])] == []
    assert "Side 3 av 3" in found[2]


def test_the_fee_the_comment_and_what_was_paid_before_are_shown(renderer: Renderer) -> None:
    value = invoice("SE", claims=1)
    before = InvoiceRow("20418", ISSUED, ISSUED, 0, None, 0, 0, -1000)
    interest = value.interest - 1000
    value = replace(value, rows=(*value.rows, before), interest=interest, fee=5000, total=interest + 5000)
    value = replace(value, comment="Enligt avtal.")
    (page,) = pages(renderer.interest_invoice(value))
    assert "20418 Betalt eller fakturerat tidigare −10,00" in page
    assert "Avgift enligt avtal 50,00" in page
    assert "Enligt avtal." in page
    assert "190,68" in page


def test_a_credit_note_takes_the_invoice_back_and_asks_for_nothing(renderer: Renderer) -> None:
    value = invoice("DK", credited=CREDITED)
    (page,) = pages(renderer.interest_invoice(value, credit_note=True))
    assert "Denne kreditnota tager rentenota 900017 tilbage" in page
    assert "900018" in page
    assert "−359,18" in page
    assert "FIK" not in page


def test_rows_that_do_not_add_up_are_not_printed(renderer: Renderer) -> None:
    with pytest.raises(KravError, match="do not add up"):
        renderer.interest_invoice(replace(invoice("SE"), total=1))
    with pytest.raises(KravError, match="was not credited"):
        renderer.interest_invoice(invoice("SE"), credit_note=True)


def test_a_draft_says_so(renderer: Renderer) -> None:
    (page,) = pages(renderer.interest_invoice(invoice("SE", draft=True)))
    assert page.startswith("UTKAST")


def test_the_same_invoice_gives_the_same_bytes_for_keeping(renderer: Renderer) -> None:
    first, second = renderer.interest_invoice(invoice("SE")), renderer.interest_invoice(invoice("SE"))
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "B", "1")


@pytest.mark.parametrize("code", countries())
def test_every_country_has_the_texts_in_its_languages(code: str) -> None:
    land = country(code)
    book = invoice_texts(land.folder)
    assert book.steps == {"interest"}
    assert book.languages == land.languages


@pytest.mark.parametrize("code", countries())
def test_the_electronic_invoice_is_read_back_with_its_reference(code: str) -> None:
    value = invoice(code, company_number="")
    (item,) = ubl.read(interest_ubl(value), "f.xml").items
    assert (item.number, item.amount, item.due_on) == ("900017", Money(value.total, value.currency), value.due_on)
    assert item.reference.endswith(value.reference)
    assert item.customer.name == value.addressee.name


def test_the_electronic_credit_note_names_its_invoice() -> None:
    (item,) = ubl.read(interest_ubl(invoice("SE", credited=CREDITED), credit_note=True), "f.xml").items
    assert (item.number, item.credits, item.issued_on) == ("900018", "900017", CREDITED.on)
