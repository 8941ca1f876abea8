"""A case's file in one PDF: cover with contents, the reckoning with its reasons, invoices, letters, proofs, the journal."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any, NamedTuple

from pikepdf import Dictionary, Name, OutlineItem, Page, Pdf

from krav.kernel.money import Minor
from krav.law.matter import Matter, MatterClaim, Party, totals
from krav.render.court import words
from krav.render.sheet import Block, Pen, Sheet, lines, reasons, sheet, table, text

_MOST_TOLD = 220
"""Signs of a journal line's data that are shown."""

_HIDDEN = {"answers", "sha256", "pdf_sha256", "entries_to", "claim"}
"""What a journal line keeps to itself: a person's number among the answers, and what only machines need."""

_FONT = Name("/KravPage")


class Part(NamedTuple):
    """One paper of the file under its title."""

    title: str
    pdf: bytes


class JournalLine(NamedTuple):
    """A line of the case's journal; `data` is its JSON text."""

    seq: int
    kind: str
    on: date
    at: datetime
    by: str
    data: str
    hash: str


class Posting(NamedTuple):
    """An entry as it was booked on an invoice."""

    on: date
    what: str
    amount: Minor


def dossier(matter: Matter, language: str, parts: Sequence[Part], render: Callable[[Sheet], bytes]) -> bytes:
    """The parts behind a cover that says on which page each begins; the same parts give the same bytes."""
    counts = [_count(part.pdf) for part in parts]
    before = 1
    while True:
        first = [before + 1 + sum(counts[:place]) for place in range(len(parts))]
        cover = render(cover_sheet(matter, language, list(zip([part.title for part in parts], first, strict=True))))
        if _count(cover) == before:
            break
        before = _count(cover)
    said = words()[language]
    marks = [(said["cover"], 1), *((part.title, page) for part, page in zip(parts, first, strict=True))]
    return _together([cover, *(part.pdf for part in parts)], marks, f"{said['cover']} {matter.case}", language)


def _count(pdf: bytes) -> int:
    with Pdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _together(papers: Sequence[bytes], marks: Sequence[tuple[str, int]], title: str, language: str) -> bytes:
    whole = Pdf.new()
    for paper in papers:
        with Pdf.open(BytesIO(paper)) as one:
            whole.pages.extend(one.pages)
    font = whole.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for number, page in enumerate(whole.pages, 1):
        _stamp(page, f"{number} / {len(whole.pages)}", font)
    with whole.open_outline() as outline:
        outline.root.extend(OutlineItem(words, page - 1) for words, page in marks)
    whole.docinfo["/Title"] = title
    whole.Root.Lang = language
    whole.Root.PageMode = Name.UseOutlines
    made = BytesIO()
    whole.save(made, deterministic_id=True)
    return made.getvalue()


def _stamp(page: Page, words: str, font: Any) -> None:  # noqa: ANN401 an object of a PDF
    """The page's number in the whole file, at the foot where letters leave room."""
    left, bottom, right, _ = (int(edge) for edge in page.mediabox)
    name = page.add_resource(font, Name.Font, _FONT)
    shown = f"\nQ q BT 0.35 g {name} 8 Tf {(left + right) // 2 - 14} {bottom + 16} Td ({words}) Tj ET Q"
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(shown.encode("ascii"))


# --- the sheets


def cover_sheet(matter: Matter, language: str, contents: Sequence[tuple[str, int]]) -> Sheet:
    """Who against whom, what is owed, and where everything is."""
    pen, said = Pen(language), words()[language]
    rows = [(str(place), title, str(page)) for place, (title, page) in enumerate(contents, 1)]
    line = said["cover_line"].format(
        creditor=matter.creditor.name, debtor=matter.debtor.name, case=matter.case, day=pen.day(matter.on)
    )
    blocks = [
        lines(said["creditor"], _party(matter.creditor, said, matter.payee.account)),
        lines(said["debtor"], _party(matter.debtor, said, "")),
        _owed(matter, pen, said),
        table(said["contents"], said["content_head"], (12, 0, 16), 1, rows),
    ]
    return sheet(matter, language, said["cover"], line, blocks, page=said["page"])


def _party(party: Party, said: dict[str, Any], account: str) -> list[tuple[str, str, str]]:
    contact = ", ".join(part for part in (party.phone, party.email) if part)
    told = [
        ("", party.name, ""),
        (said["number"], party.number, ""),
        (said["address"], f"{party.street}, {party.postcode} {party.city} {party.country}".strip(), ""),
        (said["contact"], contact, ""),
        (said["account"], account, ""),
        (said["customer"], party.customer, ""),
    ]
    return [row for row in told if row[1]]


def _owed(matter: Matter, pen: Pen, said: dict[str, Any]) -> Block:
    whole = totals(matter.claims)
    parts = [(key, getattr(whole, key)) for key in ("principal", "interest", "fees", "compensation", "costs")]
    rows = [(said[key], pen.number(minor), "amount") for key, minor in parts if minor]
    if whole.overpaid:
        rows.append((said["overpaid"], pen.number(-whole.overpaid), "amount"))
    rows.append((f"{said['total']}, {matter.currency}", pen.number(whole.total), "sum"))
    return lines(said["owed"], rows)


def reckoning_sheet(matter: Matter, language: str) -> Sheet:
    """Every claim, every part and every reason."""
    pen, said = Pen(language), words()[language]
    blocks = [_owed(matter, pen, said)]
    for claim in matter.claims:
        blocks += _claim(claim, pen, said)
    line = said["reckoning_line"].format(currency=matter.currency)
    return sheet(matter, language, said["reckoning"], line, blocks, page=said["page"])


def _claim(claim: MatterClaim, pen: Pen, said: dict[str, Any]) -> Iterator[Block]:
    yield lines(said["claim"].format(number=claim.number), _about(claim, pen, said))
    balance, moves = 0, []
    for moved in claim.moved:
        balance += moved.principal
        moves.append((pen.day(moved.on), pen.word(moved.kind), pen.number(moved.principal), pen.number(balance)))
    yield table(said["moves"], said["move_head"], (26, 0, 30, 30), 2, moves)
    if claim.accrued:
        yield table(said["interest_table"], said["interest_head"], (24, 24, 14, 0, 22, 28, 28), 5, _interest(claim, pen))
    if claim.charges:
        rows = [
            (pen.day(each.on), each.why.rule and pen.said(each.why, each.why.rule), pen.word(each.step) if each.step else "",
             pen.number(each.amount), pen.number(each.open))
            for each in claim.charges
        ]  # fmt: skip
        yield table(said["charges"], said["charge_head"], (24, 0, 34, 26, 26), 2, rows)
    yield lines("", _sums(claim, pen, said))
    yield reasons(said["why"], claim.why, pen)


def _about(claim: MatterClaim, pen: Pen, said: dict[str, Any]) -> list[tuple[str, str, str]]:
    rows = [
        (said["description"], claim.description, ""),
        (said["issued"], pen.day(claim.issued_on), ""),
        (said["due"], pen.day(claim.due_on), ""),
        (said["reference"], claim.reference, ""),
        (said["barred"], pen.day(claim.barred_on) if claim.barred_on else "", ""),
        *((pen.word(stop.reason), said["stopped"].format(day=pen.day(stop.from_on)), "") for stop in claim.stops),
    ]
    return [row for row in rows if row[1]]


def _interest(claim: MatterClaim, pen: Pen) -> Iterator[tuple[str, ...]]:
    for each in claim.accrued:
        line = each.line
        days = (pen.day(each.first), pen.day(each.last), str(line.days))
        yield (*days, pen.number(line.principal), pen.text(line.percent), pen.number(line.amount), pen.number(each.open))


def _sums(claim: MatterClaim, pen: Pen, said: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    parts = {
        "principal": claim.principal,
        "interest": claim.interest,
        "fees": sum(each.open for each in claim.fees),
        "compensation": sum(each.open for each in claim.compensation),
        "costs": sum(each.open for each in claim.costs),
        "overpaid": -claim.overpaid,
    }
    for key, minor in parts.items():
        if minor:
            yield said[key], pen.number(minor), "amount"
    yield said["total"], pen.number(claim.total), "sum"
    if claim.per_day:
        yield said["per_day"], pen.number(claim.per_day), "amount"


def letters_sheet(matter: Matter, language: str) -> Sheet:
    """What was sent, when, how and where to, with the hash that proves it."""
    pen, said = Pen(language), words()[language]
    rows = [
        (
            pen.day(each.sent_on),
            " ".join(part for part in (pen.word(each.step), each.number) if part),
            pen.day(each.deadline_on),
            ", ".join(each.claims),
            " · ".join(part for part in (pen.word(each.channel) if each.channel else "", each.address) if part),
            said["elsewhere"] if each.elsewhere else _proof(each.at, each.sha256, pen, said),
        )
        for each in matter.letters
    ]
    body = table("", said["letter_head"], (20, 32, 20, 20, 0, 42), 0, rows)
    return sheet(matter, language, said["letters"], said["letters_line"], [body], page=said["page"])


def _proof(at: datetime | None, digest: str, pen: Pen, said: dict[str, Any]) -> str:
    if at is None:
        return str(said["unproved"])
    halves = (digest[start : start + 16] for start in range(0, len(digest), 16))
    return f"{pen.text(at)} UTC {' '.join(halves)}"


def voucher_sheet(matter: Matter, claim: MatterClaim, language: str, source: str, postings: Sequence[Posting]) -> Sheet:
    """An invoice that is not attached, as the ledger told of it."""
    pen, said = Pen(language), words()[language]
    rows = [(pen.day(each.on), each.what, pen.number(each.amount)) for each in postings]
    about = [*_about(claim, pen, said), (said["amount"], f"{pen.number(claim.amount)} {matter.currency}", "")]
    blocks = [lines("", about), table(said["posted"], said["posted_head"], (26, 0, 34), 1, rows), text("", source)]
    headline = said["voucher"].format(number=claim.number)
    return sheet(matter, language, headline, said["voucher_note"], blocks, page=said["page"])


def journal_sheet(matter: Matter, journal: Sequence[JournalLine], language: str) -> Sheet:
    """Everything that happened, line by line."""
    pen, said = Pen(language), words()[language]
    rows = [
        (str(line.seq), pen.day(line.on), f"{pen.word(line.kind)}: {_told(line, pen)}", pen.word(line.by), line.hash[:12])
        for line in journal
    ]
    body = table("", said["journal_head"], (10, 20, 0, 34, 24), 0, rows)
    return sheet(matter, language, said["journal"], said["journal_line"], [body], page=said["page"])


def _told(line: JournalLine, pen: Pen) -> str:
    data = json.loads(line.data)
    shown = [
        f"{key.rpartition('__')[2]} {pen.number(value) if key in {'amount', 'claimed', 'awarded'} else value}"
        for key, value in data.items()
        if value not in ("", None, []) and key not in _HIDDEN
    ]
    return ", ".join(shown)[:_MOST_TOLD]
