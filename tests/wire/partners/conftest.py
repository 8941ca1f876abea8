"""Nobody waits in these tests for a limit's time to pass."""

import pytest

from krav.wire import clock


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting lets the clock that never goes back jump instead."""
    ticks, waited = clock.ticks, [0.0]

    def wait(seconds: float) -> None:
        waited[0] += seconds

    monkeypatch.setattr(clock, "ticks", lambda: ticks() + waited[0])
    monkeypatch.setattr(clock, "wait", wait)
