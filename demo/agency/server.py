"""The agency as a server: its door for programs, its pages, and the faults that a test switches on."""

import json
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from .desk import Desk
from .door import PAGE, Answer, Asked, answered
from .hooks import Hooks
from .page import done, shown

API = "/api"
_LONGEST = 60_000_000


class Fault(NamedTuple):
    """What goes wrong with a request: `drop` hangs up before anything is done, `cut` after it, `status` says no instead.

    `delay` waits so many seconds first. `feed` tells a page of news twice over, or backwards.
    """

    drop: bool = False
    cut: bool = False
    status: int = 0
    delay: float = 0.0
    feed: Literal["", "twice", "backwards"] = ""


@dataclass(slots=True)
class Agency:
    """A running agency. `faults` come one a request, to those that `faulty` says; `asked` is all that programs asked."""

    desk: Desk
    url: str = ""
    page: int = PAGE
    faults: deque[Fault] = field(default_factory=deque)
    faulty: Callable[[Asked], bool] = lambda _: True
    asked: list[Asked] = field(default_factory=list)

    @property
    def api(self) -> str:
        """The address that is given to clients."""
        return self.url + API

    def told(self, asked: Asked) -> Answer | None:
        """The answer to a program; None where it is left without one."""
        self.asked.append(asked)
        fault = self.faults.popleft() if self.faults and self.faulty(asked) else Fault()
        sleep(fault.delay)
        if fault.drop:
            return None
        if fault.status:
            return Answer(fault.status, b'{"error": "A fault that was asked for."}')
        found = answered(self.desk, asked, API, self.page)
        return None if fault.cut else _disturbed(found, fault.feed)


def _disturbed(answer: Answer, feed: str) -> Answer:
    """News as they come over a bad line."""
    if not feed:
        return answer
    told = json.loads(answer.body)
    told["news"] = told["news"][::-1] if feed == "backwards" else [each for each in told["news"] for _ in "12"]
    return replace(answer, body=json.dumps(told).encode())


@contextmanager
def serving(desk: Desk, host: str = "127.0.0.1", port: int = 0) -> Iterator[Agency]:
    """The agency on a port, with its webhooks, until it is left."""
    agency, hooks = Agency(desk), Hooks(desk)
    httpd = ThreadingHTTPServer((host, port), _hand(agency))
    httpd.daemon_threads = True
    agency.url = f"http://{host}:{httpd.server_address[1]}"
    hooks.start()
    Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield agency
    finally:
        hooks.end()
        httpd.shutdown()
        httpd.server_close()


def _hand(agency: Agency) -> type[BaseHTTPRequestHandler]:
    class Hand(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            parts, size = urlsplit(self.path), int(self.headers.get("Content-Length") or 0)
            if not 0 <= size <= _LONGEST:
                self.close_connection = True
                return
            body, params = self.rfile.read(size), dict(parse_qsl(parts.query))
            if parts.path.startswith(f"{API}/"):
                headers = {name.lower(): value for name, value in self.headers.items()}
                self._answer(agency.told(Asked(self.command, parts.path, self.path, params, headers, body)))
            elif self.command == "POST":
                self._answer(self._played(parts.path, body))
            else:
                self._answer(shown(agency.desk, parts.path, params.get("said", "")))

        def _played(self, path: str, body: bytes) -> Answer:
            """What a person pressed on our own page; another page's form is not taken."""
            origin = self.headers.get("Origin")
            if origin and urlsplit(origin).netloc != self.headers.get("Host"):
                return Answer(403, b"This form is not ours.", "text/plain")
            return done(agency.desk, path, dict(parse_qsl(body.decode(errors="replace"))))

        def _answer(self, found: Answer | None) -> None:
            self.close_connection = found is None or self.close_connection
            if found is None:
                return
            self.send_response(found.status)
            for name, value in {"Content-Type": found.media, **found.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST = do_PUT = do_DELETE = _handle  # noqa: N815 the library's own names

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return Hand
