"""A program that takes events: it keeps what it is sent, byte for byte, and answers, fails or is silent as it is told."""

import ssl
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple


class Got(NamedTuple):
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Says(NamedTuple):
    """An answer; `drips`: it begins and never ends."""

    status: int = 200
    body: bytes = b"thank you"
    headers: tuple[tuple[str, str], ...] = ()
    drips: bool = False


@dataclass(slots=True)
class Program:
    """What it was sent, and the answers that come before its usual one."""

    usual: Says
    answers: deque[Says] = field(default_factory=deque)
    got: list[Got] = field(default_factory=list)
    url: str = ""

    @property
    def names(self) -> list[str]:
        """The events it was sent, in their order."""
        return [each.headers["Krav-Delivery"] for each in self.got]


@contextmanager
def hooked(certificate: Path | None = None) -> Iterator[Program]:
    """The program, on a port of its own; with a certificate it speaks by https."""
    program = Program(Says())

    class Hand(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            program.got.append(Got(self.path, dict(self.headers.items()), body))
            says = program.answers.popleft() if program.answers else program.usual
            self.close_connection = True
            if says.drips:
                self._drip()
                return
            self.send_response(says.status)
            for name, value in says.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)

        def _drip(self) -> None:
            """A byte now and then: no single wait is long, all of them are without end."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
                while True:
                    self.wfile.write(b"x")
                    time.sleep(0.05)
            except OSError:
                return

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever hangs up is meant to
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        httpd.socket = context.wrap_socket(httpd.socket, server_side=True, do_handshake_on_connect=False)
    program.url = f"http{'s' if certificate else ''}://127.0.0.1:{httpd.server_address[1]}/hooks?for=krav"
    Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield program
    finally:
        httpd.shutdown()
        httpd.server_close()
