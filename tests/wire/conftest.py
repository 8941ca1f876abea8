"""A real mail server for every test that sends."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.wire.postbox import Postbox, listening


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server's box; the settings point at it."""
    with listening(settings) as box:
        yield box
