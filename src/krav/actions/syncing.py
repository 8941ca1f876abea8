"""What the accounting system knows, brought into the account: all of it once a day, and what has changed in between."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from krav.actions import books_items, books_letters, parties
from krav.actions.imports import known_until
from krav.actions.kept_rights import KeptRights
from krav.actions.moving import moves
from krav.actions.unit import Actor, Unit, unit
from krav.formats.values import PartyIn
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.accounting.protocol import Books, Kind
from krav.wire.accounting.systems import system
from krav.wire.accounting.values import BooksItemIn, Chosen, Read, ReminderIn
from krav.wire.broken import Broken, NotAllowed

_TOGETHER = 5000
"""So many customers, items and letters are taken in at a time, each time whole; a reading that breaks off goes on there."""

_WHOLE = "whole"
"""The cursor of a reading of the whole ledger, while it lasts."""

READ = ("quarantine", "on")
"""The states of a connection that is read."""


@dataclass(slots=True)
class Synced:
    """What a reading brought: items told of, claims that are new, that moved and that closed, and items that are none.

    `letters` are those that the system sent by itself. `whole` says that the whole ledger was read.
    """

    system: str
    whole: bool
    customers: int = 0
    items: int = 0
    new: int = 0
    changed: int = 0
    closed: int = 0
    left_out: int = 0
    letters: int = 0


@dataclass(slots=True)
class _Pages:
    """Pages that are read and not taken in yet, and the cursor after them."""

    customers: list[PartyIn] = field(default_factory=list)
    items: list[BooksItemIn] = field(default_factory=list)
    reminders: list[ReminderIn] = field(default_factory=list)
    cursor: str = ""
    last: bool = False

    def add(self, read: Read) -> None:
        self.customers += read.customers
        self.items += read.items
        self.reminders += read.reminders
        self.cursor, self.last = read.cursor, read.last

    def __len__(self) -> int:
        return len(self.customers) + len(self.items) + len(self.reminders)


def connection() -> rows.Connection | None:
    """The account's accounting system, whatever its state; None where it has none. The account must be in scope."""
    return rows.Connection.objects.exclude(state="ended").order_by("-id").first()


def chosen(link: rows.Connection) -> Chosen:
    """How a person wants the company's books read and written."""
    return Chosen(link.since, link.journal, json.loads(link.places))


def books_of(account_id: int, link: rows.Connection) -> Books:
    """The open books of a connection."""
    return system(link.system).open(KeptRights(account_id, link.pk), link.company, chosen(link))


class NotWhole(Broken):
    """The whole ledger names too little to be whole; nothing is closed by it unless a person says that it is."""


def sync(account_id: int, *, on: date, by: Actor, whole: bool = False, close: bool = False) -> Synced | None:
    """Reads what has changed, or the `whole` ledger where that is asked, due or broke off; None where nothing is connected.

    `close` is a person's word that claims which the whole ledger does not name are settled, even if it names few.

    Raises:
        Broken: the system could not be read; what came before that is taken in, and the connection tells why.
    """
    with account_scope(account_id):
        link = connection()
    if link is None or link.state not in READ:
        return None
    whole = whole or link.whole_on is None or _WHOLE in json.loads(link.cursors)
    done = Synced(system(link.system).name, whole)
    try:
        books = books_of(account_id, link)
        for name, kind in _readings(books, link, whole):
            for pages in _pages(books, kind, json.loads(link.cursors).get(name, "")):
                _take_in(account_id, link, name, pages, done, close, on=on, by=by)
    except Broken as error:
        _failed(account_id, link.pk, error)
        raise
    _came_to_its_end(account_id, link, done, on=on, by=by)
    return done


def _readings(books: Books, link: rows.Connection, whole: bool) -> Iterator[tuple[str, Kind]]:
    """What is read, by the names of the cursors: what has changed before the whole ledger, for it tells days of money."""
    known = json.loads(link.cursors)
    for kind in books.kinds:
        if kind != "items" or not whole or kind in known:
            yield kind, kind
        if kind == "items" and whole:
            yield _WHOLE, kind


def _pages(books: Books, kind: Kind, cursor: str) -> Iterator[_Pages]:
    """The pages of a kind, as many together as are taken in at a time."""
    pages = _Pages(cursor=cursor)
    for read in books.read(kind, cursor):
        pages.add(read)
        if len(pages) >= _TOGETHER or read.last:
            yield pages
            pages = _Pages(cursor=pages.cursor)


def _take_in(
    account_id: int, link: rows.Connection, reading: str, pages: _Pages, done: Synced, close: bool, *, on: date, by: Actor
) -> None:
    """Takes pages in and keeps the cursor, in one transaction."""
    name, cursors, whole = done.system, json.loads(link.cursors), reading == _WHOLE
    if whole and _WHOLE not in cursors:
        link.whole += 1
    cursors[reading] = pages.cursor
    if whole and pages.last:
        cursors["items"] = cursors.pop(_WHOLE)
    with unit(account_id, "sync", on=on, by=by) as work:
        if pages.customers:
            parties.take_in([party for party in pages.customers if _fits(party)])
        batch = books_items.take_in(work, link, pages.items, name)
        letters = books_letters.take_in(work, pages.reminders, name)
        closed = _close(work, link, close) if whole and pages.last else 0
        link.cursors = json.dumps(cursors)
        link.save(update_fields=["cursors", "whole"])
        work.said = {"system": name, "items": len(batch.items), "new": batch.new, "changed": batch.changed} | work.said
    done.customers += len(pages.customers)
    done.items += len(batch.items)
    done.new += batch.new
    done.changed += batch.changed
    done.closed += closed
    done.left_out += len(batch.why)
    done.letters += letters.counted


def _fits(party: PartyIn) -> bool:
    """Whether the database has room for what is told of a customer; who does not fit is told of with their invoice."""
    return bool(party.name) and all(len(getattr(party, name)) <= most for name, most in parties.WIDTHS.items())


def _close(work: Unit, link: rows.Connection, close: bool) -> int:
    """Closes what the whole ledger did not name, unless it names less than half of what was open.

    Raises:
        NotWhole: it does.
    """
    named, open_ones = books_items.named(link)
    if 2 * named < open_ones and not close:
        facts = {"system": system(link.system).name, "named": named, "open": open_ones}
        reason = "{system} lists {named} of {open} open items; nothing was closed. Look whether its ledger is whole."
        raise NotWhole(reason, facts)
    return books_items.close(work, link)


def _came_to_its_end(account_id: int, link: rows.Connection, done: Synced, *, on: date, by: Actor) -> None:
    """The ledger is known until today, and with it what was paid."""
    with unit(account_id, "sync", on=on, by=by) as work:
        known_until(work, on)
        rows.Account.objects.filter(pk=account_id).update(books_unread=False)
        link.read_at, link.problem, link.failed_at, link.told_at = clock.now(), "", None, None
        if done.whole:
            link.whole_on = on
        link.save(update_fields=["read_at", "problem", "failed_at", "told_at", "whole_on"])
        work.said = {"system": done.system, "items": done.items, "whole": done.whole}


def _failed(account_id: int, link_id: int, error: KravError) -> None:
    """Keeps why the system could not be read; a right that is gone ends the reading until somebody connects anew.

    Until it is read again nobody is asked for anything: whoever has paid would be.
    """
    with moves(account_id):
        rows.Account.objects.filter(pk=account_id).update(books_unread=True)
        row = rows.Connection.objects.get(pk=link_id)
        row.problem, row.failed_at = str(error)[:400], row.failed_at or clock.now()
        if isinstance(error, NotAllowed):
            row.state = "lost"
        if isinstance(error, NotWhole):  # the next reading begins anew
            row.cursors = json.dumps({kind: cursor for kind, cursor in json.loads(row.cursors).items() if kind != _WHOLE})
        row.save(update_fields=["problem", "failed_at", "state", "cursors"])
