"""A mail server in the test's own process: takes what it gets, or answers as it is told."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from socket import socket

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings


class Postbox:
    """What came, and what the server answers: empty for “250 OK”, “silence” to take a message and hang up."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.says_to_recipient = ""
        self.says_to_message = ""

    async def handle_RCPT(  # noqa: N802 the library's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.says_to_recipient:
            return self.says_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's own
        if self.says_to_message not in {"", "silence"}:
            return self.says_to_message
        assert isinstance(envelope.content, bytes)
        self.messages.append(BytesParser(_class=EmailMessage, policy=default).parsebytes(envelope.content))
        self.recipients += envelope.rcpt_tos
        if self.says_to_message == "silence":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"


@contextmanager
def listening(settings: Settings, box: Postbox | None = None) -> Iterator[Postbox]:
    """The box of a server on a free port of this machine, with a test's own settings pointed at it."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    box = box or Postbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield box
    server.stop()
