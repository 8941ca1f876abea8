"""A claim that came as an electronic invoice shows its papers and the invoice as it came, to guests too."""

from django.test import Client

from krav.actions.imports import import_file
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED
from tests.actions.elsewhere import pdf
from tests.actions.invoices import invoice
from tests.formats.invoices_in import embedded, reference, with_papers
from tests.web.cast import text

PAPER = pdf()
DATA = with_papers(invoice("7001", "6312.50"), reference(embedded(PAPER, filename="Faktura 7001.pdf")))


def page_of(account_id: int, number: str) -> str:
    with account_scope(account_id):
        return f"/a/fjordbo/invoices/{rows.Claim.objects.get(number=number).id}/"


def test_a_guest_reads_the_paper_and_saves_the_invoice(guest: Client, stranger: Client, owed: int) -> None:
    import_file(owed, DATA, 'inv "æ".xml', on=IMPORTED, by=ANN)
    at = page_of(owed, "7001")
    shown = guest.get(at)
    assert "Faktura 7001.pdf" in text(shown)
    assert "The invoice as it came" in text(shown)
    with account_scope(owed):
        paper = rows.Attachment.objects.get()
    assert f"/a/fjordbo/attachments/{paper.id}/" in shown.content.decode()
    assert guest.get(f"/a/fjordbo/attachments/{paper.id}/").content == PAPER
    saved = guest.get(f"{at}source/")
    assert saved.content == DATA
    assert saved["Content-Disposition"] == 'attachment; filename="inv ___.xml"'
    assert saved["X-Content-Type-Options"] == "nosniff"
    assert stranger.get(f"{at}source/").status_code == 404
    assert f"{at}source/" in guest.get(f"{at}voucher/").content.decode()


def test_a_claim_of_a_list_has_no_such_file(guest: Client, owed: int) -> None:
    at = page_of(owed, "1001")
    assert "The invoice as it came" not in text(guest.get(at))
    assert guest.get(f"{at}source/").status_code == 404
    assert guest.get("/a/fjordbo/invoices/999999/source/").status_code == 404
