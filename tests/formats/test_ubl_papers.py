"""Papers inside of UBL invoices: decoded up to a size, refused when damaged, told of when they lie elsewhere."""

import pytest

from krav.formats import enclosed, ubl
from krav.formats.values import AttachmentIn, FormatError, LedgerIn
from tests.formats.invoices_in import EHF, PDF, embedded, envelope, reference, with_papers


def ledger(*references: str) -> LedgerIn:
    return ubl.read(with_papers(EHF, *references), "f.xml")


def test_an_embedded_paper_is_read_with_its_name_and_kind() -> None:
    read = ledger(reference(embedded()))
    about = "AdditionalDocumentReference Doc1"
    assert read.items[0].attachments == (AttachmentIn("Faktura 50021.pdf", "application/pdf", PDF, about),)
    assert read.unused == ()


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("<cbc:ID>Doc2</cbc:ID>", "Doc2"),
        ("<cbc:ID>Doc2</cbc:ID><cbc:DocumentType>Timesheet</cbc:DocumentType>", "Timesheet"),
        ("<cbc:ID>Doc2</cbc:ID><cbc:DocumentDescription>Invoice as PDF</cbc:DocumentDescription>", "Invoice as PDF"),
        ("", "paper"),
    ],
)
def test_a_paper_without_a_file_name_has_the_name_the_invoice_gives_it(about: str, name: str) -> None:
    (paper,) = ledger(reference(embedded(filename=""), about)).items[0].attachments
    assert paper.name == name


def test_several_papers_stay_in_order_and_a_contract_is_known() -> None:
    contract = reference(embedded(b"%PDF-2", filename="avtale.pdf"), name="ContractDocumentReference")
    papers = ledger(contract, reference(embedded())).items[0].attachments
    assert [paper.name for paper in papers] == ["avtale.pdf", "Faktura 50021.pdf"]
    assert papers[0].about == "ContractDocumentReference Doc1"


def test_a_paper_that_lies_elsewhere_is_told_and_not_fetched() -> None:
    outside = "<cac:ExternalReference><cbc:URI>http://leverandor.example/a.pdf</cbc:URI></cac:ExternalReference>"
    read = ledger(reference(outside))
    assert read.items[0].attachments == ()
    (line,) = read.unused
    assert line.where.startswith("AdditionalDocumentReference in line")
    assert line.why == "the paper lies outside of the file, at http://leverandor.example/a.pdf; it is not fetched"


def test_damaged_base64_is_refused() -> None:
    for damaged in ("JVBERi0*", "JVBERi0xL", "JVBE=Ri0"):
        broken = f'<cbc:EmbeddedDocumentBinaryObject filename="a.pdf">{damaged}</cbc:EmbeddedDocumentBinaryObject>'
        with pytest.raises(FormatError, match=r"the paper “a\.pdf” in the invoice is damaged: it is no base64"):
            ledger(reference(broken))


def test_an_empty_paper_is_told() -> None:
    read = ledger(reference(embedded(b"")))
    assert [line.why for line in read.unused] == ["the paper is empty"]


def test_a_paper_too_large_is_left_out_and_the_invoice_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosed, "MOST_BYTES", 64)
    read = ledger(reference(embedded(b"x" * 70)), reference(embedded(b"y" * 60)))
    assert [paper.content[:1] for paper in read.items[0].attachments] == [b"y"]
    assert "at most 0 MB are kept" in read.unused[0].why


def test_the_papers_of_a_file_have_a_size_together() -> None:
    large = embedded(b"z" * (16 * 1024 * 1024))
    data = with_papers(EHF, *(reference(large) for _ in range(4)))
    read = ubl.read(envelope(data), "f.xml")
    assert len(read.items[0].attachments) == 3
    assert [line.why for line in read.unused] == ["the papers of a file may have 60 MB together"]


def test_what_proves_a_signature_is_no_paper() -> None:
    proof = reference(embedded(), name="OriginalDocumentReference")
    data = with_papers(EHF, f"<cac:Signature>{proof}</cac:Signature>")
    assert ubl.read(data, "f.xml").items[0].attachments == ()
