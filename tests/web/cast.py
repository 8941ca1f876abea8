"""People of the pages' tests, and what they read."""

import re
from datetime import date
from typing import Protocol

from allauth.account.models import EmailAddress
from django.test import Client

from krav.actions.people import add_person
from krav.kernel.role import Role
from krav.store.models import Membership, User
from tests.actions.cast import SECOND, line

TODAY: date = SECOND
OPEN_ITEMS = (
    line("1001", "10.000,00"),
    line("1002", "2.000,00", due="30.03.2026"),
    line("1003", "500,00", customer="18", name="Birthe Prøve", kind="privat"),
    line("2001", "-120,00", customer="18", name="Birthe Prøve", kind="privat"),
)
"""Three invoices of two customers, and a credit note."""
PASSWORD = "lamps on the long jetty"

_TAG = re.compile(r"<[^>]+>")


def person(email: str, *places: tuple[int, Role], name: str = "") -> User:
    """Somebody whose address is proved, with their places."""
    user = User.objects.get(pk=add_person(email, name or email.partition("@")[0].capitalize(), PASSWORD))
    for account_id, role in places:
        Membership.objects.create(account_id=account_id, user=user, role=role)
    return user


def newcomer(email: str) -> User:
    """Somebody who signed up and has not proved the address."""
    user = User.objects.create_user(email, PASSWORD, name="New")
    EmailAddress.objects.create(user=user, email=email, verified=False, primary=True)
    return user


def browser(user: User) -> Client:
    """The person's browser, logged in."""
    client = Client()
    client.force_login(user)
    return client


class Read(Protocol):
    """Whatever has bytes to read: an answer, as views give it or as the test client does."""

    @property
    def content(self) -> bytes: ...


def text(response: Read) -> str:
    """The words of a page, without its tags."""
    return re.sub(r"\s+", " ", _TAG.sub(" ", response.content.decode())).replace(" ,", ",").strip()
