"""The books of the stand-in, opened, and no waiting."""

from collections.abc import Iterator

import pytest

from krav.wire import clock
from krav.wire.accounting.fortnox.system import Fortnox
from krav.wire.accounting.protocol import Books
from tests.wire.accounting.fortnox.standin import FortnoxStandIn
from tests.wire.accounting.server import serving
from tests.wire.accounting.standin import Kept


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "wait", lambda _: None)


@pytest.fixture
def standin() -> Iterator[FortnoxStandIn]:
    """All that it was asked and told was as the vendor describes it."""
    found = FortnoxStandIn()
    with serving(found.answer) as server:
        found.serve(server)
        yield found
    assert not found.wrong


@pytest.fixture
def plain(standin: FortnoxStandIn) -> Books:
    """The books with Fortnox's own numbers."""
    standin.customer("1", "Havblikk AB")
    return Fortnox(standin.vendor).open(Kept(standin.rights))
