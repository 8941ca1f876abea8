"""Credits that move, written in bulk: a fact with two sides for each, and what it leaves in the lots.

The two sides of a move come to nothing because the second is reckoned from the first. The purse is locked by the caller.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models import F

from krav.store.among import chunks
from krav.store.models import CreditLine, CreditMove, Lot, Purse
from krav.store.write import reserve_ids

PURSE, SELLER, USED, LOST = "purse", "seller", "used", "lost"
"""The books: what lies in purses, what was sold to them, what was used up, what ran out."""

OTHER_SIDE = {"bought": SELLER, "granted": SELLER, "taken": SELLER, "used": USED, "returned": USED, "expired": LOST}
"""The book on the other side of each kind of move."""


@dataclass(frozen=True, slots=True)
class Move:
    """Units into lots (above zero) or out of them, by lot; `key` makes it happen once."""

    kind: str
    unit: str
    key: str
    lots: tuple[tuple[int, int], ...]
    account_id: int | None = None
    about: str = ""


def lock(purse_ids: Collection[int]) -> None:
    """Lets nobody else move what lies in the purses until the transaction ends; always locked in the same order."""
    list(Purse.objects.select_for_update().filter(pk__in=sorted(purse_ids)).order_by("pk"))


def write_moves(moves: Sequence[Move], *, on: date, at: datetime, by: str) -> None:
    """Writes the moves and changes the lots by them, in a few statements however many there are.

    Raises:
        IntegrityError: a key was used before, or a lot would fall below nothing; then none of it stands.
    """
    ids = reserve_ids(CreditMove, len(moves))
    moment = connection.ops.adapt_datetimefield_value(at)
    facts = [
        (key, move.kind, move.unit, move.account_id, move.about, on, moment, by, move.key)
        for key, move in zip(ids, moves, strict=True)
    ]
    _insert(CreditMove, ("id", "kind", "unit", "account_id", "about", "on", "at", "by", "key"), facts)
    lines = [line for key, move in zip(ids, moves, strict=True) for line in _lines(key, move)]
    _insert(CreditLine, ("move_id", "book", "lot_id", "count"), lines)
    changes = Counter[int]()
    for move in moves:
        for lot_id, count in move.lots:
            changes[lot_id] += count
    for lot_id, count in sorted(changes.items()):
        Lot.objects.filter(pk=lot_id).update(left=F("left") + count)


def _lines(move_id: int, move: Move) -> list[tuple[Any, ...]]:
    inside = [(move_id, PURSE, lot_id, count) for lot_id, count in move.lots]
    return [*inside, (move_id, OTHER_SIDE[move.kind], None, -sum(count for _, count in move.lots))]


def drawn(account_id: int, abouts: Collection[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """How often each unit was drawn for each of these, and how often given back."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for some in chunks(abouts):
        moved = CreditMove.objects.filter(account_id=account_id, about__in=some, kind__in=("used", "returned"))
        counted = moved.values_list("unit", "about", "kind").order_by("unit", "about").annotate(times=models.Count("id"))
        for unit, about, kind, times in counted:
            used, returned = found.get((unit, about), (0, 0))
            found[unit, about] = (used + times, returned) if kind == "used" else (used, returned + times)
    return found


def taken_from(keys: Collection[str]) -> dict[str, list[tuple[int, int, int]]]:
    """The lots that moves took from, by the moves' keys: each lot with its purse and how many units it lost."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for some in chunks(keys):
        lines = CreditLine.objects.filter(move__key__in=some, lot__isnull=False).order_by("id")
        for key, lot_id, purse_id, count in lines.values_list("move__key", "lot_id", "lot__purse_id", "count"):
            found.setdefault(key, []).append((lot_id, purse_id, -count))
    return found


def _insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names, blanks = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({blanks})', rows)  # noqa: S608 only names
