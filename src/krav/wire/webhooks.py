"""Telling a program of an event: one signed POST over HTTPS, to the public internet, cut off when it takes long.

A name is looked up once for each request: every address it leads to must be public, and the connection is made to one of
those, so that a second look-up cannot lead elsewhere. Redirects are not followed. The looking up itself takes as long as the
machine's resolver lets it.
"""

import hashlib
import hmac
import socket
import ssl
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Timer
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from krav.kernel.refusal import KravError
from krav.wire.public import is_public

PATIENCE = 5
"""So many seconds may pass until there is a connection, and as many from there to the end of the answer."""

LONGEST_URL = 300
_READ, _KEPT = 4_096, 180


class Answer(NamedTuple):
    """What an address answered: the status, and the beginning of its words; 0 and why where nothing came."""

    status: int
    said: str


class Goal(NamedTuple):
    """Where a request goes: `places` are what the name leads to."""

    secure: bool
    host: str
    port: int
    path: str
    places: tuple[str, ...]


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """What stands in Krav-Signature: the receiver reckons the same from the timestamp and the body it got."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def goal(url: str) -> Goal:
    """Where an address leads.

    Raises:
        KravError: nothing is sent there.
    """
    secure, host, port, path = _parts(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise KravError("No machine on the internet is called {host}.", {"host": host}) from error
    places = tuple(dict.fromkeys(str(place[0]) for *_, place in found))
    if not settings.KRAV_PRIVATE_ADDRESSES and not all(is_public(place) for place in places):
        raise KravError("{host} is inside of a private network. Events go to public addresses only.", {"host": host})
    return Goal(secure, host, port, path, places)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Sends the body once, and waits for the beginning of the answer."""
    try:
        to = goal(url)
    except KravError as error:
        return Answer(0, str(error))
    try:
        return _posted(to, body, headers)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, TimeoutError):
            return Answer(0, f"no answer within {PATIENCE} seconds")
        why = error.strerror if isinstance(error, OSError) else ""
        return Answer(0, f"no answer: {_plain(why or str(error))}"[:_KEPT])


def _posted(to: Goal, body: bytes, headers: Mapping[str, str]) -> Answer:
    told = {"Content-Type": "application/json", "User-Agent": "Krav", "Connection": "close", **headers}
    late: list[bool] = []
    with closing(_connected(to)) as line:
        raw = line.sock

        def cut() -> None:
            late.append(True)
            with suppress(OSError):
                socket.socket.shutdown(raw, socket.SHUT_RDWR)

        timer = Timer(PATIENCE, cut)
        timer.start()
        try:
            if isinstance(raw, ssl.SSLSocket):
                raw.do_handshake()
            line.request("POST", to.path, body, told)
            with closing(line.getresponse()) as answer:
                if late:  # what was cut off looks like the end of the headers
                    raise TimeoutError
                return Answer(answer.status, _beginning(answer))
        except (OSError, HTTPException, ValueError) as error:
            raise (TimeoutError() if late else error) from error
        finally:
            timer.cancel()


def _beginning(answer: HTTPResponse) -> str:
    """The first words of an answer; one that breaks off after its status has said enough."""
    with suppress(OSError, HTTPException, ValueError):
        return _plain(answer.read(_READ).decode(errors="replace"))[:_KEPT]
    return ""


def _connected(to: Goal) -> HTTPConnection:
    """A line to the first place that takes it; its requests and its certificate are the name's."""
    line = HTTPConnection(to.host, to.port, timeout=PATIENCE)
    line.default_port = 443 if to.secure else 80  # so that the Host header has a port only where it says something
    plain = _first(to.places, to.port)
    if to.secure:
        line.sock = _trusted().wrap_socket(plain, server_hostname=to.host, do_handshake_on_connect=False)
    else:
        line.sock = plain
    return line


def _first(places: Sequence[str], port: int) -> socket.socket:
    problem: OSError = OSError("no address")
    for place in places[:2]:
        try:
            return socket.create_connection((place, port), PATIENCE)
        except OSError as error:
            problem = error
    raise problem


@cache
def _trusted() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _parts(url: str) -> tuple[bool, str, int, str]:
    """Whether it is secure, the host, the port and the path with what follows it."""
    problem = "“{url}” cannot be told of events: write https://host/path, without a user or a password."
    unfit = KravError(problem, {"url": url})
    if len(url) > LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise unfit
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise unfit from error
    schemes = {"https", "http"} if settings.KRAV_PRIVATE_ADDRESSES else {"https"}
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or port == 0:
        raise unfit
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    secure = parts.scheme == "https"
    return secure, parts.hostname, port or (443 if secure else 80), path


def _plain(text: str) -> str:
    """Words on one line that every database and page takes."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
