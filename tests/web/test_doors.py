"""Every door: those that open without a log-in are listed with their reason, all others lead to it; forms bear a mark.

One account with something to show stands behind them; its names must not be on any page that an unknown person gets.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from krav.actions.people import invite
from krav.kernel.role import Role
from tests.actions.cast import ANN
from tests.web.cast import PASSWORD, TODAY, browser, person, text
from tests.web.test_rights import NAMES, Ids, written

OTHER_METHOD = 405
LOGIN = "/account/login/"

OPEN = {
    "account/login/": "where one logs in",
    "account/logout/": "says that one is out already",
    "account/inactive/": "says that a person was shut out",
    "account/signup/": "where one signs up",
    "account/confirm-email/": "says to look in one’s mail",
    "account/password/reset/": "a forgotten password",
    "account/password/reset/done/": "says to look in one’s mail",
    "account/password/reset/key/done/": "says that it is changed",
    "account/^confirm-email/(?P<key>[-:\\w]+)/$": "the link of a mail",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "the link of a mail",
    "invited/<str:token>/": "the link of a mail",
    "weekly/<str:token>/": "the link of a mail",
    "weekly/<str:token>/<str:answer>/<int:line>/": "the link of a mail",
    "hooks/carrier/<int:carrier_id>/<str:token>/": "a carrier proves itself by its secret",
    "hooks/partner/<int:agreement_id>/<str:token>/": "a partner proves itself by its secret",
    "health/": "says that it is alive",
    "ready/": "says whether it can work, in one word",
    "metrics/": "a watcher proves itself by its token",
    "d/": "where a debtor types a code",
    "d/<str:code>/": "a debtor’s code",
    "d/<str:code>/logo.png": "a debtor’s code",
    "d/<str:code>/letters/<int:number>.pdf": "a debtor’s code",
    "d/<str:code>/why/<int:number>/<str:part>/": "a debtor’s code",
    "d/<str:code>/say/<str:kind>/": "a debtor’s code",
}
"""What answers somebody unknown, and why."""

NO_FORM = {
    "hooks/carrier/<int:carrier_id>/<str:token>/": "a program sends it, signed",
    "hooks/partner/<int:agreement_id>/<str:token>/": "a program sends it, signed",
}
"""What takes a POST without the mark of a form, and why; besides them the interface for programs, which has no cookies."""

PUBLIC = {"api/v1/", "api/v1/openapi.json"}
"""What of the interface for programs asks for no key: nothing is there, and its own description."""

_PART = re.compile(r"<\w+:(\w+)>|\(\?P<(\w+)>[^)]*\)")
TURNED = "&".join(f"{name}=//evil.example/" for name in ("next", "url", "back", "return", "to", "at", "go", "find"))
_BEHIND = ("Fjordbo", "Øster", "Birthe", "99000112", "99 00 01 12", "10.000,00")
GIVEN: Ids = {**NAMES, "slug": "fjordbo", "token": "abc", "key": "abc", "uidb36": "abc", "code": "abc", "language": "da"}


class Door(NamedTuple):
    """An address: its pattern, an address of that pattern, its view."""

    route: str
    url: str
    view: object


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[Door]:
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from walk(each.url_patterns, route)
        else:
            path = _PART.sub(lambda found: _value(str(found[1] or found[2]), found[0]), route)
            yield Door(route, "/" + path.replace("^", "").replace("$", ""), each.callback)


def _value(name: str, part: str) -> str:
    return "999999999" if part.startswith("<int:") else str(GIVEN.get(name, "abc"))


DOORS = list(walk(get_resolver().url_patterns))
PAGES = [door for door in DOORS if not door.route.startswith("api/v1/")]
BESIDE = [door for door in PAGES if not door.route.startswith("a/<slug:slug>/")]


def test_every_open_door_is_there() -> None:
    assert sorted(OPEN) == sorted(door.route for door in BESIDE if door.route in OPEN)


def test_a_door_that_is_not_listed_as_open_leads_to_the_log_in(owed: int) -> None:
    client, before, wrong = Client(), written(), []
    client.raise_request_exception = False
    for door in BESIDE:
        for ask in (client.get, client.post):
            with transaction.atomic():
                answer = ask(door.url)
                transaction.set_rollback(True)
            where, status = answer.headers.get("Location", ""), answer.status_code
            page = answer.content.decode(errors="replace")
            said = f"{ask.__name__} /{door.route}: {status} {where}"
            to_login = where.startswith(LOGIN) or status == OTHER_METHOD
            if status >= 500 or any(words in page for words in _BEHIND) or (door.route not in OPEN and not to_login):
                wrong.append(said)
    assert wrong == []
    assert written() == before


def test_every_door_for_programs_asks_for_a_key(owed: int) -> None:
    client, wrong = Client(), []
    for door in (each for each in DOORS if each.route.startswith("api/v1/") and each.route not in PUBLIC):
        for ask in (client.get, client.post, client.patch, client.delete):
            answer = ask(door.url)
            if answer.status_code not in {401, OTHER_METHOD, 429}:
                wrong.append(f"{ask.__name__} {door.url}: {answer.status_code}")
    assert wrong == []


def test_no_form_is_taken_without_its_mark(owed: int) -> None:
    """The mark is looked at before anything else: a view is not even called."""
    user = person("ann@fjordbo.example", (owed, Role.ADMINISTRATOR))
    strict, before, wrong = Client(enforce_csrf_checks=True), written(), []
    strict.force_login(user)
    for door in PAGES:
        answer = strict.post(door.url, {"key": "x"})
        if (answer.status_code == 403) != (door.route not in NO_FORM):
            wrong.append(f"/{door.route}: {answer.status_code}")
    assert wrong == []
    assert written() == before


def test_who_is_exempt_is_listed() -> None:
    exempt = {door.route for door in PAGES if getattr(door.view, "csrf_exempt", False)}
    assert exempt == set(NO_FORM)


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_the_log_in(owed: int, place: str) -> None:
    person("mette@bogholderi.example", (owed, Role.GUEST))
    login = {"login": "mette@bogholderi.example", "password": PASSWORD, "next": place}
    answer = Client().post(LOGIN, login)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert "evil" not in Client().post("/account/logout/", {"next": place}).headers.get("Location", "")


def test_no_address_that_redirects_can_be_turned_elsewhere(owed: int) -> None:
    client = browser(person("ann@fjordbo.example", (owed, Role.ADMINISTRATOR)))
    client.raise_request_exception = False
    places = [door for door in BESIDE if "<int" not in door.route and "logout" not in door.route]
    told = [client.get(f"{door.url}?{TURNED}") for door in places]
    told += [client.get(door.url, headers={"Referer": "https://evil.example//evil.example/"}) for door in places]
    assert [answer["Location"] for answer in told if "evil" in answer.headers.get("Location", "").partition("?")[0]] == []


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:443"])
def test_another_hosts_name_is_not_answered(owed: int, host: str) -> None:
    assert Client().get(LOGIN, headers={"Host": host}).status_code == 400
    assert Client().get(LOGIN, headers={"X-Forwarded-Host": host}).status_code == 200
    assert "evil" not in Client().get(LOGIN, headers={"X-Forwarded-Host": host}).content.decode()


def test_words_never_become_headers(owed: int, administrator: Client) -> None:
    """A line break in a name ends no header of an answer or of a mail."""
    crooked = "x\r\nSet-Cookie: a=b"
    for place in ("/a/fjordbo/books/csv/", "/a/fjordbo/invoices/", "/switch/", "/find/"):
        answer = administrator.get(place, {"find": crooked, "q": crooked, "from_on": crooked, "until_on": crooked})
        assert "a" not in answer.cookies
    told = administrator.post("/a/fjordbo/settings/people/invite/", {"email": f"a@b.example{crooked}", "role": "1"})
    assert told.status_code == 422


def test_pages_for_a_person_are_kept_by_nobody(owed: int, administrator: Client) -> None:
    invite(owed, "somebody@else.example", Role.GUEST, on=TODAY, by=ANN)
    for place in ("/", "/a/fjordbo/invoices/", "/a/fjordbo/customers/", "/a/fjordbo/settings/people/", "/find/?q=1001"):
        answer = administrator.get(place)
        assert (place, "no-store" in answer["Cache-Control"]) == (place, True)
    assert "Øster" in text(administrator.get("/a/fjordbo/customers/"))


def test_what_a_browser_may_do_with_a_page_is_said_on_each(owed: int, administrator: Client) -> None:
    for answer in (administrator.get("/"), Client().get(LOGIN), Client().get("/api/v1/account"), Client().get("/nowhere/")):
        told = answer.headers
        assert "unsafe" not in told["Content-Security-Policy"]
        assert "default-src 'none'" in told["Content-Security-Policy"]
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["X-Frame-Options"] == "DENY"
        assert told["Referrer-Policy"] == "same-origin"
        assert told["Cross-Origin-Opener-Policy"] == "same-origin"
        assert told["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in told["Permissions-Policy"]
