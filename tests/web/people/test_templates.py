"""Every page and e-mail of logging in is in our own words and looks, and says something in each language."""

from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from django.template.backends.jinja2 import Template
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.cast import browser, person

ALLAUTH = Path(allauth.__file__).with_name("templates")
NEVER_MET = ("login_code", "password_reset_code", "phone_", "webauthn_", "base_")
"""Ways in that are switched off, and allauth's own frames."""


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from views(each.url_patterns)
        elif template := getattr(getattr(each.callback, "view_class", None), "template_name", ""):
            yield template


PAGES = sorted(set(views(get_resolver().url_patterns)) - {"account/confirm_login_code.html"})
TEXTS = sorted(
    path.relative_to(ALLAUTH).as_posix()
    for room in ("account", "mfa")
    for kind in ("email", "messages")
    for path in (ALLAUTH / room / kind).glob("*.txt")
    if not path.name.startswith(NEVER_MET)
)


@pytest.mark.parametrize("name", [*PAGES, *TEXTS, "429.html"])
def test_it_is_ours(name: str) -> None:
    assert isinstance(get_template(name), Template)


def test_there_are_pages_and_texts() -> None:
    assert len(PAGES) > 15
    assert len(TEXTS) > 30


OPEN = ("account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
        "account_email_verification_sent", "account_reset_password_from_key_done")  # fmt: skip
OWN = ("account_logout", "account_email", "account_change_password", "account_reauthenticate", "mfa_index", "me")


@pytest.mark.django_db
@pytest.mark.parametrize("name", OPEN)
def test_a_page_before_the_log_in_stands_alone(client: Client, name: str) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert 'class="alone"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", OWN)
def test_a_page_of_ones_own_has_one_heading_and_one_filled_button(name: str) -> None:
    page = browser(person("mette@bogholderi.example")).get(reverse(name))
    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert page.content.decode().count('class="b go"') == 1


@pytest.mark.django_db
def test_a_person_without_a_password_gives_the_first() -> None:
    user = person("mette@bogholderi.example")
    user.set_unusable_password()
    user.save()
    assert "First password" in browser(user).get(reverse("account_set_password")).content.decode()


@pytest.mark.django_db
def test_a_dead_link_says_what_to_do(client: Client) -> None:
    dead = client.get(reverse("account_confirm_email", kwargs={"key": "MQ:1:forged"}))
    assert "Log in, and we send a new one" in dead.content.decode()


@pytest.mark.django_db
def test_a_stale_form_says_that_nothing_was_changed() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("account_login"), {"login": "x@y.example", "password": "z"})
    assert (answer.status_code, "Nothing was changed" in answer.content.decode()) == (403, True)
