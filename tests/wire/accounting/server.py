"""A small server that stands in for an accounting system: it keeps what it is told, and fails when it is asked to."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit


class Asked(NamedTuple):
    """A request as it came."""

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


class Told(NamedTuple):
    """An answer; `cut` breaks the connection after the work is done, before a word of it."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = {}
    cut: bool = False


@dataclass(slots=True)
class Server:
    """What it answers with, the faults that come before, and all it was asked.

    `faulty` says which requests the faults are for; all of them unless it is set.
    """

    answer: Callable[[Asked], Told]
    faults: deque[Told | None] = field(default_factory=deque)
    faulty: Callable[[Asked], bool] = lambda _: True
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def told(self, asked: Asked) -> Told:
        """The next fault, or what the system itself answers; a fault that is cut comes after the work."""
        self.asked.append(asked)
        fault = self.faults.popleft() if self.faults and self.faulty(asked) else None
        if fault is None:
            return self.answer(asked)
        if fault.cut:
            self.answer(asked)
        return fault


def _read(content: bytes, kind: str) -> Any:  # noqa: ANN401 whatever is asked
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(content.decode()))
    if kind.startswith("multipart/") or kind.endswith("xml"):
        return content
    return json.loads(content, parse_float=Decimal) if content else None


def _written(told: object) -> object:
    return float(told) if isinstance(told, Decimal) else str(told)


@contextmanager
def serving(answer: Callable[[Asked], Told]) -> Iterator[Server]:
    """The server, on a port of its own."""
    server = Server(answer)

    class Hand(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            parts, size = urlsplit(self.path), int(self.headers.get("Content-Length") or 0)
            body = _read(self.rfile.read(size), self.headers.get_content_type())
            asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers.items()), body)
            told = server.told(asked)
            if told.cut:
                self.close_connection = True
                return
            content = told.body if isinstance(told.body, bytes) else json.dumps(told.body, default=_written).encode()
            self.send_response_only(told.status)
            own = {"Content-Type": "application/json", "Date": self.date_time_string()}
            for name, value in {**own, **told.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 the library's own names

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
    server.url = f"http://127.0.0.1:{httpd.server_address[1]}"
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
