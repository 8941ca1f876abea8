"""What invoice files bring besides the invoice: papers kept once, the file as it came, and credit notes of any invoice."""

from datetime import date
from hashlib import sha256
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from krav.actions.attachments import attach, attached, keep, paper_bytes
from krav.actions.case_files import case_file
from krav.actions.cases import one, open_case
from krav.actions.imports import preview
from krav.actions.invoice_papers import has_file, invoice_file
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.journal import journal
from krav.store.load import creditor_in_scope
from krav.store.queries.papers import PaperSeen, papers
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, ledger, line, take
from tests.actions.collect import owed, run_until
from tests.actions.elsewhere import pdf
from tests.actions.invoices import credit_note, invoice
from tests.formats.invoices_in import embedded, envelope, reference, with_papers

ONE, TWO = pdf(), pdf(2)
EXPIRED = date(2026, 5, 20)
"""By then the deadline of the Danish notice is over."""


def claim(account_id: int, number: str) -> rows.Claim:
    with account_scope(account_id):
        return rows.Claim.objects.get(number=number)


def kept_with(account_id: int, number: str) -> list[PaperSeen]:
    with account_scope(account_id):
        return papers([claim(account_id, number).id])


def picture(form: str, size: tuple[int, int] = (300, 200)) -> bytes:
    made = BytesIO()
    Image.new("RGB", size, "navy").save(made, form)
    return made.getvalue()


def with_paper(data: bytes, content: bytes, filename: str = "Faktura 1001.pdf") -> bytes:
    return with_papers(data, reference(embedded(content, filename=filename)))


def test_a_paper_of_an_invoice_is_kept_with_its_claim(fjordbo: int) -> None:
    done = take(fjordbo, with_paper(invoice("1001", "6312.50"), TWO), "inv.xml")
    assert (done.new, done.unused) == (1, ())
    (paper,) = kept_with(fjordbo, "1001")
    assert (paper.kind, paper.name, paper.pages, paper.on, paper.told_by) == (
        "invoice", "Faktura 1001.pdf", 2, IMPORTED, "Ann",
    )  # fmt: skip
    assert paper_bytes(fjordbo, paper.sha256) == TWO
    with account_scope(fjordbo):
        assert attached(fjordbo, paper.id) == ("Faktura 1001.pdf", TWO)


@pytest.mark.parametrize(
    ("filename", "about", "kind"),
    [
        ("1001.pdf", "", "invoice"),
        ("scan.pdf", "<cbc:DocumentType>Commercial invoice</cbc:DocumentType>", "invoice"),
        ("timeliste.pdf", "", "other"),
        ("side-10011.pdf", "", "other"),
    ],
)
def test_only_what_the_file_calls_the_invoice_is_shown_as_it(fjordbo: int, filename: str, about: str, kind: str) -> None:
    paper = reference(embedded(ONE, filename=filename), about)
    take(fjordbo, with_papers(invoice("1001", "10.00"), paper), "inv.xml")
    assert [each.kind for each in kept_with(fjordbo, "1001")] == [kind]


def test_a_contract_is_kept_as_one(fjordbo: int) -> None:
    paper = reference(embedded(ONE, filename="aftale.pdf"), name="ContractDocumentReference")
    take(fjordbo, with_papers(invoice("1001", "10.00"), paper), "inv.xml")
    assert [each.kind for each in kept_with(fjordbo, "1001")] == ["contract"]


def test_the_papers_of_a_batch_are_kept_each_with_its_claim(fjordbo: int) -> None:
    first = with_paper(invoice("1001", "10.00"), ONE)
    second = with_paper(with_paper(invoice("1002", "20.00"), TWO, "a.pdf"), ONE, "b.pdf")
    assert take(fjordbo, envelope(first, second), "batch.xml").new == 2
    assert len(kept_with(fjordbo, "1001")) == 1
    assert {paper.pages for paper in kept_with(fjordbo, "1002")} == {1, 2}


def test_the_same_paper_twice_is_kept_once(fjordbo: int) -> None:
    data = with_paper(with_paper(invoice("1001", "10.00"), ONE), ONE, "again.pdf")
    take(fjordbo, data, "inv.xml")
    take(fjordbo, data.replace(b"OIOUBL-2.02", b"OIOUBL-2.1"), "inv-again.xml")
    assert len(kept_with(fjordbo, "1001")) == 1


def test_the_invoice_file_of_a_claim_that_is_known_brings_its_papers(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "6.312,50")))
    assert take(fjordbo, with_paper(invoice("1001", "6312.50"), ONE), "inv.xml").new == 0
    assert [paper.name for paper in kept_with(fjordbo, "1001")] == ["Faktura 1001.pdf"]


def test_a_paper_given_by_hand_is_not_kept_again(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "6.312,50")))
    attach(fjordbo, claim(fjordbo, "1001").id, "contract", keep(fjordbo, ONE, "Aftale.pdf"), on=IMPORTED, by=ANN)
    take(fjordbo, with_paper(invoice("1001", "6312.50"), ONE), "inv.xml")
    assert [paper.name for paper in kept_with(fjordbo, "1001")] == ["Aftale.pdf"]


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_picture_is_kept_as_a_page(fjordbo: int, form: str) -> None:
    first = with_paper(invoice("1001", "10.00"), picture(form), f"foto.{form.lower()}")
    take(fjordbo, envelope(first, with_paper(invoice("1002", "20.00"), picture(form), "foto.png")), "batch.xml")
    (paper,), (other,) = kept_with(fjordbo, "1001"), kept_with(fjordbo, "1002")
    assert (paper.name, paper.pages) == ("foto.pdf", 1)
    assert paper.sha256 == other.sha256
    assert paper_bytes(fjordbo, paper.sha256).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 a workbook", "This is no PDF. Save or print the paper as a PDF"),
        (pdf(script=True), "The PDF holds a program. Print it to a new PDF, and give that"),
        (pdf(password="hidden"), "The PDF is encrypted. Save it without a password"),
        (ONE[:300], "The PDF cannot be read; it is damaged or cut off. Save it again"),
        (picture("PNG")[:60], "The picture cannot be read: it is damaged or too large. Save it as a PDF"),
    ],
)
def test_a_paper_that_cannot_be_kept_is_told_and_the_invoice_taken_in(fjordbo: int, content: bytes, why: str) -> None:
    done = take(fjordbo, with_paper(invoice("1001", "10.00"), content, "bilag.xlsx"), "inv.xml")
    assert (done.new, [tuple(each) for each in done.unused]) == (1, [("Invoice in line 1, bilag.xlsx", why)])
    assert kept_with(fjordbo, "1001") == []


def test_the_file_is_kept_as_it_came(fjordbo: int) -> None:
    data = invoice("1001", "10.00")
    take(fjordbo, data, "inv.xml")
    digest = sha256(data).hexdigest()
    assert invoice_file(fjordbo, digest) == data
    listed = ledger(line("1002", "10,00"))
    take(fjordbo, listed)
    assert not has_file(fjordbo, sha256(listed).hexdigest())


def test_a_look_keeps_nothing(fjordbo: int) -> None:
    data = with_paper(invoice("1001", "10.00"), ONE)
    assert preview(fjordbo, data, "inv.xml", on=IMPORTED).new == 1
    assert not has_file(fjordbo, sha256(data).hexdigest())
    with account_scope(fjordbo):
        assert not rows.Attachment.objects.exists()


def test_the_paper_is_the_invoice_in_the_file_of_a_case_and_in_its_journal(fjordbo: int) -> None:
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    case_id = open_case(fjordbo, [claim(fjordbo, "1001").id], on=EXPIRED, by=ANN)
    take(fjordbo, with_paper(invoice("1001", "12500.00"), TWO), "inv.xml", on=EXPIRED)
    with account_scope(fjordbo):
        file = case_file(fjordbo, one(case_id), creditor_in_scope(), EXPIRED)
        assert [(paper.kind, paper.name) for paper in file.papers] == [("invoice", "Faktura 1001.pdf")]
        assert b'"name": "Faktura 1001.pdf"' in file.json()
        assert "attachment" in [each.kind for each in journal(case_id)]
        with pikepdf.open(BytesIO(file.pdf(Renderer()))) as bundle, bundle.open_outline() as outline:
            titles = [part.title for part in outline.root]
    assert "Faktura 1001" in titles
    assert not any("udskrift" in title.lower() or "posteringer" in title.lower() for title in titles)


def test_a_credit_note_of_an_unknown_invoice_stands_open(fjordbo: int) -> None:
    data = credit_note("K7", "10.00", credits="999")
    told = "K7 credits invoice 999, which nobody knows; it stands as an open credit note of the customer"
    assert preview(fjordbo, data, "note.xml", on=IMPORTED).remarks == (told,)
    done = take(fjordbo, data, "note.xml")
    assert (done.new, done.remarks) == (1, (told,))
    note = claim(fjordbo, "K7")
    assert note.kind == "credit"
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get(claim=note).balance == -1000


def test_it_is_taken_in_once_whoever_names_it_again(fjordbo: int) -> None:
    take(fjordbo, credit_note("K7", "10.00", credits="999"), "note.xml")
    assert take(fjordbo, ledger(line("K7", "-10,00", due="", credits="999"))).new == 0
    take(fjordbo, ledger(line("999", "100,00")))
    assert take(fjordbo, ledger(line("K7", "-10,00", due="", credits="999"), line("1", "1,00"))).new == 1
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get(claim__number="999").balance == 10_000


def test_a_credit_note_of_a_settled_invoice_is_money_to_the_customers_credit(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "100,00", rest="0,00")))
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get(claim__number="1001").settled_on is not None
    done = take(fjordbo, credit_note("K7", "40.00", credits="1001"), "note.xml")
    assert (done.new, done.remarks) == (1, ())
    with account_scope(fjordbo):
        assert rows.ClaimState.objects.get(claim__number="1001").balance == -4000
        assert not rows.Claim.objects.filter(number="K7").exists()


def test_the_papers_of_a_credit_note_go_with_its_invoice_and_are_not_taken_for_it(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "100,00")))
    take(fjordbo, with_paper(credit_note("K7", "40.00", credits="1001"), ONE, "Kreditnota K7.pdf"), "note.xml")
    assert [(paper.kind, paper.name) for paper in kept_with(fjordbo, "1001")] == [("other", "Kreditnota K7.pdf")]
    take(fjordbo, with_paper(credit_note("K8", "4.00", credits="999"), ONE, "Kreditnota K8.pdf"), "note8.xml")
    assert [paper.kind for paper in kept_with(fjordbo, "K8")] == ["invoice"]


def test_an_invoice_paid_in_advance_asks_for_nothing(fjordbo: int) -> None:
    assert take(fjordbo, invoice("1001", "0.00", due=""), "inv.xml").new == 1
    with account_scope(fjordbo):
        state = rows.ClaimState.objects.get(claim__number="1001")
    assert (state.balance, state.next_on) == (0, None)
