"""The file of a case for a lawyer, an agency or a court: one PDF, JSON and CSV, the same bytes from the same facts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from krav.actions.attachments import paper_bytes
from krav.actions.contents import contents
from krav.actions.filings import filed_papers
from krav.claims.case import Case, CaseKind
from krav.countries import translator
from krav.kernel.refusal import KravError
from krav.law.matter import Matter, MatterClaim
from krav.render.case_file import PaperTold, case_csv, case_json
from krav.render.court import words
from krav.render.dossier import (
    JournalLine,
    Part,
    Posting,
    dossier,
    journal_sheet,
    letters_sheet,
    reckoning_sheet,
    voucher_sheet,
)
from krav.render.pdf import Renderer
from krav.render.sheet import Pen, Sheet, sheet
from krav.render.sheet import text as paragraph
from krav.store.journal import journal
from krav.store.load import Creditor
from krav.store.queries.claim import booked
from krav.store.queries.matters import letter_ids, matter_of
from krav.store.queries.papers import PaperSeen, papers
from krav.store.queries.vouchers import source


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a file is made of; the PDF is made when it is asked for. The account must be in scope."""

    account_id: int
    case: Case
    creditor: Creditor
    matter: Matter
    journal: tuple[JournalLine, ...]
    papers: tuple[PaperSeen, ...]

    @property
    def language(self) -> str:
        """The language of the creditor's country."""
        return self.creditor.country.languages[0]

    def json(self) -> bytes:
        """The file as data."""
        number = {claim.id: claim.number for claim in self.case.claims}
        told = [
            PaperTold(each.kind, each.name, each.sha256, each.pages, each.on, number.get(each.claim_id or 0, ""))
            for each in self.papers
        ]
        return case_json(self.matter, self.journal, told)

    def csv(self) -> bytes:
        """The components of every claim, a row each."""
        return case_csv(self.matter)

    def pdf(self, renderer: Renderer) -> bytes:
        """The bundle with its cover and its bookmarks."""
        return dossier(self.matter, self.language, list(_parts(self, renderer)), renderer.sheet)


def case_file(account_id: int, case: Case, creditor: Creditor, on: date) -> CaseFile:
    """The file of a case on a day.

    Raises:
        NotInForce: interest runs on a day without a known rate.
    """
    lines = tuple(JournalLine(*(getattr(line, name) for name in JournalLine._fields)) for line in journal(case.id))
    found = papers([claim.id for claim in case.claims], case.id)
    return CaseFile(account_id, case, creditor, matter_of(case, creditor, on), lines, tuple(found))


def _parts(file: CaseFile, renderer: Renderer) -> Iterator[Part]:
    said = words()[file.language]
    yield Part(said["reckoning"], renderer.sheet(reckoning_sheet(file.matter, file.language)))
    if filed := file.case.last(CaseKind.FILED):
        title = Pen(file.language).word(filed.data["filing"])
        yield from _given(file, renderer, title, lambda: filed_papers(file.account_id, filed)[0])
    for claim in file.matter.claims:
        yield from _invoice(file, claim, renderer)
    if file.matter.letters:
        yield Part(said["letters"], renderer.sheet(letters_sheet(file.matter, file.language)))
        yield from _letters(file, renderer)
    others = [paper for paper in file.papers if paper.kind != "invoice"]
    yield from (part for paper in others for part in _paper(file, paper, renderer))
    yield Part(said["journal"], renderer.sheet(journal_sheet(file.matter, file.journal, file.language)))


def _invoice(file: CaseFile, claim: MatterClaim, renderer: Renderer) -> Iterator[Part]:
    """The invoice as it was attached, else as the ledger told of it."""
    said, pen = words()[file.language], Pen(file.language)
    attached = [paper for paper in file.papers if paper.claim_id == claim.id and paper.kind == "invoice"]
    for paper in attached:
        yield from _paper(file, paper, renderer, said["invoice"].format(number=claim.number))
    if not attached:
        told = source(claim.id)
        where = f"{told.name}, {pen.day(told.imported_on)}" if told else ""
        postings = [Posting(each.on, pen.word(each.kind), each.amount) for each in booked(claim.id)]
        shown = voucher_sheet(file.matter, claim, file.language, where, postings)
        yield Part(said["voucher"].format(number=claim.number), renderer.sheet(shown))


def _letters(file: CaseFile, renderer: Renderer) -> Iterator[Part]:
    """Each letter from the facts it was decided on; one that cannot be made again says so."""
    steps = {letter.number: letter.step for letter in file.matter.letters}
    for key, number in letter_ids(file.case):
        if number in steps:
            step = Pen(file.language).word(steps[number])
            title = words()[file.language]["letter"].format(number=number, step=step)
            yield from _given(file, renderer, title, partial(_again, key, file.creditor, renderer))


def _again(letter_id: int, creditor: Creditor, renderer: Renderer) -> bytes:
    return renderer.pdf(next(contents([letter_id], creditor)))


def _paper(file: CaseFile, paper: PaperSeen, renderer: Renderer, title: str = "") -> Iterator[Part]:
    said = words()[file.language]
    kind = said["proof"] if paper.kind not in said else said[paper.kind]
    title = title or said["paper"].format(kind=kind, name=paper.name)
    yield from _given(file, renderer, title, lambda: paper_bytes(file.account_id, paper.sha256))


def _given(file: CaseFile, renderer: Renderer, title: str, made: Callable[[], bytes]) -> Iterator[Part]:
    """A paper of the file; a sheet in its place where it cannot be had, so that the rest of the file can."""
    try:
        yield Part(title, made())
    except KravError as error:
        said = words()[file.language]
        reason = said["unreadable"].format(reason=error.said(translator(file.language)))
        yield Part(title, renderer.sheet(_note(file, title, reason)))


def _note(file: CaseFile, title: str, reason: str) -> Sheet:
    return sheet(file.matter, file.language, title, "", [paragraph("", reason)], page=words()[file.language]["page"])
