"""Cases to look at: two Danish claims whose notice has expired, and the case of both."""

from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def ripe(fjordbo: int, settings: Settings) -> dict[str, int]:
    """Two claims whose notice has expired, by number."""
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    settings.KRAV_TODAY = EXPIRED
    return claims_of(fjordbo)


@pytest.fixture
def case_id(fjordbo: int, ripe: dict[str, int]) -> int:
    """The case of both."""
    return open_case(fjordbo, list(ripe.values()), on=EXPIRED, by=ANN)
