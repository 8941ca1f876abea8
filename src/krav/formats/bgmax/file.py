"""Payments to a Swedish bankgiro: BgMax files of Bankgirot, with every count and sum in them checked."""

import re
from collections.abc import Iterator, Sequence

from krav.formats.bgmax.lines import KNOWN, Line, Lines, lines
from krav.formats.bgmax.payments import Reading, unknown
from krav.formats.bgmax.sections import Section, section
from krav.formats.values import BankFileIn, FormatError, StatementIn
from krav.kernel.uncollected import uncollected

FORMAT = "BgMax"
_MARK = b"\xef\xbb\xbf"
_PIECE = re.compile(rb"(?:(?:05|20|21)[0-9]{10}[^\r\n]{60,68}|15[0-9]{35}[^\r\n]{35,43})\s*(?:[\r\n]|\Z)")
_SUPPLIERS = re.compile(rb"11[0-9]{16}LEVERANT")


def recognises(data: bytes, _name: str) -> bool:
    """Whether the file begins as a BgMax file, as a piece of one, or as Bankgirot's file of supplier payments."""
    start = data[:200].removeprefix(_MARK).lstrip(b"\r\n")
    return start.startswith(b"01BGMAX") or bool(_PIECE.match(start) or _SUPPLIERS.match(start))


@uncollected
def read(data: bytes, name: str) -> BankFileIn:
    """The payments of every section, one statement a bankgiro and currency; several files may be joined in one.

    Sums and counts are those of each section: nothing is added up over the file, whose sections may be in two
    currencies. A deposit that stands in the file twice, word for word, is taken once.

    Raises:
        FormatError: when a sum, count or date is wrong, a section or the file is not closed, or the columns have moved.
    """
    if _SUPPLIERS.match(data.removeprefix(_MARK)):
        problem = "it is Bankgirot's file of supplier payments (Leverantörsbetalningar), money you paid."
        raise FormatError(name, "", problem, "Import the BgMax file.")
    found = lines(data, name)
    reading, place = Reading(), 0
    sections: list[Section] = []
    remarks: list[str] = []
    while place < len(found.rows):
        start = found.line(place)
        _check_start(start)
        if start.content[44] == "T":
            remarks.append("Bankgirot marked the file as a test")
        inside, place = _sections(found, place, reading)
        sections += inside
    once = _once(sections)
    if len(once) < len(sections):
        remarks.append(f"deposits that stand in the file twice, taken once: {len(sections) - len(once)}")
    if reading.unused:
        remarks.append(f"records that BgMax does not know, left out: {len(reading.unused)}")
    if not sections:
        remarks.append("no payments in the file")
    return BankFileIn(tuple(_statements(once)), FORMAT, tuple(remarks), tuple(reading.unused))


def _sections(lines: Lines, start: int, reading: Reading) -> tuple[list[Section], int]:
    """The sections of the file whose record 01 is at `start`, and the place after its record 70."""
    sections, place = [], start + 1
    while place < len(lines.rows) and (record := lines.records[place]) != "70":
        if record == "05":
            part, place = section(lines, place, reading)
            sections.append(part)
        elif record in KNOWN:
            raise lines.line(place).wrong(f"record {record} stands outside a section, which begins with record 05.")
        else:
            reading.unused.append(unknown(lines.line(place)))
            place += 1
    if place == len(lines.rows):
        problem = f"the file is cut off: record 70 for line {lines.numbers[start]} is missing."
        raise lines.line(place - 1).wrong(problem)
    _check_end(lines.line(place), sections)
    return sections, place + 1


def _once(sections: Sequence[Section]) -> list[Section]:
    """Without the sections that were there before, word for word."""
    seen: dict[tuple[str, ...], Section] = {}
    for part in sections:
        seen.setdefault(tuple(part.content), part)
    return list(seen.values())


def _statements(sections: Sequence[Section]) -> Iterator[StatementIn]:
    """One statement a bankgiro and currency."""
    for account, currency in dict.fromkeys((part.account, part.currency) for part in sections):
        own = [part for part in sections if (part.account, part.currency) == (account, currency)]
        payments = tuple(payment for part in own for payment in part.payments)
        yield StatementIn(payments, FORMAT, account, currency, max(part.paid_on for part in own))


def _check_start(line: Line) -> None:
    if line.record != "01":
        raise line.wrong(f"record {line.record} stands where a file should begin with record 01; it is a piece of one.")
    if line.text(3, 22) != "BGMAX":
        raise line.wrong(f"the layout “{line.text(3, 22)}” is not BGMAX.", (3, 22))
    if line.content[22:24] != "01":
        raise line.wrong(f"version “{line.content[22:24]}” of BgMax is not known; version 01 is.", (23, 24))


def _check_end(line: Line, sections: Sequence[Section]) -> None:
    """Compare the counts of record 70 with what stands above it."""
    deductions = sum(part.deductions for part in sections)
    counts = (
        (3, "payments", sum(len(part.payments) for part in sections) - deductions),
        (11, "deductions", deductions),
        (19, "extra references", sum(part.extra_references for part in sections)),
        (27, "deposits", len(sections)),
    )
    for column, what, found in counts:
        stated = line.number_at(column, column + 7, f"number of {what}")
        if stated != found:
            raise line.wrong(f"it counts {stated} {what}, the file has {found}.", (column, column + 7))
