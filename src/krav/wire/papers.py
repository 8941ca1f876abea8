"""PDFs that people give as papers of a claim: looked at before they are kept, refused where they do more than show pages."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from krav.kernel.refusal import KravError

MOST_BYTES = 20 * 1024 * 1024

_LOOKED_FOR = 1024
"""The mark of a PDF stands among its first bytes."""

_ACTS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMedia", "/Rendition"}
_RUNS, _HOLDS = ("/JS",), ("/EmbeddedFile", "/EF", "/EmbeddedFiles")
_DEEPEST = 60
_LONGEST = 100


class PaperError(KravError):
    """A file that cannot be a paper of a claim."""


def pages_of(data: bytes) -> int:
    """How many pages the PDF has.

    Raises:
        PaperError: it is too large, no PDF, damaged, encrypted, without pages, or holds a program or other files.
    """
    if len(data) > MOST_BYTES:
        facts = {"size": -(-len(data) // 1024**2), "most": MOST_BYTES // 1024**2}
        raise PaperError("The file has {size} MB; at most {most} MB are taken. Save it with smaller pictures.", facts)
    if b"%PDF-" not in data[:_LOOKED_FOR]:
        raise PaperError("This is no PDF. Save or print the paper as a PDF.")
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
            return _looked_at(pdf)
    except pikepdf.PasswordError as error:
        raise PaperError("The PDF is encrypted. Save it without a password.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise PaperError("The PDF cannot be read; it is damaged or cut off. Save it again.") from error


def safe_name(name: str) -> str:
    r"""The last part of a file's name with letters, digits and harmless signs only; it ends in .pdf.

    >>> safe_name("C:\\post\\Faktura 5031<x>.PDF"), safe_name("../..")
    ('Faktura 5031 x.pdf', 'paper.pdf')
    """
    last = re.split(r"[/\\]", name)[-1]
    stem = last[: -len(".pdf")] if last.lower().endswith(".pdf") else last
    plain = "".join(sign if sign.isalnum() or sign in "-_.()" else " " for sign in stem)
    return f"{' '.join(plain.split()).strip('. ')[:_LONGEST] or 'paper'}.pdf"


def _looked_at(pdf: pikepdf.Pdf) -> int:
    if pdf.is_encrypted:
        raise PaperError("The PDF is encrypted. Save it without a password.")
    if not len(pdf.pages):
        raise PaperError("The PDF has no page.")
    for found in pdf.objects:
        for key, value in _inside(found, 0):
            if key in _RUNS or (key == "/S" and str(value) in _ACTS):
                raise PaperError("The PDF holds a program. Print it to a new PDF, and give that.")
            if key in _HOLDS or (key == "/Type" and str(value) == _HOLDS[0]):
                raise PaperError("The PDF holds other files. Print it to a new PDF, and give that.")
    return len(pdf.pages)


def _inside(found: Any, depth: int) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 any object of a PDF
    """The keys of an object and of what lies in it directly; what it only refers to is an object of its own."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    inner: list[Any] = []
    if isinstance(found, pikepdf.Array):
        inner = list(found)
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
        told = [(key, found.get(key)) for key in found.keys()]  # noqa: SIM118 not a Mapping
        yield from told
        inner = [value for _, value in told]
    for each in inner:
        if not getattr(each, "is_indirect", True):
            yield from _inside(each, depth + 1)
