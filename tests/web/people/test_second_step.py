"""An account that asks everybody for a second step: who has none sees nothing of it; programs go on."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from krav.actions.people import ask_second_step
from krav.actions.tokens import make_token
from krav.kernel.role import Role
from krav.store import models as rows
from krav.wire.sealed import unseal_text
from tests.actions.cast import ANN
from tests.web.cast import TODAY, text
from tests.web.test_rights import PLACES, Ids, ask, things

__all__ = ["things"]

SECRET = "JBSWY3DPEHPK3PXP"
PEOPLE = "/a/fjordbo/settings/people/"
SHUT = 403
OTHER_METHOD = 405


@pytest.fixture
def asking(owed: int) -> int:
    ask_second_step(owed, asks=True, on=TODAY, by=ANN)
    return owed


def test_an_administrator_turns_it_on_and_off(owed: int, administrator: Client) -> None:
    user = rows.User.objects.get(email="ann@fjordbo.example")
    place = f"{PEOPLE}second-step/"
    shut_out = administrator.post(place, {"asks": "1", "key": "a"})
    assert (shut_out.status_code, "Turn your own second step on first" in text(shut_out)) == (409, True)
    TOTP.activate(user, SECRET)
    administrator.post(place, {"asks": "1", "key": "b"})
    page = text(administrator.get(PEOPLE))
    assert "Everybody needs it" in page
    assert "Keys for programs open the account as before" in page
    administrator.post(place, {"asks": "0", "key": "c"})
    assert "Everybody’s own choice" in text(administrator.get(PEOPLE))


def test_it_is_shown_who_has_none(asking: int, administrator: Client, guest: Client) -> None:
    TOTP.activate(rows.User.objects.get(email="ann@fjordbo.example"), SECRET)
    assert re.findall(r"(\w+) no second step (\S+)", text(administrator.get(PEOPLE))) == [("Gerda", "gerda@auditor.example")]


def test_nothing_of_the_account_is_reached_without_one(asking: int, guest: Client, things: Ids) -> None:
    found = list(ask(guest, "fjordbo", things, PLACES))
    assert [str(each) for each in found if each.wrote or each.status not in {SHUT, OTHER_METHOD}] == []


def test_one_is_led_to_set_it_up_and_is_in(asking: int, guest: Client) -> None:
    page = guest.get("/a/fjordbo/invoices/")
    assert (page.status_code, reverse("mfa_activate_totp") in page.content.decode()) == (SHUT, True)
    front = text(guest.get("/"))
    assert "Fjordbo ApS asks for a second step" in front
    assert "Øster" not in front
    assert "1001" not in text(guest.get(f"{reverse('find')}?q=1001"))
    TOTP.activate(rows.User.objects.get(email="gerda@auditor.example"), SECRET)
    assert guest.get("/a/fjordbo/invoices/").status_code == 200
    assert "asks for a second step" not in text(guest.get("/"))


def test_recovery_codes_alone_are_no_second_step(asking: int, guest: Client) -> None:
    user = rows.User.objects.get(email="gerda@auditor.example")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    assert guest.get("/a/fjordbo/invoices/").status_code == SHUT


def test_a_program_goes_on(asking: int, client: Client) -> None:
    key = make_token(asking, "script", Role.GUEST, on=TODAY, by=ANN)
    assert client.get("/api/v1/account", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_the_secret_is_sealed(asking: int, guest: Client) -> None:
    made = TOTP.activate(rows.User.objects.get(email="gerda@auditor.example"), SECRET)
    kept = Authenticator.objects.get(pk=made.instance.pk).data["secret"]
    assert SECRET not in kept
    assert unseal_text(kept) == SECRET
