"""The links of a weekly list: opening one changes nothing, its button answers once, none opens another's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.holds import place_hold
from krav.actions.weekly import close_due, mail_due
from krav.actions.weekly_mail import token
from krav.claims.weekly import WAIT
from krav.store import models as rows
from krav.store.queries.weekly import lists
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, IMPORTED, NORDLYS, SECOND, everything
from tests.actions.weekly import SET, holds, letters, links, listed, managed, waiting
from tests.web.cast import text
from tests.wire.postbox import Postbox, listening

BO, GRO = "bo@fjordbo.example", "gro@fjordbo.example"


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server's box."""
    with listening(settings) as box:
        yield box


@pytest.fixture
def account(fjordbo: int, postbox: Postbox) -> int:
    """The landlord with a list that was mailed a moment ago to two people."""
    today = clock.now()
    waiting(fjordbo, SET._replace(weekly_on=today.weekday(), weekly_hour=0, time_zone="UTC"))
    managed(fjordbo, {"1003": GRO})
    assert mail_due(fjordbo, now=today, on=SECOND, by=ANN) == 2
    return fjordbo


def wrote(client: Client, address: str) -> bool:
    """Whether looking at an address changed any row, or began a session."""
    before, acts = everything(), audits()
    client.get(address)
    client.head(address)
    return everything() != before or audits() != acts or Session.objects.exists()


def audits() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit")
        return int(cursor.fetchone()[0])


def test_looking_changes_nothing_and_keeps_nothing(account: int, postbox: Postbox, client: Client) -> None:
    for address in links(postbox, BO).values():
        assert not wrote(client, address)
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "sessionid" not in answer.cookies
        assert "script" not in answer.headers["Content-Security-Policy"].replace("script-src 'self'", "")
    with account_scope(account):
        assert not rows.WeeklyAnswer.objects.exists()


def test_the_page_speaks_the_language_of_the_mail(account: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    shown = client.get(links(postbox, BO)["stop 1001"], headers={"Accept-Language": "sv"})
    assert "Stop invoice 1001?" in text(shown)
    assert b'lang="en"' in shown.content


def test_a_list_shows_itself_and_no_other(account: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    shown = text(client.get(links(postbox, BO)["whole"]))
    assert "1001" in shown
    assert "Birthe Prøve" in shown
    assert "1003" not in shown


def test_the_button_stops_once_and_the_answer_stands(account: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    address = links(postbox, BO)["stop 1001"]
    done = client.post(address, {"why": "They pay on Friday."})
    assert done.status_code == 200
    assert "1 invoice is stopped." in text(done)
    assert [reason for _, reason, _ in holds(account)] == ["other"]
    again = client.post(address)
    assert again.status_code == 409
    assert "Invoice 1001 is answered" in text(again)
    assert BO in text(again)
    other = client.post(links(postbox, BO)["allow 1001"])
    assert other.status_code == 409
    assert "Stopped" in text(client.get(address))
    assert len(holds(account)) == 1
    assert ("1001", "rykker_2") not in letters(account)


def test_allow_makes_the_letter_and_call_waits(account: int, postbox: Postbox, client: Client) -> None:
    client.post(links(postbox, BO)["allow 1001"])
    client.post(links(postbox, BO)["call 1002"])
    assert ("1001", "rykker_2") in letters(account)
    assert [(number, reason) for number, reason, _ in holds(account)] == [("1002", "call")]
    assert listed(account)[BO] == {"1001": "allow", "1002": "call"}


def test_several_are_answered_together(account: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    address = links(postbox, BO)["whole"]
    with account_scope(account):
        lines = list(rows.WeeklyLine.objects.filter(list__to=BO).values_list("id", flat=True))
        others = list(rows.WeeklyLine.objects.filter(list__to=GRO).values_list("id", flat=True))
    assert "Nothing chosen waits" in text(client.post(address, {"answer": "stop", "line": others}))
    assert "Nothing chosen waits" in text(client.post(address, {"answer": "stop"}))
    assert "An answer is one of" in text(client.post(address, {"answer": "eat", "line": lines}))
    done = client.post(address, {"answer": "stop", "line": lines})
    assert "2 invoices are stopped." in text(done)
    assert "Everything is answered." in text(done)
    assert listed(account) == {BO: {"1001": "stop", "1002": "stop"}, GRO: {"1003": ""}}


def test_what_cannot_be_sent_now_is_said(account: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    place_hold(account, "1001", "objection", on=SECOND, by=ANN)
    shown = text(client.post(links(postbox, BO)["allow 1001"]))
    assert "The letter cannot be made now." in shown
    assert "on hold" in shown
    assert listed(account)[BO]["1001"] == ""


def test_when_the_time_is_up_a_link_says_so(fjordbo: int, postbox: Postbox, client: Client) -> None:
    rows.User.objects.create_user(BO, "a", name="Bo", language="en")
    hour_ago = clock.now() - timedelta(hours=2)
    asked = SET._replace(weekly_on=hour_ago.weekday(), weekly_hour=0, time_zone="UTC", answer_hours=1, silence=WAIT)
    waiting(fjordbo, asked)
    assert mail_due(fjordbo, now=hour_ago, on=SECOND, by=ANN) == 1
    for name, address in links(postbox, BO).items():
        shown = client.get(address)
        assert shown.status_code == 410
        assert "time to answer" in text(shown), name
        assert client.post(address, {"answer": "stop"}).status_code == 409
    assert holds(fjordbo) == []
    close_due(fjordbo, now=clock.now(), on=SECOND, by=ANN)
    assert "Waits, as nobody answered" in text(client.get(links(postbox, BO)["stop 1001"]))


def test_a_link_that_was_not_made_here_opens_nothing(account: int, postbox: Postbox, client: Client) -> None:
    address = links(postbox, BO)["whole"]
    made_up = signing.dumps((account, 1, "x"), salt="another")
    for wrong in (address[:-3] + "xx/", "/weekly/nothing/", f"/weekly/{made_up}/", address.replace("/weekly/", "/weekly/a")):
        shown = client.get(wrong)
        assert shown.status_code == 404
        assert "This link opens nothing" in text(shown)
        assert client.post(wrong, {"answer": "stop"}).status_code == 404


def test_a_link_opens_neither_another_list_nor_another_account(account: int, postbox: Postbox, client: Client) -> None:
    other = open_account(NORDLYS, on=IMPORTED)
    with account_scope(account):
        mine, theirs = sorted((each.head for each in lists()), key=lambda head: head.to)
        foreign = rows.WeeklyLine.objects.get(list_id=theirs.id).id
    assert mine.to == BO
    for crossed in (
        token(other, mine),
        token(account, mine._replace(id=theirs.id)),
        token(account, mine._replace(to="eva@else.example")),
        token(account, mine._replace(id=999_999_999)),
    ):
        assert client.get(f"/weekly/{crossed}/").status_code == 404
        assert client.post(f"/weekly/{crossed}/", {"answer": "stop"}).status_code == 404
    whole = links(postbox, BO)["whole"]
    assert client.get(f"{whole}stop/{foreign}/").status_code == 404
    assert client.post(f"{whole}stop/{foreign}/").status_code == 404
    assert client.get(f"{whole}eat/{foreign}/").status_code == 404
    assert holds(account) == []


def test_the_form_is_looked_at_for_forgery(account: int, postbox: Postbox) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = links(postbox, BO)["stop 1001"]
    assert strict.post(address).status_code == 403
    strict.get(address)
    sent = {"csrfmiddlewaretoken": strict.cookies["csrftoken"].value}
    assert strict.post(address, sent).status_code == 200
    assert len(holds(account)) == 1
