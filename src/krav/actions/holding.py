"""The turn that is held: kept while the work lasts, looked at in every transaction of the work, and given up when asked.

Work of an account that did not come from a turn, such as a person's, holds none, and nothing is asked of it.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error, connection

from krav.actions.turns import Turn, renew
from krav.store.queries.turns import fence_now
from krav.wire import clock

_log = logging.getLogger("krav.worker")


class TurnLost(BaseException):
    """Somebody else holds the account's turn. No trouble of the work, so nothing that catches those catches this."""


@dataclass(slots=True)
class Holding:
    """A turn at work. `stops` tells whether the worker is to end; after `most` seconds others should have their turn."""

    turn: Turn
    stops: Callable[[], bool]
    most: clock.Ticks | None
    began: clock.Ticks = field(default_factory=clock.ticks)


_current: ContextVar[Holding | None] = ContextVar("krav_turn", default=None)


@contextmanager
def hold(
    turn: Turn,
    *,
    stops: Callable[[], bool] = lambda: False,
    most: clock.Ticks | None = None,
    alive: Callable[[], None] = lambda: None,
) -> Iterator[None]:
    """Works within a turn: a thread of its own keeps it while the work lasts, and tells now and then that it is `alive`."""
    holding, over = Holding(turn, stops, most), threading.Event()
    keeper = threading.Thread(target=_keep, args=(turn, over, alive), daemon=True)
    keeper.start()
    token = _current.set(holding)
    try:
        yield
    finally:
        _current.reset(token)
        over.set()
        keeper.join()


def holds(account_id: int) -> bool:
    """Whether this work came from the account's turn."""
    holding = _current.get()
    return holding is not None and holding.turn.account_id == account_id


def check(account_id: int) -> None:
    """Looks, within a transaction that writes, whether the work still has the account's turn; until it ends nobody takes it.

    Raises:
        TurnLost: somebody else has taken it.
    """
    holding = _current.get()
    if holding and holding.turn.account_id == account_id and fence_now(account_id) != holding.turn.fence:
        raise TurnLost


def keep() -> None:
    """At the end of a long transaction: the turn is held on by the transaction itself, where the thread may have to wait."""
    holding = _current.get()
    if holding is not None and clock.ticks() - holding.turn.kept_at > _pause():
        renew(holding.turn)


def stopping() -> bool:
    """Whether the worker is to end: work that can be done later is left."""
    holding = _current.get()
    return holding is not None and holding.stops()


def over() -> bool:
    """Whether work that can go on later should leave the turn to others."""
    holding = _current.get()
    if holding is None:
        return False
    return holding.stops() or (holding.most is not None and clock.ticks() - holding.began > holding.most)


def _pause() -> clock.Ticks:
    return clock.Ticks(settings.KRAV_LEASE_SECONDS) / 3


def _keep(turn: Turn, over: threading.Event, alive: Callable[[], None]) -> None:
    """Renews the turn now and then until the work is over, or somebody else has it."""
    used = False
    while not over.wait(_pause()):
        used = True
        try:
            if not renew(turn):
                break
            alive()
        except Error as error:  # it is tried again; if that lasts, the turn is lost and the work will know
            _log.warning("The turn of %s could not be renewed: %s", turn.slug, error)
            connection.close()
    if used:
        connection.close()
