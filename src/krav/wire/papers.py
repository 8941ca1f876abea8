"""PDFs that people give as papers of a claim: looked at before they are kept, refused where they do more than show pages."""

import re
from typing import Final

from krav.kernel.refusal import KravError
from krav.wire import paper_look
from krav.wire.apart import Apart

MOST_BYTES = 20 * 1024 * 1024

_LOOKED_FOR = 1024
"""The mark of a PDF stands among its first bytes."""

_LONGEST = 100
_SECONDS = 30.0
_apart: Final = Apart(paper_look.__name__, _SECONDS)
_WRONG: Final = {
    paper_look.DAMAGED: "The PDF cannot be read; it is damaged or cut off. Save it again.",
    paper_look.LOCKED: "The PDF is encrypted. Save it without a password.",
    paper_look.EMPTY: "The PDF has no page.",
    paper_look.RUNS: "The PDF holds a program. Print it to a new PDF, and give that.",
    paper_look.HOLDS: "The PDF holds other files. Print it to a new PDF, and give that.",
}


class PaperError(KravError):
    """A file that cannot be a paper of a claim."""


def pages_of(data: bytes) -> int:
    """How many pages the PDF has.

    Raises:
        PaperError: it is too large, or grows so when opened; no PDF, damaged, encrypted, without pages, or holds a program
            or other files.
    """
    if len(data) > MOST_BYTES:
        facts = {"size": -(-len(data) // 1024**2), "most": MOST_BYTES // 1024**2}
        raise PaperError("The file has {size} MB; at most {most} MB are taken. Save it with smaller pictures.", facts)
    if b"%PDF-" not in data[:_LOOKED_FOR]:
        raise PaperError("This is no PDF. Save or print the paper as a PDF.")
    said = _apart.ask(data)
    if said.isdecimal():
        return int(said)
    if said in _WRONG:
        raise PaperError(_WRONG[said])
    _apart.end()
    facts = {"pages": paper_look.MOST_PAGES}
    raise PaperError(
        "The PDF grows too large when it is opened, or has more than {pages} pages. Print it to a new PDF.", facts
    )


def safe_name(name: str) -> str:
    r"""The last part of a file's name with letters, digits and harmless signs only; it ends in .pdf.

    >>> safe_name("C:\\post\\Faktura 5031<x>.PDF"), safe_name("../..")
    ('Faktura 5031 x.pdf', 'paper.pdf')
    """
    last = re.split(r"[/\\]", name)[-1]
    stem = last[: -len(".pdf")] if last.lower().endswith(".pdf") else last
    plain = "".join(sign if sign.isalnum() or sign in "-_.()" else " " for sign in stem)
    return f"{' '.join(plain.split()).strip('. ')[:_LONGEST] or 'paper'}.pdf"
