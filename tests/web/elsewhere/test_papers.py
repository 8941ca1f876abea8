"""The papers of a claim on their page."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.elsewhere import pdf
from tests.web.cast import text


def test_a_paper_is_given_seen_and_read_by_a_guest(caseworker: Client, guest: Client, stranger: Client, owed: int) -> None:
    with account_scope(owed):
        claim_id = rows.Claim.objects.get(number="1001").id
    at = f"/a/fjordbo/invoices/{claim_id}/attach/"
    form = {"kind": "contract", "paper": SimpleUploadedFile("Aftale 7.pdf", pdf(2)), "key": "one"}
    assert caseworker.post(at, form)["Location"] == at
    assert "Aftale 7.pdf The agreement · 2 pages" in text(caseworker.get(at))
    with account_scope(owed):
        paper = rows.Attachment.objects.get()
    read = guest.get(f"/a/fjordbo/attachments/{paper.id}/")
    assert read.content.startswith(b"%PDF")
    assert read["X-Content-Type-Options"] == "nosniff"
    assert guest.get(at).status_code == 403
    assert stranger.get(f"/a/nordlys/attachments/{paper.id}/").status_code == 404


def test_what_is_no_pdf_is_refused_at_its_field(caseworker: Client, owed: int) -> None:
    with account_scope(owed):
        claim_id = rows.Claim.objects.get(number="1001").id
    at = f"/a/fjordbo/invoices/{claim_id}/attach/"
    answer = caseworker.post(at, {"kind": "other", "paper": SimpleUploadedFile("list.xlsx", b"PK"), "key": "two"})
    assert answer.status_code == 422
    assert "This is no PDF" in text(answer)
    with account_scope(owed):
        assert not rows.Attachment.objects.exists()
