"""Creditors opened the way a person opens them, and somewhere to put their letters."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.agreements import Terms, agree
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.agency import Desk, MemoryPartner
from tests.actions.cast import ANN, FJORDBO, IMPORTED, NORDLYS, PROVBYGG
from tests.actions.collect import owed, run_until
from tests.actions.handed import ON
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


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An agency in memory, which is all the partners there are, and another one beside it."""
    made = Desk()
    known = {"havn": MemoryPartner(made), "anden": MemoryPartner(Desk(), "anden", "Anden Inkasso"),
             "fil": MemoryPartner(Desk(), "fil", "Advokat Fil", asks=False)}  # fmt: skip
    monkeypatch.setattr("krav.wire.partners.partners.partners", lambda: known)
    return made


@pytest.fixture
def ripe(fjordbo: int, desk: Desk) -> int:
    """A Danish creditor whose two claims have an expired notice, and an agreement."""
    owed(fjordbo)
    run_until(fjordbo, ON)
    with account_scope(fjordbo):
        rows.Outbox.objects.update(state="delivered")
    return fjordbo


@pytest.fixture
def agreement(ripe: int) -> int:
    return agree(ripe, "havn", {"key": "k", "secret": "s"}, Terms(client_number="77"), on=ON, by=ANN)
