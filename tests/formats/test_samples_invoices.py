"""Published invoices: their papers, and every Svefaktura, where the sample files lie beside the project."""

from pathlib import Path

import pytest

from krav.formats import sniff
from krav.formats.values import FormatError, LedgerIn

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "samples"

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not beside the project")


def ledger(path: str) -> LedgerIn:
    if not (SAMPLES / path).exists():
        pytest.skip(f"{path} is not among the samples here")
    read = sniff.read((SAMPLES / path).read_bytes(), path, "SEK")
    assert isinstance(read, LedgerIn)
    return read


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("svefaktura/*")), ids=lambda path: path.name)
def test_every_svefaktura_is_read_or_refused_by_name(path: Path) -> None:
    assert sniff.recognise(path.read_bytes(), path.name) == "svefaktura"
    data = path.read_bytes()
    if b"<LegalTotal" not in data and b":LegalTotal" not in data:
        with pytest.raises(FormatError, match="ObjectEnvelope"):
            sniff.read(data, path.name, "SEK")
        return
    read = sniff.read(data, path.name, "SEK")
    assert isinstance(read, LedgerIn)
    assert read.supplier is not None
    assert all(item.amount.minor and item.customer.name for item in read.items)


@pytest.mark.parametrize(
    ("name", "number", "amount", "due", "reference"),
    [
        ("svefaktura m ext ref.xml", "15", "7781.50 SEK", "2003-10-11", "54225485"),
        ("svefaktura m koder.xml", "15", "7781.25 SEK", "2003-10-11", "54822233666"),
        ("svefaktura moms.xml", "200400035", "18918.00 SEK", "2004-11-05", ""),
    ],
)
def test_what_a_svefaktura_asks_for(name: str, number: str, amount: str, due: str, reference: str) -> None:
    read = ledger(f"svefaktura/{name}")
    (item,) = read.items
    assert (item.number, str(item.amount), str(item.due_on), item.reference) == (number, amount, due, reference)
    assert read.supplier is not None
    assert read.supplier.company_number == "5565624223"


@pytest.mark.parametrize(
    ("path", "name", "size"),
    [
        ("ehf/invoice-2.0/T10 BII05 gyldig faktura.xml", "EHF specification", 670_386),
        ("ehf/invoice-2.0/T14 BII05 gyldig kreditnota.xml", "Drawing", 256_232),
    ],
)
def test_the_papers_of_ehf_invoices(path: str, name: str, size: int) -> None:
    read = ledger(path)
    (paper,) = read.items[0].attachments
    assert (paper.name, paper.kind, len(paper.content)) == (name, "application/pdf", size)
    assert paper.content.startswith(b"%PDF-1.5")
    assert "http://www.suppliersite.eu/sheet001.html" in read.unused[0].why


def test_the_many_references_of_the_large_oioubl_invoice_are_told() -> None:
    read = ledger("oioubl/2.0.2/InvoiceStor_v2p2.xml")
    assert read.items[0].attachments == ()
    assert sum("it is not fetched" in line.why for line in read.unused) == 10
    assert any(text.startswith("several due dates") for text in read.remarks)
