"""What moves an account: a number rises with every write that its pages may show, in the write's own transaction.

A page that was made is answered again while the number stands still. A unit raises it; whoever writes outside of one does it
here.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock

_MICRO = 1_000_000


def move(account_id: int) -> None:
    """Raises the number, and locks the account's row until the transaction ends, so that nobody sees a number twice.

    It follows the clock, so that a database that was put back never comes to a number that pages were made at before.
    """
    now = Value(int(clock.now().timestamp() * _MICRO))
    rows.Account.objects.filter(pk=account_id).update(moved=Greatest(F("moved") + 1, now))


@contextmanager
def moves(account_id: int) -> Iterator[None]:
    """A transaction in the account's scope that moves it; the account is locked first, as by a unit."""
    with transaction.atomic(), account_scope(account_id):
        move(account_id)
        yield
