"""Lines of the log, as machines and people read them: what belongs there is, and nothing of anybody."""

import json
import logging
import re
from collections.abc import Iterator
from io import StringIO
from logging.config import dictConfig

import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from krav.config import logs
from krav.web.health.requests import told
from krav.wire import log


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What is written in JSON, or in the style the test names."""
    out = StringIO()
    wanted = logs.logging(getattr(request, "param", "json"))
    wanted["handlers"]["stderr"]["stream"] = out
    before = logging.getLogger().handlers[:]
    dictConfig(wanted)
    yield out
    dictConfig(django_settings.LOGGING)
    logging.getLogger().handlers[:] = before


def lines(written: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def ask(path: str, answer: HttpResponse | None = None, headers: dict[str, str] | None = None) -> HttpResponse:
    return told(lambda _: answer or HttpResponse("yes"))(RequestFactory().get(path, headers=headers))


def test_an_event_has_time_level_name_and_facts(written: StringIO) -> None:
    with log.told_with(account=17):
        log.event("letters_sent", count=3)
    [line] = lines(written)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", str(line.pop("time")))
    assert line == {"event": "letters_sent", "level": "info", "logger": "krav.event", "account": 17, "count": 3}


@pytest.mark.parametrize("written", ["text"], indirect=True)
def test_a_person_reads_one_line_too(written: StringIO) -> None:
    log.event("letters_sent", count=3)
    assert re.fullmatch(r"time=\S+ level=info event=letters_sent count=3 logger=krav\.event\n", written.getvalue())


@pytest.mark.parametrize("written", [""], indirect=True)
def test_on_a_terminal_only_what_is_wrong_is_told(written: StringIO) -> None:
    log.event("request", status=200)
    assert written.getvalue() == ""
    log.event("not_ready", level="warning", missing="disk")
    assert "missing=disk" in written.getvalue()


def test_a_request_is_told_of_without_its_address(written: StringIO) -> None:
    answer = ask("/debt/Hx7-SECRET-code/?q=Birthe+Pr%C3%B8ve")
    [line] = lines(written)
    assert {"event", "method", "route", "status", "milliseconds", "request", "account", "time", "level"} <= line.keys()
    assert (line["route"], line["status"], line["request"]) == ("none", 200, answer.headers["X-Request-ID"])
    assert not re.search("SECRET|Birthe|debt", written.getvalue())


@pytest.mark.parametrize(
    ("given", "kept"),
    [("0f8e-42aa-from-proxy", True), ("short", False), ("a b c d e f g h", False), ("x" * 65, False), ("ø" * 10, False)],
)
def test_an_id_is_taken_where_it_is_well_formed(written: StringIO, given: str, kept: bool) -> None:
    answer = ask("/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept
    assert lines(written)[0]["request"] == answer.headers["X-Request-ID"]


def test_lines_told_meanwhile_bear_the_id(written: StringIO) -> None:
    def answer(_: HttpRequest) -> HttpResponse:
        logging.getLogger("krav.web").error("Fault %s", "5eed")
        return HttpResponse("no", status=500)

    told(answer)(RequestFactory().get("/", headers={"X-Request-ID": "0f8e42aa"}))
    assert [(line["event"], line["request"]) for line in lines(written)] == [
        ("Fault 5eed", "0f8e42aa"),
        ("request", "0f8e42aa"),
    ]
    log.event("afterwards")
    assert "request" not in lines(written)[-1]


def test_what_the_frame_tells_of_addresses_is_left_out(written: StringIO) -> None:
    logging.getLogger("django.request").warning("%s: %s", "Not Found", "/debt/Hx7-SECRET-code/")
    logging.getLogger("django.security.csrf").warning("Forbidden (%s): %s", "no cookie", "/a/birthe/?name=Birthe")
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=203.0.113.7: why")
    told_of = [line["event"] for line in lines(written)]
    assert told_of == ["Not Found: …", "Forbidden (no cookie): …", "Invalid request from … why"]


def _reckon() -> None:
    raise ValueError("Birthe Prøve owes 125.00")


def _send() -> None:
    try:
        _reckon()
    except ValueError as error:
        raise TypeError("a letter is no list") from error


def test_an_exception_says_where_and_not_of_whom(written: StringIO) -> None:
    try:
        _send()
    except TypeError:
        logging.getLogger("krav.worker").exception("%s failed", "sending")
    [line] = lines(written)
    at = r"( tests/config/test_logs\.py:\d+){2}"
    assert re.fullmatch(rf"TypeError: a letter is no list at{at} ← ValueError at{at}", str(line["exception"]))
    assert "Birthe" not in written.getvalue()
