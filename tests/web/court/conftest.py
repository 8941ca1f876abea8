"""A Danish creditor with a case that may be filed, and people who look at it."""

from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.cases import open_case
from tests.actions.cast import ANN
from tests.actions.collect import claims_of, owed, run_until

EXPIRED = date(2026, 5, 20)


@pytest.fixture
def case_id(fjordbo: int, settings: Settings) -> int:
    """Two claims whose notice has expired, in one case, on that day."""
    settings.KRAV_TODAY = EXPIRED
    owed(fjordbo)
    run_until(fjordbo, EXPIRED)
    return open_case(fjordbo, list(claims_of(fjordbo).values()), on=EXPIRED, by=ANN)
