"""A letter as PDF/A-3b and PDF/UA-1, the payment block always on page 1; the same letter gives the same bytes."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory
from typing import Any, cast

import font_source_sans_pro
import typst

from krav.claims.interest_invoice import InterestInvoice
from krav.claims.letter import Letter
from krav.claims.plan_paper import PlanPaper
from krav.claims.statement import Statement
from krav.render import correction, interest, plan
from krav.render import statement as statements
from krav.render.rows import RenderError, is_long
from krav.render.sheet import Sheet
from krav.render.values import Layout, values

_HERE = Path(__file__).parent
_FONTS = Path(font_source_sans_pro.__file__).parent / "files"
_FACES = ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf")
_BOTH_FACES = b'#set text(font: "Source Sans Pro"); a #text(weight: "semibold")[a]'
"""What makes the compiler read the faces, once."""


class Renderer:
    """A compiler kept for many letters: the first costs a second, each later one milliseconds. One a process or thread."""

    def __init__(self) -> None:
        """Reads two faces and no others: of the formats in the package, a folder's order would pick one."""
        with TemporaryDirectory() as folder:
            for face in _FACES:
                copy(_FONTS / face, folder)
            fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
            self._compiler = typst.Compiler(root=str(_HERE), font_paths=fonts)
            self._compiler.compile(input=_BOTH_FACES)

    def pdf(self, letter: Letter) -> bytes:
        """The letter as PDF.

        Raises:
            RenderError: the rows do not add up, or page 1 does not hold the payment block in any layout.
            BookError, NotInForce: a text or a dated value is missing.
        """
        if letter.corrects:
            shown = correction.values(letter, letter.corrects) | {"pages": 1}
            return self._compiled(shown, letter.number, letter.sent_on, "correction")
        return self._fitting(letter)[1]

    def png(self, letter: Letter, ppi: int = 80) -> list[bytes]:
        """The pages of `pdf` as pictures."""
        return cast("list[bytes]", self._compiler.compile(input=_source(self._fitting(letter)[0]), format="png", ppi=ppi))

    def _fitting(self, letter: Letter) -> tuple[dict[str, Any], bytes]:
        """The first layout in which page 1 is one page, and its PDF."""
        for layout in _layouts(letter):
            shown = values(letter, layout) | {"pages": 2}
            found = self._of_letter(shown, letter)
            pages = _pages(found)
            if pages == 2:
                return shown, found
            if _pages(self._of_letter(shown | {"sections": []}, letter)) == 1:
                shown["pages"] = pages
                return shown, self._of_letter(shown, letter)
        raise RenderError(f"Letter {letter.number}: page 1 is too long; shorten the names or descriptions on it.")

    def interest_invoice(self, invoice: InterestInvoice, *, credit_note: bool = False) -> bytes:
        """An interest invoice, or the credit note on it, as PDF; rows that page 1 has no room for go behind it.

        Raises:
            KravError: the rows do not add up, or it was not credited.
            BookError: a text is missing.
        """
        shown = interest.values(invoice, credit_note=credit_note)
        on = invoice.credited.on if credit_note and invoice.credited else invoice.issued_on
        pages, behind = 1, False
        while True:
            layout = {"pages": pages, "rows_behind": behind}
            found = self._compiled(shown | layout, invoice.number, on, "interest")
            if _pages(found) == pages:
                return found
            pages, behind = _pages(found) if behind else 2, True

    def statement(self, statement: Statement) -> bytes:
        """A statement of account as PDF, on as many pages as it takes."""
        return self._paged(statements.values(statement), statement.addressee.number, statement.until_on, "statement")

    def sheet(self, sheet: Sheet) -> bytes:
        """A paper of a case as PDF: what a court is told, or a part of the case's file."""
        return self._compiled(sheet.values, sheet.number, sheet.on, "sheet")

    def paper(self, shown: dict[str, Any], name: str, on: date, template: str) -> bytes:
        """A paper without a reckoning, such as a firm's leaflet, as PDF."""
        return self._compiled(shown, name, on, template)

    def picture(self, shown: dict[str, Any], template: str, ppi: int) -> bytes:
        """The first page of such a paper as a picture."""
        return cast("bytes", self._compiler.compile(input=_source(shown, template), format="png", ppi=ppi))

    def _paged(self, shown: dict[str, Any], number: str, on: date, template: str) -> bytes:
        """On as many pages as it takes; each says how many there are."""
        pages = 1
        while True:
            found = self._compiled(shown | {"pages": pages}, number, on, template)
            if _pages(found) == pages:
                return found
            pages = _pages(found)

    def plan(self, paper: PlanPaper) -> bytes:
        """The paper of a plan for payment by instalments as PDF, on as many pages as it takes."""
        return self._paged(plan.values(paper), paper.number, paper.on, "plan")

    def _of_letter(self, shown: dict[str, Any], letter: Letter) -> bytes:
        return self._compiled(shown, letter.number, letter.sent_on, "letter")

    def _compiled(self, shown: dict[str, Any], number: str, on: date, template: str) -> bytes:
        made = datetime.combine(on, time(), UTC)
        source = _source(shown, template)
        try:
            found = self._compiler.compile(input=source, pdf_standards=["a-3b", "ua-1"], timestamp=made)
        except typst.TypstError as error:
            raise RenderError(f"Letter {number} cannot be set: {error}") from error
        return cast("bytes", found)


def _layouts(letter: Letter) -> list[Layout]:
    by_kind = [Layout(by_kind=True), Layout(by_kind=True, plan_on_page_2=True)]
    return by_kind if is_long(letter) else [Layout(), Layout(plan_on_page_2=True), *by_kind]


def _source(shown: dict[str, Any], template: str = "letter") -> bytes:
    """A document of one call; as the values are not `sys.inputs`, the compiler keeps what letters have in common."""
    data = json.dumps(shown, ensure_ascii=False).replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "/{template}.typ": {template}\n#{template}(json(bytes("{data}")))'.encode()


def _pages(pdf: bytes) -> int:
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")
