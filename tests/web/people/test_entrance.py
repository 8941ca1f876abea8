"""Getting in: signing up, proving the address, logging in, a forgotten password, the second step."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from krav.store.models import User
from tests.web.cast import PASSWORD, browser, newcomer, person, text

EMAIL = "mette@bogholderi.example"
_LINK = re.compile(r"http://testserver(\S+)")


def link() -> str:
    """The address in the last e-mail."""
    found = _LINK.search(str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def sign_up(client: Client, email: str = EMAIL) -> str:
    words = {"name": "Mette Holm", "email": email, "password1": PASSWORD}
    return text(client.post(reverse("account_signup"), words, follow=True))


def log_in(client: Client, password: str = PASSWORD) -> str:
    return text(client.post(reverse("account_login"), {"login": EMAIL, "password": password}, follow=True))


def prove(client: Client) -> None:
    """The password once more, as is asked before what matters."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def secret_of(page: str) -> str:
    found = re.search(r'<code class="secret">(\w+)<', page)
    assert found
    return found.group(1)


@pytest.fixture
def mette(db: None) -> User:
    return person(EMAIL, name="Mette Holm")


@pytest.mark.django_db
def test_a_person_signs_up_proves_the_address_and_is_in(client: Client) -> None:
    assert "Look in your mail" in sign_up(client)
    assert mail.outbox[0].to == [EMAIL]
    assert mail.outbox[0].subject == "Welcome to Krav: is this your address?"
    assert "Hello Mette Holm," in str(mail.outbox[0].body)
    assert client.get(reverse("me")).status_code == 302
    assert "Is this your e-mail address?" in text(client.get(link()))
    assert client.post(link()).status_code == 302
    assert "Mette Holm" in client.get(reverse("me")).content.decode()


@pytest.mark.django_db
def test_without_the_proof_nobody_gets_in(client: Client) -> None:
    newcomer(EMAIL)
    assert "Look in your mail" in log_in(client)
    assert client.get(reverse("me")).status_code == 302
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_weak_password_is_refused_with_words_at_the_field(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {"name": "Mette Holm", "email": EMAIL, "password1": "1234567890"})
    assert "too common" in text(answer)
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.usefixtures("mette")
def test_signing_up_again_tells_only_the_mailbox_that_the_address_is_known(client: Client) -> None:
    assert "Look in your mail" in sign_up(client)
    assert mail.outbox[0].subject == "You are signed up already"
    assert User.objects.count() == 1


@pytest.mark.usefixtures("mette")
def test_log_in_and_out(client: Client) -> None:
    assert "not correct" in log_in(client, "wrong")
    log_in(client)
    assert client.get(reverse("me")).status_code == 200
    assert "You are logged out." in text(client.post(reverse("account_logout"), follow=True))
    assert client.get(reverse("me")).status_code == 302


@pytest.mark.usefixtures("mette")
def test_guessing_is_slowed_down(client: Client) -> None:
    for _ in range(5):
        log_in(client, "wrong")
    assert "Too many tries" in log_in(client)
    assert client.get(reverse("me")).status_code == 302


@pytest.mark.usefixtures("mette")
def test_too_many_tries_from_one_machine_get_a_page_of_ours(client: Client) -> None:
    for _ in range(20):
        client.post(reverse("account_reset_password"), {"email": "nobody@nowhere.example"})
    answer = client.post(reverse("account_reset_password"), {"email": EMAIL})
    assert (answer.status_code, "Too many tries" in text(answer)) == (429, True)


@pytest.mark.usefixtures("mette")
def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client) -> None:
    assert "Look in your mail" in text(client.post(reverse("account_reset_password"), {"email": EMAIL}, follow=True))
    way = link()
    page = client.get(way, follow=True)
    words = {"password1": "an even longer jetty", "password2": "an even longer jetty"}
    assert "Your password is changed" in text(client.post(page.redirect_chain[-1][0], words, follow=True))
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "This link works no more" in text(Client().get(way, follow=True))
    assert "not correct" in log_in(Client())
    log_in(client, "an even longer jetty")
    assert client.get(reverse("me")).status_code == 200


@pytest.mark.django_db
def test_an_unknown_address_is_told_so_by_mail_alone(client: Client) -> None:
    assert "Look in your mail" in text(client.post(reverse("account_reset_password"), {"email": EMAIL}, follow=True))
    assert mail.outbox[0].subject == "Nobody is signed up with this address"


def test_a_changed_password(mette: User) -> None:
    client = browser(mette)
    words = {"oldpassword": PASSWORD, "password1": "an even longer jetty", "password2": "an even longer jetty"}
    answer = client.post(reverse("account_change_password"), words, follow=True)
    assert "Your password is changed." in text(answer)
    mette.refresh_from_db()
    assert mette.check_password("an even longer jetty")


def test_another_address_takes_the_place_of_the_old_when_it_is_proved(mette: User) -> None:
    client = Client()
    log_in(client)
    prove(client)
    answer = client.post(reverse("account_email"), {"email": "mette@holm.example", "action_add": ""}, follow=True)
    assert "Waits for its link mette@holm.example" in text(answer)
    mette.refresh_from_db()
    assert mette.email == EMAIL
    client.post(link())
    mette.refresh_from_db()
    assert mette.email == "mette@holm.example"


def test_an_old_log_in_is_asked_again_before_the_address_changes(mette: User) -> None:
    answer = browser(mette).post(reverse("account_email"), {"email": "thief@holm.example", "action_add": ""}, follow=True)
    assert "Is it you?" in text(answer)
    assert not mail.outbox


@pytest.mark.usefixtures("mette")
def test_the_second_step_and_a_recovery_code(client: Client) -> None:
    log_in(client)
    assert "Is it you?" in text(client.get(reverse("mfa_activate_totp"), follow=True))
    prove(client)
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = secret_of(page)
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)}, follow=True)
    assert "Each opens your login once" in text(answer)
    recovery = re.findall(r"<li><code>(\w+)</code></li>", answer.content.decode())
    assert len(recovery) == 10
    assert "10 recovery codes are left" in text(client.get(reverse("mfa_index")))
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == recovery
    assert "The 10 codes you have left stop working." in text(client.get(reverse("mfa_generate_recovery_codes")))

    second = Client()
    assert "Second step" in log_in(second)
    assert second.get(reverse("me")).status_code == 302
    assert "Incorrect code" in text(second.post(reverse("mfa_authenticate"), {"code": "000000"}))
    second.post(reverse("mfa_authenticate"), {"code": recovery[0]})
    assert second.get(reverse("me")).status_code == 200
    assert "9 recovery codes are left" in text(second.get(reverse("mfa_index")))


@pytest.mark.usefixtures("mette")
def test_the_second_step_is_turned_off(client: Client) -> None:
    log_in(client)
    prove(client)
    secret = secret_of(client.get(reverse("mfa_activate_totp")).content.decode())
    client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert "your password alone" in text(client.get(reverse("mfa_deactivate_totp")))
    assert "The second step is off." in text(client.post(reverse("mfa_deactivate_totp"), follow=True))
    assert mail.outbox[-1].subject == "The second step at log-in is off"
    log_in(other := Client())
    assert other.get(reverse("me")).status_code == 200
