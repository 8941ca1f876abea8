"""Switching account: last ones first, names as Scandinavia orders them, and the same page over there."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from krav.actions.accounts import open_account
from krav.kernel.role import Role
from krav.store.models import Membership, User
from tests.actions.cast import FJORDBO, IMPORTED
from tests.web.cast import browser, person, text

NAMES = ("Zebra", "Ål", "Ærø", "Øst", "Aarhus", "Alfa", "Beta", "Ceres", "Dania")
_CHOICE = re.compile(r'<a href="(/a/[^"]+)".*?<b>([^<]+)</b>', re.DOTALL)


@pytest.fixture
def mette(db: None) -> User:
    """A bookkeeper with nine clients, of which she opened seven, Zebra last."""
    user = person("mette@bogholderi.example")
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for number, name in enumerate(NAMES):
        slug = f"client{number}"
        made = open_account(replace(FJORDBO, slug=slug, name=f"{name} ApS"), on=IMPORTED)
        when = start - timedelta(days=number) if number < 7 else None
        Membership.objects.create(account_id=made, user=user, role=Role.GUEST, opened_at=when)
    return user


def choices(client: Client, **query: str) -> list[tuple[str, str]]:
    return _CHOICE.findall(client.get(reverse("switch"), query).content.decode())


def names(client: Client, **query: str) -> list[str]:
    return [name.removesuffix(" ApS") for _, name in choices(client, **query)]


def test_the_last_five_then_all_from_a_to_z_and_on(mette: User) -> None:
    found = names(browser(mette))
    assert found[:5] == ["Zebra", "Ål", "Ærø", "Øst", "Aarhus"]
    assert found[5:] == ["Alfa", "Beta", "Ceres", "Dania", "Zebra", "Ærø", "Øst", "Ål", "Aarhus"]


def test_a_swede_has_another_end_of_the_alphabet(mette: User) -> None:
    mette.language = "sv"
    mette.save()
    assert names(browser(mette))[5:] == ["Aarhus", "Alfa", "Beta", "Ceres", "Dania", "Zebra", "Ål", "Ærø", "Øst"]


def test_typing_narrows_and_what_begins_so_comes_first(mette: User) -> None:
    client = browser(mette)
    assert names(client, find="al") == ["Alfa"]
    assert names(client, find="99 00 01 12") == ["Alfa", "Beta", "Ceres", "Dania", "Zebra", "Ærø", "Øst", "Ål", "Aarhus"]
    assert "No account of yours is called “xyz”." in text(client.get(reverse("switch"), {"find": "xyz"}))


def test_enter_opens_the_first(mette: User) -> None:
    client = browser(mette)
    query = {"find": "dan", "go": "1", "at": "/a/client0/settings/people/"}
    assert client.get(reverse("switch"), query).headers["Location"] == "/a/client8/settings/people/"
    assert client.get(reverse("switch"), query, headers={"HX-Request": "true"}).headers["HX-Redirect"] == (
        "/a/client8/settings/people/"
    )


@pytest.mark.parametrize(
    ("at", "there"),
    [
        ("/a/client0/settings/people/", "/a/client5/settings/people/"),
        ("/a/client0/settings/people/7/role/", "/a/client5/settings/"),
        ("/me/", "/a/client5/"),
        ("/nowhere/", "/a/client5/"),
        ("https://evil.example/", "/a/client5/"),
        ("http://testserver/a/client0/policy/?x=1", "/a/client5/policy/"),
    ],
)
def test_it_leads_to_the_same_page_over_there(mette: User, at: str, there: str) -> None:
    assert choices(browser(mette), at=at, find="alfa") == [(there, "Alfa ApS")]


def test_the_dialog_knows_where_it_was_opened(mette: User) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/a/client0/policy/"}
    page = browser(mette).get(reverse("switch"), headers=headers).content.decode()
    assert "<html" not in page
    assert 'href="/a/client5/policy/"' in page
    assert '<a href="/a/client0/policy/" aria-current="true">' in page


def test_other_peoples_accounts_are_not_there(mette: User, nordlys: int) -> None:
    assert "Nordlys" not in text(browser(mette).get(reverse("switch")))
    assert "You have no account yet." in text(browser(person("ole@else.example")).get(reverse("switch")))


def test_opening_an_account_is_remembered_once_an_hour(mette: User) -> None:
    client, place = browser(mette), Membership.objects.get(account__slug="client8")
    assert place.opened_at is None
    client.get("/a/client8/settings/people/")
    place.refresh_from_db()
    first = place.opened_at
    assert first is not None
    client.get("/a/client8/settings/people/")
    place.refresh_from_db()
    assert place.opened_at == first
    Membership.objects.filter(pk=place.pk).update(opened_at=first - timedelta(hours=2))
    client.get("/a/client8/settings/people/")
    place.refresh_from_db()
    assert place.opened_at is not None
    assert place.opened_at >= first
