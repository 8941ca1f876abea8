"""What Krav did, posted in the accounting system as vouchers: each once, under its own name, its number there kept."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from krav.actions import holding
from krav.actions.moving import moves
from krav.actions.syncing import books_of, connection
from krav.actions.unit import Actor, Unit, unit
from krav.claims.decide import in_the_books
from krav.formats.vouchers import VoucherLineOut, VoucherOut
from krav.kernel.days import days_after
from krav.kernel.refusal import KravError
from krav.store import load
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.queries.postings import books as vouchers_of
from krav.store.scope import account_scope
from krav.store.write import insert_many
from krav.wire import clock
from krav.wire.accounting.protocol import Books
from krav.wire.broken import Broken, Refused, Uncertain

_COLUMNS = ("connection_id", "name", "on", "text", "currency", "lines", "not_payment", "state", "problem", "number",
            "tries", "seen")  # fmt: skip
_UNDER_WAY = timedelta(minutes=10)
"""So long another hand may be at it."""

_LOOKED_AFTER = timedelta(hours=12), timedelta(days=7)
"""From when until when a voucher that no reading has told of is asked about: a system may refuse it after it took it."""

_KNOWN_THERE = "The books have this money already."
_GONE = "It was taken, and is not there any more."


@dataclass(slots=True)
class PostedReport:
    """How many vouchers are booked there, were refused, or whose fate nobody knows yet; `waiting` are still to be posted."""

    posted: int = 0
    uncertain: int = 0
    refused: int = 0
    waiting: int = 0


def post_vouchers(account_id: int, *, on: date, by: Actor) -> PostedReport | None:
    """Posts what the days before this one brought; None where nothing is connected, or nothing is to be posted.

    Raises:
        Broken: the system cannot be asked; what is left waits.
    """
    with account_scope(account_id):
        link = connection()
    if link is None or link.state != "on" or link.posts_from is None:
        return None
    _queue(account_id, link, on=on, by=by)
    report = PostedReport()
    with account_scope(account_id):
        waiting, unseen = list(_waiting(link)), list(_unseen(link))
    if waiting or unseen:
        books = books_of(account_id, link)
        for row in unseen:
            _look_after(account_id, books, row)
        for row in waiting:
            if not holding.stopping():
                _post(account_id, books, row)
        with unit(account_id, "post_vouchers", on=on, by=by) as work:
            work.said = {"vouchers": [row.name for row in waiting][:100], "count": len(waiting)}
    states = _states(account_id, waiting)
    report.posted, report.uncertain = states.count("done"), states.count("uncertain")
    report.refused, report.waiting = states.count("refused"), states.count("queued")
    report.refused += _states(account_id, unseen).count("refused")
    return report


def _states(account_id: int, found: Sequence[rows.BooksPosted]) -> list[str]:
    with account_scope(account_id):
        return list(rows.BooksPosted.objects.filter(id__in=[row.pk for row in found]).values_list("state", flat=True))


def post_again(account_id: int, posted_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Puts a voucher that was refused in the queue again, once what was wrong is mended.

    Raises:
        KravError: it was not refused.
    """
    with unit(account_id, "post_vouchers", on=on, by=by, key=key) as work:
        found = rows.BooksPosted.objects.filter(pk=posted_id, state="refused")
        if not found.update(state="queued", problem=""):
            raise KravError("This voucher waits already, or has been posted.")
        work.said = {"again": posted_id}


def _queue(account_id: int, link: rows.Connection, *, on: date, by: Actor) -> None:
    """The vouchers of the days that are over since the last ones; a day's facts are then complete."""
    until = days_after(on, -1)
    if link.posts_from is None or link.posts_from > until:
        return
    with unit(account_id, "post_vouchers", on=on, by=by) as work:
        found = vouchers_of(work.creditor, link.posts_from, until, on)
        there, places = _known_there(work, link, found.vouchers), _places(link, found.vouchers)
        insert_many(
            rows.BooksPosted,
            _COLUMNS,
            [
                (link.pk, each.name, each.on, each.text[:200], found.currency, _told(each.lines, places), each.not_payment,
                 "known" if each.name in there else "queued", _KNOWN_THERE if each.name in there else "", "", 0, False)
                for each in found.vouchers
            ],
        )  # fmt: skip
        link.posts_from = days_after(until, 1)
        link.save(update_fields=["posts_from"])
        work.said = {"queued": len(found.vouchers), "until": until}


def _known_there(work: Unit, link: rows.Connection, vouchers: Sequence[VoucherOut]) -> set[str]:
    """The vouchers of money that the books had before: they have no more left of its invoices than there is.

    Money that came to the company's bank may be booked there by the system's own hand as well as by ours.
    """
    bank = work.creditor.policy.books.accounts(work.creditor.country.loss_accounts(work.on))["bank"]
    paid = {
        each.name: {line.invoice for line in each.lines if line.invoice and line.amount < 0}
        for each in vouchers
        if any(line.account == bank and line.amount > 0 for line in each.lines)
    }
    rests: dict[int, int] = {}
    for some in chunks(number for numbers in paid.values() for number in numbers):
        told = rows.BooksItem.objects.filter(connection=link, number__in=some, claim__isnull=False)
        rests |= told.values_list("claim_id", "rest")
    claims = load.claims(set(rests))
    country = work.creditor.country
    there = {
        claim.number
        for claim in claims.values()
        if abs(rests[claim.id]) <= abs(in_the_books(claim, country, work.on))
    }
    return {name for name, numbers in paid.items() if numbers and numbers <= there}


def _places(link: rows.Connection, vouchers: Sequence[VoucherOut]) -> dict[str, tuple[str, str]]:
    """The department and project of invoices, as the books have them."""
    found: dict[str, tuple[str, str]] = {}
    for some in chunks(line.invoice for each in vouchers for line in each.lines if line.invoice):
        told = rows.BooksItem.objects.filter(connection=link, number__in=some).exclude(department="", project="")
        found |= {number: (department, project) for number, department, project in told.values_list(
            "number", "department", "project")}  # fmt: skip
    return found


def _told(lines: Iterable[VoucherLineOut], places: Mapping[str, tuple[str, str]]) -> str:
    """The postings; where no case says which department and project they are of, the invoice does."""
    placed = []
    for line in lines:
        department, project = places.get(line.invoice, ("", ""))
        placed.append(line._replace(department=line.department or department, project=line.project or project))
    return json.dumps([line._asdict() for line in placed], ensure_ascii=False)


def _waiting(link: rows.Connection) -> Iterable[rows.BooksPosted]:
    """What waits, the oldest first; a voucher whose fate is unknown is let alone while another hand may be at it."""
    found = rows.BooksPosted.objects.filter(connection=link, state__in=("queued", "uncertain")).order_by("id")
    since = clock.now() - _UNDER_WAY
    return (row for row in found if row.state == "queued" or row.at is None or row.at <= since)


def _unseen(link: rows.Connection) -> Iterable[rows.BooksPosted]:
    """Vouchers on invoices that were taken there and that no reading has told of."""
    after, until = (clock.now() - ago for ago in _LOOKED_AFTER)
    found = rows.BooksPosted.objects.filter(connection=link, state="done", seen=False, at__range=(until, after))
    return (row for row in found.order_by("id") if any(line["invoice"] for line in json.loads(row.lines)))


def _look_after(account_id: int, books: Books, row: rows.BooksPosted) -> None:
    """Asks whether a voucher is still there; in a journal it may wait for somebody to book it."""
    try:
        there = books.posted(voucher_of(row))
    except Refused as error:
        _became(account_id, row, "refused", problem=str(error)[:400])
    else:
        if not there:
            _became(account_id, row, "refused", problem=_GONE)


def _post(account_id: int, books: Books, row: rows.BooksPosted) -> None:
    """One voucher: uncertain from before it is sent until the system has said yes or no."""
    asked_before = row.state == "uncertain"
    voucher = voucher_of(row)
    with transaction.atomic(), account_scope(account_id):
        holding.check(account_id)
        mine = rows.BooksPosted.objects.filter(pk=row.pk, state=row.state, tries=row.tries)
        if not mine.update(state="uncertain", at=clock.now(), tries=F("tries") + 1):
            return
    try:
        number = (books.posted(voucher) if asked_before else "") or books.post(voucher)
    except Refused as error:
        _became(account_id, row, "refused", problem=str(error)[:400])
    except Uncertain as error:
        _became(account_id, row, "uncertain", problem=str(error)[:400])
    except Broken as error:
        _became(account_id, row, "uncertain" if asked_before else "queued", problem=str(error)[:400])
        raise
    else:
        _became(account_id, row, "done", number=number[:60])


def voucher_of(row: rows.BooksPosted) -> VoucherOut:
    """The voucher as it is kept."""
    lines = tuple(VoucherLineOut(**line) for line in json.loads(row.lines))
    series = row.name.rstrip("0123456789")
    return VoucherOut(series, row.name.removeprefix(series), row.on, row.text, lines, row.not_payment)


def _became(account_id: int, row: rows.BooksPosted, state: str, *, number: str = "", problem: str = "") -> None:
    with moves(account_id):
        found = rows.BooksPosted.objects.filter(pk=row.pk)
        found.update(state=state, number=number, problem=problem, at=clock.now())
