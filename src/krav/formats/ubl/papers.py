"""The papers in a UBL document: what is embedded is read, what lies elsewhere is told of."""

from krav.formats.enclosed import Enclosures
from krav.formats.values import AttachmentIn
from krav.formats.xml import Node

_SIGNED = "Signature"
"""What proves a signature is no paper of the invoice."""


def papers(document: Node, enclosures: Enclosures) -> tuple[AttachmentIn, ...]:
    """Every paper embedded in the invoice, under the name the file gives it.

    Raises:
        FormatError: a paper is damaged.
    """
    found: list[AttachmentIn] = []
    for attachment in document.within("Attachment"):
        if attachment.inside(_SIGNED):
            continue
        reference = attachment.above
        said = [text for name in ("DocumentDescription", "DocumentType", "ID") if (text := reference.text(name))]
        for embedded in attachment.all("EmbeddedDocumentBinaryObject"):
            name = embedded.attribute("filename") or (said[0] if said else "paper")
            found += enclosures.take(embedded, name, " ".join((reference.name, *said)))
        for address in attachment.texts("ExternalReference/URI"):
            enclosures.outside(reference, address)
    return tuple(found)
