"""Creditors opened the way a person opens them, and somewhere to put their letters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.render.pdf import Renderer
from tests.actions.cast import FJORDBO, IMPORTED, NORDLYS, PROVBYGG
from tests.wire.postbox import Postbox, listening


@pytest.fixture
def fjordbo(db: None) -> int:
    """A Danish landlord of jetties."""
    return open_account(FJORDBO, on=IMPORTED)


@pytest.fixture
def nordlys(db: None) -> int:
    """A Norwegian seller of lamps."""
    return open_account(NORDLYS, on=IMPORTED)


@pytest.fixture
def provbygg(db: None) -> int:
    """A Swedish builder."""
    return open_account(PROVBYGG, on=IMPORTED)


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    """One compiler for all letters of the tests."""
    return Renderer()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where letters go as files."""
    return tmp_path / "letters"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server's box; the settings point at it."""
    with listening(settings) as box:
        yield box
