"""Pages on a real database: creditors with something to show, and people who have places on them."""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import translation
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.kernel.role import Role
from krav.web.kept import NUMBERS, STORE
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, NORDLYS, bank, credit, ledger, run, take
from tests.web.cast import OPEN_ITEMS, TODAY, browser, person


@pytest.fixture(autouse=True)
def machine(settings: Settings, tmp_path: Path) -> None:
    """A day that stands still, a home of its own, and no memory of what other tests did: in which language, too often."""
    translation.deactivate()
    settings.KRAV_HOME = tmp_path
    settings.KRAV_TODAY = TODAY
    settings.KRAV_PRIVATE_ADDRESSES = True
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": memory, "LOCATION": name} for name in ("default", "outlooks")}
    STORE.clear()
    NUMBERS.clear()
    for each in caches.all():
        each.clear()


@pytest.fixture
def fjordbo(db: None) -> int:
    """A Danish landlord of jetties; nothing has happened yet."""
    return open_account(FJORDBO, on=IMPORTED)


@pytest.fixture
def nordlys(db: None) -> int:
    """A Norwegian seller of lamps; nothing has happened yet."""
    return open_account(NORDLYS, on=IMPORTED)


@pytest.fixture
def owed(fjordbo: int) -> int:
    """The landlord with three open invoices, a credit note, a loose payment and the first reminders sent."""
    take(fjordbo, ledger(*OPEN_ITEMS), on=FIRST)
    take(fjordbo, bank(credit("77.00", on=FIRST.isoformat(), text="no idea"), until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run(fjordbo, FIRST)
    return fjordbo


@pytest.fixture
def guest(fjordbo: int) -> Client:
    """Somebody who may only look."""
    return browser(person("gerda@auditor.example", (fjordbo, Role.GUEST)))


@pytest.fixture
def caseworker(fjordbo: int) -> Client:
    """The bookkeeper's assistant."""
    return browser(person("carl@fjordbo.example", (fjordbo, Role.CASEWORKER)))


@pytest.fixture
def administrator(fjordbo: int) -> Client:
    """Whoever set the account up."""
    return browser(person("ann@fjordbo.example", (fjordbo, Role.ADMINISTRATOR), name="Ann Fjord"))


@pytest.fixture
def stranger(nordlys: int) -> Client:
    """The administrator of another account."""
    return browser(person("nils@nordlys.example", (nordlys, Role.ADMINISTRATOR)))
