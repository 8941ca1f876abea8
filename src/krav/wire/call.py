"""Asking another system over HTTPS: within its limit, again where that is right, with amounts as they are written."""

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx

from krav.kernel.refusal import KravError
from krav.wire import clock
from krav.wire.broken import NotAllowed, Refused, Uncertain, Unreachable, Unreached
from krav.wire.bucket import Bucket
from krav.wire.rights import Limit
from krav.wire.trust import trusted

_TRIES = 5
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PATIENCE = httpx.Timeout(30.0, connect=10.0)
_LARGEST = 50_000_000
_WRONG, _UNKNOWN, _COUNTED = 400, 401, 429
_BUSY = frozenset({502, 503, 504})
_GONE = frozenset({_UNKNOWN, 403})
_FOR_PEOPLE = frozenset(
    {"message", "messages", "error", "errors", "error_description", "detail", "details", "description", "title"}
)
"""Under these names systems say what went wrong."""

_BEFORE = httpx.ConnectError | httpx.ConnectTimeout
"""What fails before anything is sent."""

_FORM, _JSON = {"Content-Type": "application/x-www-form-urlencoded"}, {"Content-Type": "application/json"}

_SILENT = "{system} does not answer: {said}."
_UNCONFIRMED = "{system} did not confirm what it was sent. It is asked whether it has it."

Params = Mapping[str, str | int]
Headers = Mapping[str, str]


class Answer(NamedTuple):
    """What came back: `told` is its JSON with amounts as Decimal, or None where it is none; `at` the system's own clock."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    told: Any
    at: str


class Caller:
    """One connection's way to one system. `sign` gives each request its right, and is asked anew after a 401."""

    def __init__(
        self,
        name: str,
        base: str,
        limit: Limit,
        sign: Callable[[bool], Mapping[str, str]],
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Nothing is asked yet."""
        self.name, self.bucket, self._sign = name, Bucket(limit), sign
        self._http = httpx.Client(
            base_url=base, timeout=_PATIENCE, verify=trusted(), transport=transport, follow_redirects=False
        )

    def get(self, path: str, params: Params | None = None) -> Answer:
        """Reads; what fails on the way is asked again, a little later each time.

        Raises:
            NotAllowed: the right is gone.
            Refused: the system says no.
            Unreachable: it does not answer, or has too much to do.
        """
        return self._asked("GET", path, params, None, {})

    def ask(self, path: str, body: object) -> Answer:
        """Reads by a question in the body (GraphQL); as `get`."""
        return self._asked("POST", path, None, _told(body), _JSON)

    def form(self, path: str, fields: Params) -> Answer:
        """Asks as a page's form does: how rights are got (OAuth 2). A code is good once, so it is sent once."""
        return self._asked("POST", path, None, urlencode(fields).encode(), _FORM, once=True)

    def send(self, method: str, path: str, body: object = None, params: Params | None = None, key: str = "") -> Answer:
        """Writes once. With a `key` that the system knows the same write by, it may be sent again.

        Raises:
            Unreached: no try came as far as the system.
            Uncertain: the answer was lost; the system may have done it.
        """
        headers, content = ({}, None) if body is None else (_JSON, _told(body))
        if not key:
            return self._asked(method, path, params, content, headers, once=True)
        try:
            return self._asked(method, path, params, content, headers | {"Idempotency-Key": key})
        except Unreached:
            raise
        except Unreachable as error:
            raise Uncertain(_UNCONFIRMED, {"system": self.name}) from error

    def give(self, path: str, content: bytes, kind: str) -> Answer:
        """Writes bytes of a kind once, such as a form with a file; as `send` without a key."""
        return self._asked("POST", path, None, content, {"Content-Type": kind}, once=True)

    def _asked(
        self, method: str, path: str, params: Params | None, content: bytes | None, headers: Headers, *, once: bool = False
    ) -> Answer:
        """Asks until there is an answer, or so often that there will be none."""
        pause, renew, reached = _FIRST_PAUSE, False, False
        for left in reversed(range(_TRIES)):
            self.bucket.take()
            found = self._sent(method, path, params, content, {**self._sign(renew), **headers}, once=once)
            self.bucket.answered()
            reached = reached or not isinstance(found, Unreached)
            if isinstance(found, tuple):
                answer, told = found
                if answer.status_code == _UNKNOWN and not renew:
                    renew = True
                    continue
                if not _is_busy(answer, once=once):
                    return self._taken(answer, told, once=once)
                self.bucket.empty()
                pause, found = max(pause, self._to_wait(answer)), self._busy(answer)
            if not left:
                raise Unreachable(found.phrase, found.facts) if reached else found
            self.bucket.wait(min(pause, _LONGEST_PAUSE))
            pause *= 2
        raise self._silent("it wants to know again and again who asks")

    def _sent(
        self, method: str, path: str, params: Params | None, content: bytes | None, headers: Headers, *, once: bool
    ) -> tuple[httpx.Response, Any] | Unreachable:
        """One request: what came back and its JSON, or why nothing did."""
        try:
            answer = self._http.request(method, path, params=dict(params or {}), content=content, headers=headers)
        except httpx.TransportError as error:
            if isinstance(error, _BEFORE):
                return Unreached(_SILENT, {"system": self.name, "said": type(error).__name__})
            if once:  # it may have had the request
                raise Uncertain(_UNCONFIRMED, {"system": self.name}) from error
            return self._silent(type(error).__name__)
        try:
            return answer, _json(answer)
        except ValueError as error:  # a good answer that broke off in the middle
            if once:
                raise Uncertain(_UNCONFIRMED, {"system": self.name}) from error
            return self._silent("half an answer")

    def _taken(self, answer: httpx.Response, told: object, *, once: bool) -> Answer:
        """What the system answered, where it said yes."""
        if answer.status_code >= _WRONG:
            raise self._no(answer, once=once)
        if len(answer.content) > _LARGEST:
            raise Refused("{system} answered with more than can be read at once.", {"system": self.name})
        return Answer(answer.status_code, answer.headers, answer.content, told, _clock(answer))

    def _no(self, answer: httpx.Response, *, once: bool) -> KravError:
        """What the system said instead of yes."""
        words = {"system": self.name, "said": _said(answer)}
        if answer.status_code in _GONE:
            return NotAllowed("{system} no longer lets Krav in: {said}. Connect it again.", words)
        if answer.status_code >= 500:
            wrong = "{system} failed at what it was sent: {said}. It is asked whether it has it."
            return Uncertain(wrong, words) if once else Unreachable("{system} has a fault: {said}.", words)
        return Refused("{system} refused: {said}.", words)

    def _to_wait(self, answer: httpx.Response) -> float:
        """Seconds that the system asks for; where it counts and does not say, as long as it counts."""
        told = answer.headers.get("retry-after") or answer.headers.get("x-rate-limit-reset") or ""
        if told.isascii() and told.isdigit():
            return float(told)
        return self.bucket.limit.seconds if answer.status_code == _COUNTED else 0.0

    def _silent(self, said: str) -> Unreachable:
        return Unreachable(_SILENT, {"system": self.name, "said": said})

    def _busy(self, answer: httpx.Response) -> Unreachable:
        return Unreachable("{system} has too much to do: {said}.", {"system": self.name, "said": _said(answer)})


def _told(body: object) -> bytes:
    return json.dumps(body, default=_written).encode()


def _written(told: object) -> object:
    """Amounts as JSON numbers, days as text; cents survive a float of this size."""
    return float(told) if isinstance(told, Decimal) else str(told)


def _is_busy(answer: httpx.Response, *, once: bool) -> bool:
    """Whether the same may be asked again later; of what is written once, only a system that counts has not begun it."""
    return answer.status_code == _COUNTED or (answer.status_code in _BUSY and not once)


def _json(answer: httpx.Response) -> Any:  # noqa: ANN401 whatever a system says
    """What a good answer says; of another only the words are looked at."""
    is_json = answer.status_code < _WRONG and "json" in answer.headers.get("content-type", "")
    return json.loads(answer.content, parse_float=Decimal) if is_json and answer.content else None


def _said(answer: httpx.Response) -> str:
    """The beginning of the system's own words, without the braces around them; never what we sent."""
    try:
        words = "; ".join(dict.fromkeys(_words(json.loads(answer.content))))
    except ValueError:
        words = ""
    return f"{answer.status_code} {' '.join((words or answer.text).split())[:200]}".strip()


def _words(told: object, name: str = "") -> Iterator[str]:
    """What an answer in JSON says to people, wherever it stands in it."""
    if isinstance(told, str) and name.lower() in _FOR_PEOPLE:
        yield told
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from _words(value, str(key))
    elif isinstance(told, list):
        for value in told:
            yield from _words(value, name)


def _clock(answer: httpx.Response) -> str:
    """The moment by the system's own clock, by which it is asked what has changed since; ISO 8601 in UTC."""
    told = answer.headers.get("date", "")
    try:
        return parsedate_to_datetime(told).isoformat()
    except ValueError:
        return clock.now().isoformat()
