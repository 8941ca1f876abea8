"""Page 2: how the amount was computed, a section for each kind of amount with its table, its rule and its source."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from krav.claims.letter import LetterItem
from krav.kernel.days import ONE_DAY
from krav.kernel.money import Minor
from krav.kernel.why import Why
from krav.law.interest import Line
from krav.law.source import Confidence
from krav.render import amounts
from krav.render.voice import Voice

_WIDE = 34
"""Signs that fit on one line of the widest column."""

Section = dict[str, Any]


class Table(NamedTuple):
    """Rows under their heads (keys of the texts); widths in mm, 0 takes the rest; the last `numbers` columns are amounts."""

    heads: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    numbers: int = 0
    rows: tuple[list[str], ...] = ()


def sections(voice: Voice, *, invoices: bool) -> list[Section]:
    """The sections whose sum is not zero; with `invoices` the table of invoices comes first."""
    letter = voice.letter
    found = [_invoices(voice)] if invoices else []
    found.append(_principal(voice))
    if any(item.interest for item in letter.items):
        found.append(_interest(voice))
    if any(fee.amount for fee in letter.fees):
        found.append(_fees(voice))
    if any(item.compensation for item in letter.items):
        found.append(_compensation(voice))
    if any(cost.amount for cost in letter.costs):
        found.append(_costs(voice))
    if letter.credit:
        found.append(_section(voice, "line_credit", -letter.credit, Table(), voice.explain("payments")))
    if len(found) > 1 + invoices:
        found[-1]["explain"] = _joined([found[-1]["explain"], voice.explain("vat")])
    return found


def invoice_cells(voice: Voice, item: LetterItem) -> list[str]:
    """An invoice's row: number, date, due day, amount, paid, remaining."""
    days = [voice.day(item.issued_on, "table"), voice.day(item.due_on, "table")]
    return [item.number, *days, *map(voice.number, (item.amount, item.covered, item.principal))]


def number_width(voice: Voice) -> int:
    """The width in mm that the longest invoice number needs."""
    longest = max(len(item.number) for item in voice.letter.items)
    return 24 if longest <= 11 else 24 + 2 * (longest - 11)


def _section(voice: Voice, title: str, total: Minor, table: Table, explain: str, sources: Iterable[str] = ()) -> Section:
    texts = len(table.heads) - table.numbers
    return {
        "title": voice.words[title],
        "sum": voice.number(total),
        "head": [voice.words[head] for head in table.heads],
        "widths": table.widths,
        "right": [column >= texts for column in range(len(table.heads))],
        "rows": table.rows,
        "tall": [any(len(cell) > _WIDE for cell in row) for row in table.rows],
        "explain": explain,
        "sources": [amounts.held(source) for source in dict.fromkeys(sources)],
    }


def _invoices(voice: Voice) -> Section:
    heads = ("label_invoice", "label_invoiced", "label_due", "label_amount", "line_paid", "label_remaining")
    rows = tuple(invoice_cells(voice, item) for item in voice.letter.items)
    table = Table(heads, (number_width(voice), 26, 0, 28, 28, 28), 3, rows)
    return _section(voice, "title_invoices", _open(voice), table, "")


def _principal(voice: Voice) -> Section:
    heads = ("label_invoice", "label_invoiced", "label_event", "label_amount", "label_remaining")
    rows = tuple(row for item in voice.letter.items for row in _events(voice, item))
    table = Table(heads, (number_width(voice), 26, 0, 28, 28), 2, rows)
    moved = any(item.movements for item in voice.letter.items)
    explain = _joined([voice.explain("principal"), voice.explain("payments") if moved else ""])
    return _section(voice, "title_principal", _open(voice), table, explain, [voice.words["source_invoices"]])


def _events(voice: Voice, item: LetterItem) -> Iterator[list[str]]:
    what = voice.words["event_invoice"] + (f": {item.description}" if item.description else "")
    rest = item.amount
    yield [item.number, voice.day(item.issued_on, "table"), what, voice.number(item.amount), voice.number(rest)]
    for movement in item.movements:
        rest += movement.amount
        shown = [voice.words[f"event_{movement.kind}"], voice.number(movement.amount), voice.number(rest)]
        yield ["", voice.day(movement.on, "table"), *shown]
    if rest != item.principal:
        yield ["", "", voice.words["event_costs"], voice.number(item.principal - rest), voice.number(item.principal)]


def _interest(voice: Voice) -> Section:
    items = voice.letter.items
    rows: list[list[str]] = []
    for item in items:
        rows += [_stretch(voice, item, line) for line in item.interest_lines]
        covered = item.interest - sum(line.amount for line in item.interest_lines)
        if covered:
            rows.append(["", voice.words["event_interest_paid"], "", "", "", "", voice.number(covered)])
    heads = ("invoice", "from", "to", "days", "of", "rate", "interest")
    table = Table(tuple(f"label_{head}" for head in heads), (number_width(voice), 30, 30, 12, 0, 22, 24), 4, tuple(rows))
    total = sum(item.interest for item in items)
    return _section(voice, "title_interest", total, table, _interest_rule(voice), [_interest_source(voice)])


def _stretch(voice: Voice, item: LetterItem, line: Line) -> list[str]:
    """Where the anchor day bears no interest the stretch begins the day after it and includes its last day."""
    anchored = voice.country.rates(item.due_on).counting.anchor_counts
    first = line.from_on if anchored else line.from_on + ONE_DAY
    days = [voice.day(first, "table"), voice.day(line.to_on, "table"), str(line.days)]
    rate = amounts.per_cent(line.percent, voice.language)
    return [item.number, *days, voice.number(line.principal), rate, voice.number(line.amount)]


def _interest_rule(voice: Voice) -> str:
    letter, tables = voice.letter, voice.country.book.tables
    margin = tables.get("interest.margin")
    shown = {
        "reference_rate": amounts.percent(tables["interest.rate"].number(letter.sent_on), voice.language),
        "margin": amounts.fraction(margin.number(letter.items[0].due_on), voice.language) if margin else "",
    }
    demanded = [item.interest_from > item.due_on for item in letter.items]
    keys = ["interest", *["interest_agreed"] * (not all(demanded)), *["interest_demand"] * any(demanded)]
    keys += ["daily"] * bool(letter.per_diem)
    return _joined(voice.explain(key, **shown) for key in keys)


def _interest_source(voice: Voice) -> str:
    table = voice.country.book["interest.rate"]
    value = amounts.per_cent(table.number(voice.letter.sent_on), voice.language)
    source = _source(voice, table.why(voice.letter.sent_on), value)
    for line in (line for item in voice.letter.items for line in item.interest_lines):
        rate = amounts.per_cent(line.percent, voice.language)
        once = f"{voice.number(line.principal)} × {rate} × {line.days} / {line.basis} = {voice.number(line.amount)}"
        return f"{source} · {amounts.unbroken(once)}"
    return source


def _fees(voice: Voice) -> Section:
    fees = [fee for fee in voice.letter.fees if fee.amount]
    rows = tuple([voice.day(fee.sent_on, "table"), voice.headline(fee.step), voice.number(fee.amount)] for fee in fees)
    table = Table(("label_sent", "label_letter", "label_fee"), (30, 0, 28), 1, rows)
    due_on, charge_why = voice.letter.items[0].due_on, voice.country.charge_why
    sources = (_charge_source(voice, fee.label, charge_why(fee.label, due_on, fee.sent_on)) for fee in fees)
    explain = _joined(voice.explain(label) for label in dict.fromkeys(fee.label for fee in fees))
    return _section(voice, "title_fees", sum(fee.amount for fee in fees), table, explain, sources)


def _compensation(voice: Voice) -> Section:
    items = [item for item in voice.letter.items if item.compensation]
    rows = tuple([item.number, voice.day(item.due_on + ONE_DAY, "table"), voice.number(item.compensation)] for item in items)
    table = Table(("label_invoice", "label_late_from", "label_amount"), (number_width(voice), 0, 28), 1, rows)
    due_on = items[0].due_on
    unit = voice.round_money(voice.country.book["fees.compensation"].money(due_on))
    why = voice.country.charge_why("compensation", due_on, voice.letter.sent_on)
    total = sum(item.compensation for item in items)
    explain = voice.explain("compensation", unit=unit)
    return _section(voice, "title_compensation", total, table, explain, [_charge_source(voice, "compensation", why)])


def _costs(voice: Voice) -> Section:
    costs = [cost for cost in voice.letter.costs if cost.amount]
    due_on = min(item.due_on for item in voice.letter.items)
    whys = [voice.country.charge_why(cost.label, due_on, cost.sent_on, cost.charged) for cost in costs]
    rows = tuple([voice.day(cost.sent_on, "table"), voice.cost(cost), voice.number(cost.amount)] for cost in costs)
    table = Table(("label_date", "label_cost", "label_amount"), (30, 0, 28), 1, rows)
    values = (_cost_value(voice, cost.label, why) for cost, why in zip(costs, whys, strict=True))
    sources = (_source(voice, why, value) for why, value in zip(whys, values, strict=True))
    explain = _joined(voice.explain(cost.label.replace(".", "_")) for cost in costs)
    return _section(voice, "title_costs", sum(cost.amount for cost in costs), table, explain, sources)


def _cost_value(voice: Voice, label: str, why: Why) -> str:
    """The dated value of a cost: money where its table holds money, else in the table's own words."""
    table = voice.country.book[label]
    if why.valid_from is None or table.unit != voice.country.currency or not isinstance(table.on(why.valid_from), Decimal):
        return why.value
    return voice.round_money(table.money(why.valid_from))


def _charge_source(voice: Voice, label: str, why: Why) -> str:
    table = voice.country.book.tables.get(f"fees.{label}")
    value = voice.round_money(table.money(why.valid_from)) if table and why.valid_from else ""
    parts = (_source(voice, part) for part in why.parts[:1])
    return " · ".join(dict.fromkeys([_source(voice, why, value), *parts]))


def _source(voice: Voice, why: Why, value: str = "") -> str:
    """Section, dated value, and where it was read; with the day it was checked where that is not the official place."""
    dated, read = "", why.publisher or why.source
    if value and why.valid_from:
        dated = voice.say("source_value", value=value, valid_from=voice.day(why.valid_from, "table"))
    if why.confidence != Confidence.VERIFIED and why.checked_on:
        read = voice.say("source_read", source=read, checked=voice.day(why.checked_on, "table"))
    return " · ".join(part for part in (why.section, dated, read) if part)


def _open(voice: Voice) -> Minor:
    return sum(item.principal for item in voice.letter.items)


def _joined(texts: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(text for text in texts if text))
