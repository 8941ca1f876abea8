"""Programs on a real database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.kernel.role import Role
from krav.store.queries.credits import Owner
from tests.actions.cast import FJORDBO, IMPORTED, NORDLYS
from tests.actions.connected import read_before
from tests.actions.credit import filled, on_sale, selling
from tests.api.cast import TODAY, Program, Things, fill, key


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files are kept."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def machine(settings: Settings, home: Path) -> None:
    """A day that stands still, and files of the tests' own."""
    settings.KRAV_TODAY = TODAY
    settings.KRAV_HOME = home
    settings.KRAV_PRIVATE_ADDRESSES = True


@pytest.fixture
def fjordbo(db: None) -> int:
    """A Danish landlord of jetties; nothing has happened yet."""
    return open_account(FJORDBO, on=IMPORTED)


@pytest.fixture
def nordlys(db: None) -> int:
    """A Norwegian seller of lamps."""
    return open_account(NORDLYS, on=IMPORTED)


@pytest.fixture
def things(fjordbo: int, settings: Settings) -> Iterator[Things]:
    """The landlord with one of everything."""
    found = fill(fjordbo)
    selling(settings)
    found["bought_id"] = filled(Owner(fjordbo), on_sale("sms-10", units={"sms": 10}))
    with read_before(fjordbo, TODAY, settings) as posted:
        yield found | {"posted_id": posted}


@pytest.fixture
def guest(fjordbo: int) -> Program:
    """A program that may only look."""
    return Program(key(fjordbo, Role.GUEST))


@pytest.fixture
def caseworker(fjordbo: int) -> Program:
    """A program that works."""
    return Program(key(fjordbo, Role.CASEWORKER))


@pytest.fixture
def administrator(fjordbo: int) -> Program:
    """A program that may change the set-up."""
    return Program(key(fjordbo, Role.ADMINISTRATOR))


@pytest.fixture
def stranger(nordlys: int) -> Program:
    """The administrator of another account."""
    return Program(key(nordlys, Role.ADMINISTRATOR))
