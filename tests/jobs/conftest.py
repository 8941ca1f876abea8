"""A machine of the test's own, with an account on it."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from tests.actions.cast import FIRST, FJORDBO, IMPORTED


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    """A day that stands still, and a home of the test's own."""
    settings.KRAV_TODAY = FIRST
    settings.KRAV_HOME = tmp_path
    return tmp_path


@pytest.fixture
def fjordbo(db: None) -> int:
    """A Danish landlord of jetties; nothing has happened yet."""
    return open_account(FJORDBO, on=IMPORTED)
