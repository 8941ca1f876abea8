"""The pages of what carries letters: the channels, connecting one, what its domain says, a test, its end."""

from dataclasses import replace

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.kernel.role import Role
from krav.store.queries.carriers import carrier_lines
from krav.store.scope import account_scope
from tests.actions.cast import NORDLYS
from tests.web.cast import TODAY, browser, person, text

ROOT = "/a/nordlys/settings/sending/"


@pytest.fixture
def home(db: None) -> int:
    return open_account(replace(NORDLYS, email="", phone="22 12 34 56"), on=TODAY)


@pytest.fixture
def nils(home: int) -> Client:
    return browser(person("nils@nordlys.example", (home, Role.ADMINISTRATOR)))


def test_the_channels_are_shown_and_one_is_connected_tried_and_ended(home: int, nils: Client, settings: Settings) -> None:
    shown = text(nils.get(ROOT))
    assert "How letters leave" in shown
    assert "Digipost" in shown
    assert "Kivra" not in shown
    assert "never shown again" in text(nils.get(f"{ROOT}with/46elks/"))
    assert nils.get(f"{ROOT}with/pigeon/").status_code == 404
    assert nils.post(f"{ROOT}with/46elks/", {"user": "u"}).status_code == 422
    answer = nils.post(f"{ROOT}with/smsfile/", {}, follow=True)
    assert "is connected" in text(answer)
    with account_scope(home):
        (line,) = carrier_lines()
    one = f"{ROOT}{line.id}/"
    assert "The telephone number is none of a mobile" in text(nils.post(f"{one}try/", {"to": "12"}))
    assert "The carrier took the test" in text(nils.post(f"{one}try/", {"to": "406 12 345"}, follow=True))
    assert len(list((settings.KRAV_HOME / "sms").glob("test-*.json"))) >= 1
    assert "Looked at" in text(nils.post(f"{one}check/", follow=True))
    assert "Disconnected" in text(nils.post(f"{one}end/", follow=True))
    assert nils.get(one, follow=True).status_code == 200


def test_a_guest_sees_and_connects_nothing(home: int) -> None:
    guest = browser(person("gro@nordlys.example", (home, Role.GUEST)))
    assert guest.get(ROOT).status_code == 200
    assert guest.get(f"{ROOT}with/46elks/").status_code == 403
