"""The books of one agreement of e-conomic."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Final

from krav.formats.values import AttachmentIn
from krav.formats.vouchers import VoucherOut
from krav.wire.accounting.economic import reading
from krav.wire.accounting.economic.asking import PAGE, Asking, Row, among, both, escaped, path_of
from krav.wire.accounting.economic.marks import Mark, gone, is_moved, standing
from krav.wire.accounting.economic.posting import Writer, is_named, key_of
from krav.wire.accounting.economic.reading import Entry
from krav.wire.accounting.protocol import Kind
from krav.wire.accounting.values import BooksItemIn, Chosen, CompanyIn, MovementIn, Read
from krav.wire.broken import Refused

Moves = Mapping[int, Sequence[MovementIn]]

_STILL: Final[Moves] = {}
_SKEW: Final = timedelta(minutes=5)
_ENTRY, _BOOKED = "entryNumber", "bookedInvoiceNumber"
_CUSTOMERS: Final = "customer.customerNumber$gt:0"
_STANDING: Final = "(remainder$lt:0$or:(remainder$gt:0$and:entryType$ne:customerInvoice))"
"""Open entries but open invoices, which have a list of their own."""

_NO_YEAR: Final = "{system} has no accounting year that holds {on}. Open one there. Nothing was posted."
_NO_JOURNAL: Final = "{system} has no journal to post in. Make one there. Nothing was posted."


class EconomicBooks:
    """What is read by number, and what is laid in a journal: the books have it when a person books the journal."""

    kinds: tuple[Kind, ...] = ("customers", "items")

    def __init__(self, asking: Asking, chosen: Chosen) -> None:
        """Nothing is asked yet."""
        self._asking, self._chosen = asking, chosen

    def companies(self) -> Iterator[CompanyIn]:
        """The one company of the agreement."""
        yield reading.company(self._agreement)

    def read(self, kind: Kind, cursor: str = "") -> Iterator[Read]:
        """Customers by number; open entries and then open invoices by number, or what moved since."""
        if kind == "customers":
            yield from self._customers(cursor)
        elif kind == "items":
            mark = Mark.read(cursor) if cursor else None
            if mark is None:
                mark, entries = self._begun()
                yield Read(mark.text(), items=entries)
            yield from self._changes(mark) if mark.after is None else self._invoices_after(mark)

    def document(self, item_id: str) -> AttachmentIn | None:
        """The invoice as the system prints it; an entry has none."""
        if not item_id.isdecimal():
            return None
        content = self._asking.content(f"/invoices/booked/{item_id}/pdf")
        return AttachmentIn(f"{item_id}.pdf", "application/pdf", content)

    def post(self, voucher: VoucherOut) -> str:
        """Lays a voucher in the journal; an invoice's rest moves when a person books the journal."""
        writer = Writer(
            self._asking.name,
            self._year(voucher.on)["year"],
            self._journal,
            self._agreement["settings"]["baseCurrency"],
            self._receivables,
            self._chosen,
        )
        body = writer.body(voucher)
        key = key_of(str(self._agreement["agreementNumber"]), voucher, body)
        told = self._asking.write(f"/journals/{self._journal}/vouchers", body, key).told
        made = told[0] if isinstance(told, list) else told
        return reading.voucher_number(made["accountingYear"]["year"], made["voucherNumber"])

    def posted(self, voucher: VoucherOut) -> str:
        """The voucher's number, in the journal or, once that is booked, among the entries of its year."""
        wanted = both(f"text$like:{escaped(voucher.name)}*", f"date$eq:{voucher.on}")
        for row in self._asking.rows(f"/journals/{self._journal}/entries", "journalEntryNumber", wanted):
            if is_named(row, voucher):
                made = row["voucher"]
                return reading.voucher_number(made["accountingYear"]["year"], made["voucherNumber"])
        year = self._year(voucher.on)
        for row in self._asking.rows(path_of(year["entries"]), _ENTRY, wanted):
            if is_named(row, voucher):
                return Entry(row, year["year"]).voucher
        return ""

    def _customers(self, cursor: str) -> Iterator[Read]:
        """Customers after a number, of all or of those that were changed since a moment."""
        since, began, after = json.loads(cursor) if cursor else ("", "", 0)
        more = True
        while more:
            page = self._asking.page("/customers", "customerNumber", after, since and f"lastUpdated$gte:{since}")
            began, more = began or _before(page.at), page.more
            after = int(page.rows[-1]["customerNumber"]) if page.rows else after
            kept = (since, began, after) if more else (began, "", 0)
            yield Read(json.dumps(kept), tuple(map(reading.party, page.rows)), last=not more)

    def _begun(self) -> tuple[Mark, tuple[BooksItemIn, ...]]:
        """Where the whole is read from: all that is booked or matched from here on is told as a change later."""
        newest = self._newest_entry()
        entries = list(self._entries(self._years, both(_CUSTOMERS, _STANDING, self._since("date"))))
        return Mark(newest, "", standing(entries), 0), _items(entries)

    def _invoices_after(self, mark: Mark) -> Iterator[Read]:
        """The open invoices after the mark's, a page at a time."""
        more = True
        while more:
            page = self._asking.page("/invoices/unpaid", _BOOKED, mark.after or 0, self._since("date"))
            more = page.more
            after = int(page.rows[-1][_BOOKED]) if more else None
            mark = Mark(mark.entry, mark.oldest_of(row["date"] for row in page.rows), mark.standing, after)
            yield Read(mark.text(), items=tuple(self._invoices(page.rows)), last=not more)

    def _changes(self, mark: Mark) -> Iterator[Read]:
        """What was booked or matched since: the invoices that entries name, and the customers' where none is named."""
        wanted = f"(entryNumber$gt:{mark.entry}$or:({both(_STANDING, self._since('date'))}))"
        entries = list(self._entries(self._years, both(_CUSTOMERS, wanted)))
        fresh = [each for each in entries if each.number > mark.entry and each.account in self._receivables]
        stands = [each for each in entries if each.stands]
        now = standing(stands)
        moved = [each for each in stands if is_moved(each, mark)]
        for year, numbers in gone(mark, now).items():
            moved += [each for some in among(_ENTRY, numbers) for each in self._entries([self._named(year)], some)]
        days: list[str] = []
        for items in self._touched(mark, fresh, moved):
            days += (each.item.issued_on.isoformat() for each in items)
            yield Read(mark.text(), items=items)
        newest = max((mark.entry, *(each.number for each in entries)))
        yield Read(Mark(newest, mark.oldest_of(days), now).text(), items=_items(moved), last=True)

    def _touched(self, mark: Mark, fresh: Sequence[Entry], moved: Sequence[Entry]) -> Iterator[tuple[BooksItemIn, ...]]:
        """The invoices that entries name, or may be matched with, as they are now and with what moved them."""
        moves: dict[int, list[MovementIn]] = defaultdict(list)
        for each in fresh:
            if each.invoice and each.kind != reading.INVOICE:
                moves[each.invoice].append(reading.movement(each))
        named = {each.invoice for each in fresh if each.invoice}
        unsaid = {each.customer for each in fresh if not each.invoice or (each.kind == reading.INVOICE and each.lowers)}
        unsaid |= {each.customer for each in moved if each.number <= mark.entry}
        oldest = mark.oldest and f"date$gte:{mark.oldest}"
        wanted = [*among(_BOOKED, named), *(both(some, oldest) for some in among("customer.customerNumber", unsaid))]
        for some in wanted:
            rows = tuple(self._asking.rows("/invoices/booked", _BOOKED, both(some, self._since("date"))))
            yield tuple(self._invoices(rows, moves))

    def _invoices(self, rows: Sequence[Row], moves: Moves = _STILL) -> Iterator[BooksItemIn]:
        """Rows of invoices; the employees are asked for when an invoice first names one."""
        people = self._people if any("salesPerson" in (row.get("references") or {}) for row in rows) else {}
        for row in rows:
            yield reading.invoice(row, people, moves.get(row[_BOOKED], ()))

    def _entries(self, years: Iterable[Row], wanted: str) -> Iterator[Entry]:
        """Booked entries of accounting years."""
        for year in years:
            for row in self._asking.rows(path_of(year["entries"]), _ENTRY, wanted):
                yield Entry(row, year["year"])

    def _newest_entry(self) -> int:
        """The number of the last entry that was booked: numbers go on through all years."""
        for year in self._years:
            for row in self._asking.newest(path_of(year["entries"]), f"-{_ENTRY}"):
                return int(row[_ENTRY])
        return 0

    def _since(self, name: str) -> str:
        """A filter for what is not older than a person chose."""
        return f"{name}$gte:{self._chosen.since}" if self._chosen.since else ""

    def _named(self, year: str) -> Row:
        return next(each for each in self._all_years if each["year"] == year)

    def _year(self, on: date) -> Row:
        """The accounting year that holds a day."""
        for year in self._all_years:
            if year["fromDate"] <= on.isoformat() <= year["toDate"]:
                return year
        raise Refused(_NO_YEAR, {"system": self._asking.name, "on": on})

    @cached_property
    def _all_years(self) -> tuple[Row, ...]:
        """The accounting years, newest first."""
        return self._asking.newest("/accounting-years", "-fromDate", PAGE)

    @property
    def _years(self) -> list[Row]:
        """Those that hold anything that is read."""
        since = str(self._chosen.since or "")
        return [each for each in self._all_years if each["toDate"] >= since]

    @cached_property
    def _agreement(self) -> Row:
        return self._asking.one("/self")

    @cached_property
    def _journal(self) -> int:
        """The journal that was chosen, or the first."""
        if self._chosen.journal.isdecimal():
            return int(self._chosen.journal)
        for row in self._asking.newest("/journals", "journalNumber"):
            return int(row["journalNumber"])
        raise Refused(_NO_JOURNAL, {"system": self._asking.name})

    @cached_property
    def _receivables(self) -> frozenset[int]:
        """The accounts that customers stand on: an entry on another is the other side of the same voucher."""
        rows = self._asking.rows("/customer-groups", "customerGroupNumber")
        return frozenset(int(row["account"]["accountNumber"]) for row in rows)

    @cached_property
    def _people(self) -> Mapping[int, str]:
        return dict(map(reading.person, self._asking.rows("/employees", "employeeNumber")))


def _items(entries: Iterable[Entry]) -> tuple[BooksItemIn, ...]:
    return tuple(filter(None, map(reading.open_entry, entries)))


def _before(at: str) -> str:
    """A little before a moment, as the system writes moments: clocks differ."""
    return (datetime.fromisoformat(at) - _SKEW).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
