"""Invoices as files bring them: several in an envelope, and papers inside of them."""

import base64
from pathlib import Path

FILES = Path(__file__).parent / "files"
OIOUBL = (FILES / "oioubl_invoice.xml").read_bytes()
CREDIT_NOTE = (FILES / "peppol_credit_note.xml").read_bytes()
EHF = (FILES / "ehf_invoice.xml").read_bytes()
SVEFAKTURA = (FILES / "svefaktura.xml").read_bytes()

PDF = b"%PDF-1.4 invented"
_SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
_SFTI = "urn:sfti:documents:StandardBusinessDocumentHeader"


def changed(data: bytes, old: str, new: str) -> bytes:
    """The file with one thing different; it must be there."""
    assert old.encode() in data
    return data.replace(old.encode(), new.encode())


def envelope(*documents: bytes, namespace: str = _SBDH) -> bytes:
    """The documents in one envelope (SBDH)."""
    inside = b"".join(document.partition(b"?>")[2] or document for document in documents)
    header = b"<StandardBusinessDocumentHeader><HeaderVersion>1.0</HeaderVersion></StandardBusinessDocumentHeader>"
    opening = f'<StandardBusinessDocument xmlns="{namespace}">'.encode()
    return opening + header + inside + b"</StandardBusinessDocument>"


def sfti(*documents: bytes) -> bytes:
    """Svefakturor and their papers in SFTI's envelope."""
    return envelope(*documents, namespace=_SFTI)


def reference(inside: str, about: str = "<cbc:ID>Doc1</cbc:ID>", name: str = "AdditionalDocumentReference") -> str:
    """A reference to a paper in UBL."""
    return f"<cac:{name}>{about}<cac:Attachment>{inside}</cac:Attachment></cac:{name}>"


def embedded(content: bytes = PDF, *, filename: str = "Faktura 50021.pdf", kind: str = "application/pdf") -> str:
    """A paper embedded in UBL, its base64 broken into lines."""
    text = base64.encodebytes(content).decode()
    named = f' filename="{filename}"' if filename else ""
    tag = "cbc:EmbeddedDocumentBinaryObject"
    return f'<{tag} mimeCode="{kind}"{named}>\n{text}</{tag}>'


def with_papers(data: bytes, *references: str) -> bytes:
    """An invoice in UBL with references to papers."""
    return changed(data, "<cac:AccountingSupplierParty>", f"{''.join(references)}<cac:AccountingSupplierParty>")


def objects(
    about: str, content: bytes = PDF, *, filename: str = "ritning.pdf", form: str = "base64", key: str = "271"
) -> bytes:
    """An ObjectEnvelope of SFTI with one object that belongs to an invoice."""
    text = base64.b64encode(content).decode()
    named = f' filename="{filename}"' if filename else ""
    return (
        '<ObjectEnvelope xmlns="urn:sfti:documents:ObjectEnvelope:1:0">'
        f"<DocumentReference><DocumentID>{about}</DocumentID><DocumentType>Invoice</DocumentType></DocumentReference>"
        f"<EncodedObject><ObjectID>{key}</ObjectID>"
        f'<EncodedData format="{form}" mimeCode="application/pdf"{named}>{text}</EncodedData>'
        "</EncodedObject></ObjectEnvelope>"
    ).encode()
