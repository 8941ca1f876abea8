"""A person's own choices."""

from django.test import Client
from django.urls import reverse

from krav.store.models import User
from tests.web.cast import browser, person, text


def test_what_was_chosen_is_kept_and_shown_at_once(db: None) -> None:
    user = person("mette@bogholderi.example", name="Mette Holm")
    words = {"name": "Mette H. Holm", "language": "da", "theme": "dark", "dense": "1"}
    page = browser(user).post(reverse("me"), words, follow=True).content.decode()
    user.refresh_from_db()
    assert (user.name, user.language, user.theme) == ("Mette H. Holm", "da", "dark")
    assert (user.dense, user.single_keys) == (True, False)
    assert '<html lang="da" data-theme="dark" data-density="dense" data-keys="off">' in page


def test_a_name_is_needed_and_a_language_we_have(db: None) -> None:
    user = person("mette@bogholderi.example", name="Mette Holm")
    answer = browser(user).post(reverse("me"), {"name": "", "language": "fi"})
    assert (answer.status_code, answer.content.decode().count('aria-invalid="true"')) == (422, 2)
    assert User.objects.get().name == "Mette Holm"


def test_nobody_is_asked_to_log_in(client: Client, db: None) -> None:
    assert client.get(reverse("me")).headers["Location"] == "/account/login/?next=/me/"


def test_the_page_leads_to_password_second_step_and_address(db: None) -> None:
    page = browser(person("mette@bogholderi.example")).get(reverse("me"))
    for name in ("account_email", "account_change_password", "mfa_index", "account_logout"):
        assert reverse(name) in page.content.decode()
    assert "mette@bogholderi.example" in text(page)
