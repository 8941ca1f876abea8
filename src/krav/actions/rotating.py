"""Keys changed: all that is sealed is sealed with the first key, in bulk, beside whoever works; once stopped, run again.

Each batch is a transaction of its own, and what is sealed anew already is passed over. Whoever works meanwhile reads with
the old keys, too, and writes with the first: a pass that finds nothing old is the last.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import models, transaction

from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store import numbers
from krav.store.scope import account_scope, across_accounts
from krav.store.sealed import HEAD, OF_ACCOUNTS, OF_THE_HOME, at, put, rows_of
from krav.wire import clock
from krav.wire.sealed import is_sealed_anew, seal_text, sealed_anew

MANY = 500
_PASSES = 5


@dataclass(slots=True)
class Rotated:
    """How much was looked at, how much of it sealed anew, and what no key opens: the tables and numbers of its rows."""

    looked: int = 0
    sealed: int = 0
    lost: list[str] = field(default_factory=list)


def rotate(after: Callable[[], None] = lambda: None) -> Rotated:
    """Seals everything with the first key; `after` is called when a batch is done.

    Raises:
        KravError: others go on sealing with an old key.
    """
    keep_link_keys()
    total = Rotated()
    for _ in range(_PASSES):
        passed = Rotated()
        for done in _pass():
            passed.looked += done.looked
            passed.sealed += done.sealed
            passed.lost += done.lost
            if done.sealed:
                after()
        total = Rotated(passed.looked, total.sealed + passed.sealed, passed.lost)
        if not passed.sealed:
            return total
    raise KravError("Something still seals with the old key. Start every process of Krav anew, then run this once more.")


def keep_link_keys() -> None:
    """Keeps what codes on letters were made with, so that the letters are drawn as they were."""
    kept = [
        rows.LinkKey(key=seal_text(key.decode()), sha256=sha256(key).hexdigest(), at=clock.now())
        for key in settings.KRAV_OLD_SEALS
    ]
    rows.LinkKey.objects.bulk_create(kept, ignore_conflicts=True)


def _pass() -> Iterator[Rotated]:
    for beside in OF_THE_HOME:
        yield from _table(beside.table, beside.column, beside.paths)
    with across_accounts():
        accounts = list(rows.Account.objects.order_by("pk").values_list("pk", flat=True))
    for account_id in accounts:
        with account_scope(account_id):
            for owner in OF_ACCOUNTS:
                yield from _table(owner.table, owner.column, owner.paths)


def _table(table: type[models.Model], column: str, paths: tuple[tuple[str, ...], ...]) -> Iterator[Rotated]:
    """A table, a batch at a time; only rows with something old in them are locked."""
    every, last = rows_of(table).order_by("pk"), 0
    while found := list(every.filter(pk__gt=last).values_list("pk", column)[:MANY]):
        last = found[-1][0]
        old = [pk for pk, kept in found if _is_old(kept, paths)]
        yield Rotated(len(found)) if not old else _batch(table, column, paths, old, len(found))


def _batch(
    table: type[models.Model], column: str, paths: tuple[tuple[str, ...], ...], old: list[int], looked: int
) -> Rotated:
    done, changed = Rotated(looked), []
    with transaction.atomic():
        for row in rows_of(table).select_for_update().filter(pk__in=old):
            try:
                setattr(row, column, _anew(getattr(row, column), paths))
            except KravError:
                done.lost.append(f"{table._meta.db_table} {row.pk}")
            else:
                changed.append(row)
        rows_of(table).bulk_update(changed, [column], batch_size=MANY)
    done.sealed = len(changed)
    return done


def _is_old(kept: Any, paths: tuple[tuple[str, ...], ...]) -> bool:  # noqa: ANN401 a column
    if not paths:
        return bool(kept) and not _is_anew(kept)
    told = json.loads(kept or "{}") if isinstance(kept, str) else kept
    return any(words and not _is_anew(words) for words in (at(told, path) for path in paths))


def _anew(kept: Any, paths: tuple[tuple[str, ...], ...]) -> Any:  # noqa: ANN401 a column
    """The column with all that is sealed in it sealed anew; what was not sealed at all is now."""
    if not paths:
        return _words_anew(kept) if kept else kept
    told = json.loads(kept) if isinstance(kept, str) else deepcopy(kept)
    for path in paths:
        words = at(told, path)
        if words:
            put(told, path, _words_anew(words) if words.startswith((HEAD, numbers.MARK)) else seal_text(words))
    return json.dumps(told, ensure_ascii=False, sort_keys=True) if isinstance(kept, str) else told


def _is_anew(words: str) -> bool:
    return numbers.is_anew(words) if words.startswith(numbers.MARK) else is_sealed_anew(words)


def _words_anew(words: str) -> str:
    return numbers.seal(numbers.opened(words)) if words.startswith(numbers.MARK) else sealed_anew(words)
