"""What an accounting system's items become: new claims, news of known ones, or nothing, and then why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from krav.actions import ledgers, reports, states
from krav.actions.gone import reopened
from krav.actions.imports import Imported
from krav.actions.ledgers import Checked, Moved
from krav.actions.unit import Unit
from krav.countries import translator
from krav.formats.values import FormatError, ItemIn, LedgerIn
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.store import load
from krav.store import models as rows
from krav.store.among import chunks
from krav.store.write import insert_many, reserve_ids, upsert_many
from krav.wire import clock
from krav.wire.accounting.values import BooksItemIn

_ITEM = (
    "id", "connection_id", "item", "number", "claim_id", "currency", "rest", "charge", "manager", "department", "project",
    "whole", "why",
)  # fmt: skip
_HOLD = ("claim_id", "reason", "note", "from_on", "until_on", "placed_by")
_CHARGED = {
    "fee": "a fee that the system charged by itself",
    "interest": "interest that the system charged by itself",
}


@dataclass(slots=True)
class Batch:
    """What some pages brought, and of it what is new, what moved, and why an item is no claim (by its id)."""

    items: dict[str, BooksItemIn]
    why: dict[str, str] = field(default_factory=dict)
    new: int = 0
    changed: int = 0


def take_in(work: Unit, link: rows.Connection, told: Iterable[BooksItemIn], name: str) -> Batch:
    """Takes the items in: claims, what came off them, and where each stands in the books. What is told twice counts once."""
    batch = Batch({each.id: each._replace(item=_bounded(each.item)) for each in told})
    if not batch.items:
        return batch
    ours, known = _ours(link, batch.items.values()), _known(list(batch.items.values()))
    for key, each in batch.items.items():
        if why := _left_out(work, link, each, ours, name, known):
            batch.why[key] = why
    used = [each for key, each in batch.items.items() if key not in batch.why]
    used = [each for each in used if each.item.number in known or not _is_settled(each)]
    content = LedgerIn(tuple(_dead(each.item) if each.gone else each.item for each in used), name)
    checked = ledgers.check(work.creditor, content, name, on=work.on)
    settled = [each.item for each in used if not each.gone]
    checked = replace(checked, back=reopened(settled), moves=_moves(used, ours, known, work.on))
    taken = ledgers.take_in(work, checked, _file(work, name, checked, content) if checked.items else None)
    batch.new, batch.changed = len(checked.items), len(taken.moved)
    _wait_longer(work, used, known)
    _keep(link, batch)
    return batch


def named(link: rows.Connection) -> tuple[int, int]:
    """How many of the items that were open the reading of the whole ledger has named, and how many there were."""
    told = rows.BooksItem.objects.filter(connection=link, claim__isnull=False)
    open_ones = told.filter(claim__claimstate__settled_on__isnull=True).exclude(rest=0)
    return open_ones.filter(whole=link.whole).count(), open_ones.count()


def close(work: Unit, link: rows.Connection) -> int:
    """What the whole ledger did not name has nothing left in the books; how many claims that closed.

    None that is in a case: a person looks at it there.
    """
    missing = rows.BooksItem.objects.filter(connection=link, whole__lt=link.whole).exclude(rest=0)
    open_ones = missing.filter(claim__claimstate__settled_on__isnull=True, claim__isnull=False)
    found = dict(open_ones.values_list("number", "claim_id"))
    kept = load.cases_of(list(found.values()))
    found = {number: claim_id for number, claim_id in found.items() if claim_id not in kept}
    missing.update(rest=0)
    if not found:
        return 0
    taken = ledgers.take_in(work, Checked((), {}, found, dict.fromkeys(found, 0)), None)
    work.said["closed"] = sorted(found)[:100]
    return len(taken.moved)


def _bounded(item: ItemIn) -> ItemIn:
    """An item of which no more is left than its amount, and nothing where more came off it than it was."""
    if item.open_amount is None:
        return item
    low, high = sorted((0, item.amount.minor))
    rest = Money(min(max(item.open_amount.minor, low), high), item.amount.currency)
    return replace(item, open_amount=rest)


def _left_out(
    work: Unit, link: rows.Connection, each: BooksItemIn, ours: set[str], name: str, known: Collection[str]
) -> str:
    """Why an item is no claim; empty where it may be one. News of a claim that is `known` is never left out for its form."""
    if each.voucher and each.voucher in ours:
        return "posted by Krav"
    if each.charge:
        whose = f" on invoice {each.charge_of}" if each.charge_of else ""
        return f"{_CHARGED[each.charge]}{whose}: Krav reckons its own, and asks for none twice"
    if each.item.number in known:
        return ""
    if link.since and each.item.issued_on < link.since:
        return f"older than {link.since}, from when on items are fetched"
    try:
        ledgers.check_item(work.creditor, each.item, name)
    except FormatError as error:
        return f"{error.problem} {error.remedy}"
    return ""


def _is_settled(each: BooksItemIn) -> bool:
    """Whether nothing is open of it: what was never known is then no news."""
    return each.gone or (each.item.open_amount is not None and not each.item.open_amount)


def _dead(item: ItemIn) -> ItemIn:
    """An item that was made void, with nothing left of it."""
    return replace(item, open_amount=item.amount - item.amount)


def _known(used: Sequence[BooksItemIn]) -> dict[str, tuple[int, date]]:
    """The claims there are, with the day each is due, by number."""
    found: dict[str, tuple[int, date]] = {}
    for some in chunks(each.item.number for each in used):
        columns = ("number", "id", "due_on")
        found |= {
            number: (key, due_on)
            for number, key, due_on in rows.Claim.objects.filter(number__in=some).values_list(*columns)
        }
    return found


def _ours(link: rows.Connection, told: Iterable[BooksItemIn]) -> set[str]:
    """The vouchers, by their numbers there, that Krav posted; they are seen now, and no drafts."""
    named = {move.voucher for each in told for move in each.movements} | {each.voucher for each in told}
    found: set[str] = set()
    for some in chunks(named - {""}):
        posted = rows.BooksPosted.objects.filter(connection=link, number__in=some)
        found |= set(posted.values_list("number", flat=True))
        posted.filter(seen=False).update(seen=True)
    return found


def _moves(
    used: Sequence[BooksItemIn], ours: set[str], known: Mapping[str, object], on: date
) -> dict[str, Sequence[Moved]]:
    """How the rests of known claims came about, without what Krav posted itself; what was made void was never owed."""
    found: dict[str, Sequence[Moved]] = defaultdict(tuple)
    for each in used:
        number = each.item.number
        if number not in known:
            continue
        if each.gone:
            found[number] = (Moved(each.item.issued_on, -each.item.amount.minor, "credit"),)
        else:
            found[number] = tuple(
                Moved(min(move.on, on), move.amount.minor, "payment" if move.kind == "other" else move.kind)
                for move in each.movements
                if move.voucher not in ours
            )
    return found


def _wait_longer(work: Unit, used: Sequence[BooksItemIn], known: Mapping[str, tuple[int, date]]) -> None:
    """Who was given a later due day in the books is left in peace until then; no letter can be asked for before."""
    later = [
        (known[each.item.number][0], each.item.due_on)
        for each in used
        if each.item.number in known and each.item.due_on and each.item.due_on > known[each.item.number][1]
    ]
    later = [(claim_id, due_on) for claim_id, due_on in later if due_on >= work.on]
    if not later:
        return
    told = rows.Hold.objects.filter(claim_id__in=[claim_id for claim_id, _ in later], reason="wait")
    before = set(told.values_list("claim_id", "until_on"))
    new = [each for each in ((key, days_after(due_on, 1)) for key, due_on in later) if each not in before]
    note = translator(work.creditor.country.languages[0])("The due day was moved in the books.")
    insert_many(rows.Hold, _HOLD, [(key, "wait", note, work.on, until_on, work.by.name) for key, until_on in new])
    states.refresh([key for key, _ in new], work.creditor)


def _file(work: Unit, name: str, checked: Checked, content: LedgerIn) -> int:
    """The reading as the file that its new claims came from, with its report."""
    digest = sha256(f"{name} {clock.now().isoformat()}".encode()).hexdigest()
    items, new = len(content.items), len(checked.items)
    row = rows.ImportedFile.objects.create(sha256=digest, name=name, format=name, imported_on=work.on, items=items)
    reports.keep(work, row.pk, Imported(name, items, new, known=items - new, remarks=checked.remarks), everything=False)
    return int(row.pk)


def _keep(link: rows.Connection, batch: Batch) -> None:
    """Where each item stands in the books now."""
    ids: dict[str, int] = {}
    for some in chunks(batch.items):
        ids |= rows.BooksItem.objects.filter(connection=link, item__in=some).values_list("item", "id")
    new = [key for key in batch.items if key not in ids]
    ids |= zip(new, reserve_ids(rows.BooksItem, len(new)), strict=True)
    claims = _known(list(batch.items.values()))
    found = [_row(link, ids[key], each, claims, batch.why) for key, each in batch.items.items()]
    upsert_many(rows.BooksItem, "id", _ITEM, found)


def _row(
    link: rows.Connection, key: int, each: BooksItemIn, claims: Mapping[str, tuple[int, date]], why: Mapping[str, str]
) -> tuple[object, ...]:
    item = each.item
    rest = item.amount if item.open_amount is None else item.open_amount
    left_out = why.get(each.id, "")
    claim_id = None if left_out else claims.get(item.number, (None,))[0]
    return (
        key, link.pk, each.id, item.number[:40], claim_id, item.amount.currency, 0 if each.gone else rest.minor, each.charge,
        each.manager[:120], each.department[:40], each.project[:40], link.whole, left_out[:300],
    )  # fmt: skip

