"""The papers of Svefakturor: objects in ObjectEnvelopes that lie beside the invoices in SFTI's envelope."""

from collections import defaultdict

from krav.formats.enclosed import Enclosures
from krav.formats.values import AttachmentIn, Unused
from krav.formats.xml import Node

_OBJECT = "ATS"
"""The scheme of a reference that names an object."""


class Papers:
    """The objects of a file by the invoice they belong to; in a file of one invoice all are its own."""

    def __init__(self, root: Node, numbers: list[str], enclosures: Enclosures) -> None:
        self._enclosures = enclosures
        self._envelopes: dict[str, list[Node]] = defaultdict(list)
        for envelope in root.within("ObjectEnvelope"):
            about = numbers[0] if len(numbers) == 1 else envelope.text("DocumentReference/DocumentID")
            self._envelopes[about].append(envelope)

    def of(self, document: Node) -> tuple[AttachmentIn, ...]:
        """The papers of an invoice; one it names and that is not in the file is told of.

        Raises:
            FormatError: a paper is damaged.
        """
        envelopes = self._envelopes.pop(document.text("ID"), [])
        encoded = [each for envelope in envelopes for each in envelope.all("EncodedObject")]
        found = tuple(paper for each in encoded for paper in self._taken(each))
        there = {each.text("ObjectID") for each in encoded}
        for reference in document.all("AdditionalDocumentReference/ID"):
            named = reference.text()
            if reference.attribute("identificationSchemeID") == _OBJECT and named.rpartition(":")[2] not in there:
                self._enclosures.unused.append(Unused(reference.above.where, f"the paper {named[:200]} is not in the file"))
        return found

    def tell_strays(self) -> None:
        """Tells of objects that belong to no invoice of the file."""
        for about, envelopes in self._envelopes.items():
            why = f"invoice {about[:200]}, whose papers it holds, is not in the file"
            self._enclosures.unused += [Unused(envelope.where, why) for envelope in envelopes]

    def _taken(self, encoded: Node) -> tuple[AttachmentIn, ...]:
        found: tuple[AttachmentIn, ...] = ()
        for data in encoded.all("EncodedData"):
            name = data.attribute("filename") or f"object {encoded.text('ObjectID')}"
            form = data.attribute("format")
            if form and form.lower() != "base64":
                self._enclosures.unused.append(Unused(f"{data.where}, {name}", f"it is written in {form}, not in base64"))
                continue
            found += self._enclosures.take(data, name)
        return found
