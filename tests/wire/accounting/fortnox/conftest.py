"""The books of the stand-in, opened, and no waiting."""

from collections.abc import Iterator

import pytest

from krav.wire import clock
from krav.wire.accounting.protocol import Books
from tests.wire.accounting.fortnox.standin import FortnoxStandIn, standing_in
from tests.wire.accounting.standin import opened


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.fixture
def standin() -> Iterator[FortnoxStandIn]:
    with standing_in() as found:
        yield found


@pytest.fixture
def books(standin: FortnoxStandIn) -> Books:
    """The books, with one customer."""
    standin.customer("1", "Havblikk AB")
    return opened(standin)
