"""A real mail server for every test that sends."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import SettingsWrapper

from tests.wire.postbox import Postbox, controller


@pytest.fixture
def postbox(settings: SettingsWrapper) -> Iterator[Postbox]:
    """The mail server's box; the settings point at it."""
    box = Postbox()
    server = controller(box)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server.sockets[0].getsockname()[1]
    settings.EMAIL_TIMEOUT = 5
    yield box
    server.stop()
