"""Webhooks on their pages: a secret shown once, what was told and answered, sending again, turning off."""

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.store import models as rows
from krav.store.events import FAMILIES
from krav.store.scope import account_scope
from krav.web.webhooks import forms
from krav.wire.sealed import unseal
from tests.actions.hooks import DEAF, told_of_nothing
from tests.web.cast import TODAY, text

PAGE = "/a/fjordbo/settings/webhooks/"


def test_the_settings_lead_there(administrator: Client) -> None:
    assert f'href="{PAGE}"' in administrator.get("/a/fjordbo/settings/").content.decode()
    assert "No webhooks yet" in text(administrator.get(PAGE))


def test_a_secret_is_shown_once(administrator: Client, fjordbo: int) -> None:
    answer = administrator.post(PAGE, {"url": DEAF, "kinds": ["letter", "payment"], "key": "k1"})
    found = re.search(r'id="secret">(krav_hook_[\w-]{40,})<', answer.content.decode())
    assert found
    assert answer.headers["Cache-Control"] == "no-store"
    with account_scope(fjordbo):
        assert unseal(rows.Webhook.objects.get().secret) == {"secret": found.group(1)}
    later = administrator.get(PAGE)
    assert found.group(1) not in later.content.decode()
    assert f"{DEAF} Letters, Payments On" in text(later)


def test_the_same_form_twice_adds_one(administrator: Client, fjordbo: int) -> None:
    for _ in range(2):
        answer = administrator.post(PAGE, {"url": DEAF, "key": "k1"})
    assert answer.status_code == 409
    with account_scope(fjordbo):
        assert rows.Webhook.objects.count() == 1


def test_a_private_address_is_refused_where_it_was_typed(administrator: Client, settings: Settings) -> None:
    settings.KRAV_PRIVATE_ADDRESSES = False
    answer = administrator.post(PAGE, {"url": "https://169.254.169.254/latest", "kinds": ["letter"], "key": "k"})
    assert answer.status_code == 422
    assert "inside of a private network" in text(answer)
    assert 'value="https://169.254.169.254/latest"' in answer.content.decode()


def test_what_was_told_and_answered(administrator: Client, fjordbo: int) -> None:
    hook, _ = told_of_nothing(fjordbo, TODAY)
    read = text(administrator.get(f"{PAGE}{hook}/"))
    assert "letter.left 7" in read
    assert "Gave up 500 out of order" in read
    assert "letter.left 7" not in text(administrator.get(f"{PAGE}{hook}/?state=done"))
    assert "letter.left 7" in text(administrator.get(f"{PAGE}{hook}/?state=failed&after=x"))


def test_sent_again_one_or_all(administrator: Client, fjordbo: int) -> None:
    hook, told = told_of_nothing(fjordbo, TODAY)
    answer = administrator.post(f"{PAGE}{hook}/deliveries/{told}/again/", follow=True)
    assert "sent again within a minute" in text(answer)
    with account_scope(fjordbo):
        assert rows.Delivery.objects.get().state == "queued"
        rows.Delivery.objects.update(state="failed")
    answer = administrator.post(f"{PAGE}{hook}/again/", follow=True)
    assert "1 event is sent again within a minute." in text(answer)
    with account_scope(fjordbo):
        assert rows.Delivery.objects.get().state == "queued"


def test_a_new_secret_takes_the_place_of_the_old(administrator: Client, fjordbo: int) -> None:
    hook, _ = told_of_nothing(fjordbo, TODAY)
    with account_scope(fjordbo):
        before = rows.Webhook.objects.get().secret
    answer = administrator.post(f"{PAGE}{hook}/secret/")
    assert "krav_hook_" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-store"
    with account_scope(fjordbo):
        assert unseal(rows.Webhook.objects.get().secret) != unseal(before)


def test_turned_off_it_has_nothing_to_do_any_more(administrator: Client, fjordbo: int) -> None:
    hook, _ = told_of_nothing(fjordbo, TODAY)
    answer = administrator.post(f"{PAGE}{hook}/end/", follow=True)
    assert f"{DEAF} is told of nothing any more." in text(answer)
    page = administrator.get(f"{PAGE}{hook}/")
    assert "Turned off" in text(page)
    assert "again/" not in page.content.decode()
    assert administrator.post(f"{PAGE}{hook}/end/").status_code == 409


@pytest.mark.parametrize("path", ["", "{hook}/", "{hook}/end/", "{hook}/secret/", "{hook}/again/"])
def test_nobody_else_comes_near(path: str, guest: Client, caseworker: Client, stranger: Client, fjordbo: int) -> None:
    hook, _ = told_of_nothing(fjordbo, TODAY)
    at = PAGE + path.format(hook=hook)
    assert {who.post(at).status_code for who in (guest, caseworker)} <= {403, 405}
    assert stranger.post(at).status_code in {404, 405}
    assert stranger.post(at.replace("fjordbo", "nordlys"), {}).status_code in {404, 405, 422}


def test_every_family_can_be_ticked() -> None:
    assert {key for key, _ in forms.FAMILIES} == set(FAMILIES)
