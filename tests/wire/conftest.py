"""A real mail server for every test that sends."""

from collections.abc import Iterator

import pytest

from tests.wire.postbox import Postbox, listening


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server's box; the settings point at it."""
    with listening() as box:
        yield box
