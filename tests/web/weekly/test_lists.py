"""The weekly list on the account's own pages: it is set, sent, and answered there as well."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.store import models as rows
from krav.store.load import creditor_in_scope
from krav.store.scope import account_scope
from tests.actions.weekly import SET, holds, listed, waiting
from tests.web.cast import text
from tests.wire.postbox import Postbox, listening

PAGE = "/a/fjordbo/settings/weekly/"
FORM = {
    "weekly_on": "0", "weekly_hour": "8", "time_zone": "Europe/Copenhagen", "weekly_step": "inkassovarsel",
    "weekly_to": "bo@fjordbo.example", "managers": "on", "answer_hours": "48", "silence": "wait",
}  # fmt: skip


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    """A mail server's box."""
    with listening(settings) as box:
        yield box


@pytest.fixture
def account(fjordbo: int, postbox: Postbox) -> int:
    return waiting(fjordbo)


def test_it_is_off_until_it_is_set(fjordbo: int, administrator: Client) -> None:
    shown = administrator.get(PAGE)
    assert "No list is sent." in text(shown)
    assert b'<option value="Europe/Copenhagen" selected>' in shown.content
    assert b'<option value="inkassovarsel" selected>' in shown.content


def test_it_is_set_and_its_step_waits_from_then_on(fjordbo: int, administrator: Client) -> None:
    assert administrator.post(PAGE, FORM).status_code == 302
    shown = text(administrator.get(PAGE))
    assert "The next list goes on Monday" in shown
    assert "at 08:00" in shown
    with account_scope(fjordbo):
        assert creditor_in_scope().policy.approval == ("inkassovarsel",)


def test_a_list_goes_to_somebody(fjordbo: int, administrator: Client) -> None:
    shown = administrator.post(PAGE, FORM | {"weekly_to": ""})
    assert shown.status_code == 422
    assert "Say whom the list goes to." in text(shown)
    assert administrator.post(PAGE, FORM | {"answer_hours": "400"}).status_code == 422
    assert administrator.post(PAGE, FORM | {"weekly_on": "never"}).status_code == 302


def test_only_an_administrator_sets_it(fjordbo: int, caseworker: Client) -> None:
    assert "needs the role administrator" in text(caseworker.get(PAGE))
    assert caseworker.post(PAGE, FORM).status_code == 403
    with account_scope(fjordbo):
        assert not rows.Schedule.objects.exists()
        assert creditor_in_scope().policy.approval == ()


def test_it_is_sent_now_once(account: int, postbox: Postbox, caseworker: Client) -> None:
    assert "1 list was mailed." in text(caseworker.post(f"{PAGE}send/", {"key": "a"}, follow=True))
    assert "one day has one list" in text(caseworker.post(f"{PAGE}send/", {"key": "b"}, follow=True))
    assert len(postbox.messages) == 1
    assert "3 invoices · 3 waiting" in text(caseworker.get(PAGE))


def test_it_is_answered_on_the_page_too(account: int, postbox: Postbox, caseworker: Client, guest: Client) -> None:
    caseworker.post(f"{PAGE}send/")
    with account_scope(account):
        list_id = rows.WeeklyList.objects.get().id
        first, second, _third = rows.WeeklyLine.objects.order_by("claim__number").values_list("id", flat=True)
    page = f"{PAGE}{list_id}/"
    assert guest.get(page).status_code == 200
    assert guest.post(page, {"answer": "stop", "line": [first]}).status_code == 403
    assert caseworker.post(page, {"answer": "stop", "line": [first], "why": "A friend."}).status_code == 302
    assert caseworker.post(page, {"answer": "allow", "line": [second]}).status_code == 302
    shown = text(caseworker.get(page))
    assert "Stopped carl@fjordbo.example" in shown
    assert "Let go carl@fjordbo.example" in shown
    again = caseworker.post(page, {"answer": "call", "line": [first]})
    assert again.status_code == 409
    assert "Nothing chosen waits" in text(again)
    assert next(note for _, _, note in holds(account)).endswith("A friend.")
    assert listed(account)[SET.weekly_to] == {"1001": "stop", "1002": "allow", "1003": ""}


def test_another_account_has_not_this_list(account: int, postbox: Postbox, caseworker: Client, stranger: Client) -> None:
    caseworker.post(f"{PAGE}send/")
    with account_scope(account):
        list_id = rows.WeeklyList.objects.get().id
    assert stranger.get(f"/a/nordlys/settings/weekly/{list_id}/").status_code == 404
    assert stranger.get(f"{PAGE}{list_id}/").status_code == 404
