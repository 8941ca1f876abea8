"""Papers enclosed in an invoice file as base64: decoded up to a size; what is not taken is told."""

import binascii
from dataclasses import dataclass, field

from krav.formats.values import AttachmentIn, Unused
from krav.formats.xml import Node

MOST_BYTES = 20 * 1024 * 1024
MOST_TOGETHER = 60 * 1024 * 1024
_MB = 1024 * 1024
_NAME = 200


@dataclass(slots=True)
class Enclosures:
    """The papers of one file as they are met: what was not taken, and how many bytes may still come."""

    unused: list[Unused] = field(default_factory=list)
    room: int = MOST_TOGETHER

    def take(self, node: Node, name: str, about: str = "") -> tuple[AttachmentIn, ...]:
        """The paper whose base64 is the element's text; none where it is empty or too large.

        Raises:
            FormatError: the text is no base64, so the file is damaged.
        """
        name, about = name[:_NAME], about[:_NAME]
        text = "".join((node.element.text or "").split())
        size = len(text) * 3 // 4
        if not text:
            return self._left(node, name, "the paper is empty")
        if size > MOST_BYTES:
            return self._left(node, name, f"the paper has {size // _MB} MB; at most {MOST_BYTES // _MB} MB are kept")
        if size > self.room:
            return self._left(node, name, f"the papers of a file may have {MOST_TOGETHER // _MB} MB together")
        self.room -= size
        try:
            content = binascii.a2b_base64(text, strict_mode=True)
        except ValueError:
            problem = f"the paper “{name}” in the invoice is damaged: it is no base64."
            raise node.wrong(problem, "Ask the sender for the invoice again, or for one without the paper.") from None
        return (AttachmentIn(name, node.attribute("mimeCode"), content, about),)

    def outside(self, node: Node, address: str) -> None:
        """A paper that the file only points to: nothing is fetched from elsewhere."""
        why = f"the paper lies outside of the file, at {address[:_NAME]}; it is not fetched"
        self.unused.append(Unused(node.where, why))

    def _left(self, node: Node, name: str, why: str) -> tuple[AttachmentIn, ...]:
        self.unused.append(Unused(f"{node.where}, {name}", why))
        return ()
