"""What moves an account: a moment rises with every write that its pages may show, in the write's own transaction.

A page that was made is answered again while the moment stands still. A unit moves the account; whoever writes outside of one
does it here. The moment is kept as a phase of no day's run.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from krav.store import models as rows
from krav.store.queries.standstill import NO_DAY, PHASE
from krav.store.scope import account_scope
from krav.wire import clock

_NEXT = timedelta(microseconds=1)


def move() -> None:
    """Moves the account in scope, whose row the caller has locked until the transaction ends.

    The moment follows the clock, so that a database that was put back never comes to one that pages were made at before.
    """
    mine = rows.RunPhase.objects.filter(on=NO_DAY, phase=PHASE)
    before = mine.values_list("began_at", flat=True).first()
    if before is None:
        rows.RunPhase.objects.create(on=NO_DAY, phase=PHASE, began_at=clock.now())
    else:
        mine.update(began_at=max(clock.now(), before + _NEXT))


@contextmanager
def moves(account_id: int) -> Iterator[None]:
    """A transaction in the account's scope that moves it; the account is locked first, as by a unit."""
    with transaction.atomic(), account_scope(account_id):
        rows.Account.objects.select_for_update().get(pk=account_id)
        move()
        yield
