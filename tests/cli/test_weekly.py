"""`krav weekly`: mails what is due, closes what is over, and shows the lists."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from tests.actions.cast import FJORDBO, IMPORTED, SECOND
from tests.actions.weekly import EIGHT, waiting
from tests.cli.command import krav
from tests.wire.postbox import Postbox, listening

AT = "%Y-%m-%dT%H:%M%z"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server's box."""
    with listening(settings) as box:
        yield box


@pytest.mark.usefixtures("db")
def test_a_list_is_mailed_and_closed(settings: Settings, postbox: Postbox) -> None:
    settings.KRAV_TODAY = SECOND
    waiting(open_account(FJORDBO, on=IMPORTED))
    assert krav("weekly", "fjordbo", "--at", f"{EIGHT - timedelta(hours=1):{AT}}", "--json").data == []
    (found,) = krav("weekly", "--at", f"{EIGHT:{AT}}", "--json").data
    assert (found["to"], found["answers"]) == ("bo@fjordbo.example", {"": 3})
    assert len(postbox.messages) == 1
    assert "waiting 3" in krav("weekly", "fjordbo", "--at", f"{EIGHT:{AT}}").out
    (found,) = krav("weekly", "fjordbo", "--at", f"{EIGHT + timedelta(days=1):{AT}}", "--json").data
    assert found["answers"] == {"silence": 3}
