"""Guessing passwords and codes: who has to wait, for how long, and that nobody learns who has an account."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from axes.models import AccessAttempt
from django.contrib.auth.hashers import identify_hasher, make_password
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from krav.actions.tries import forget_tries
from krav.store.models import DebtorTry, User
from krav.wire import clock
from tests.web.cast import PASSWORD, person, text
from tests.web.people.test_entrance import code

EMAIL = "mette@bogholderi.example"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def mette(db: None) -> User:
    return person(EMAIL, name="Mette Holm")


def try_once(email: str, password: str, address: str = "192.0.2.1") -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address).post(reverse("account_login"), {"login": email, "password": password})
    return answer.status_code, text(answer)


@pytest.mark.usefixtures("mette")
def test_five_wrong_passwords_lock_the_person_at_that_address_alone() -> None:
    assert [try_once(EMAIL, "wrong")[0] for _ in range(5)] == [200, 200, 200, 200, 429]
    assert try_once(EMAIL, PASSWORD)[0] == 429
    assert try_once(EMAIL.upper(), PASSWORD)[0] == 429
    assert try_once(EMAIL, PASSWORD, "192.0.2.2")[0] == 302


@pytest.mark.usefixtures("mette")
def test_the_page_is_the_same_for_somebody_who_has_no_account() -> None:
    known = [try_once(EMAIL, "wrong") for _ in range(6)]
    nobody = [try_once("nobody@bogholderi.example", "wrong", "192.0.2.3") for _ in range(6)]
    assert [(status, page) for status, page in known if status == 429] == [each for each in nobody if each[0] == 429]
    assert known[-1][1].startswith("Too many tries · Krav")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("da", "For mange forsøg"), ("nb", "For mange"), ("sv", "För många försök")]
)
def test_it_speaks_the_readers_language(language: str, words: str) -> None:
    for _ in range(5):
        answer = Client(headers={"Accept-Language": language}).post(
            reverse("account_login"), {"login": EMAIL, "password": "x"}
        )
    assert (answer.status_code, int(answer["Retry-After"]) > 0, answer["Cache-Control"]) == (429, True, "no-store")
    assert words in text(answer)


@pytest.mark.usefixtures("mette")
def test_an_address_that_tries_many_people_is_locked_and_a_right_password_does_not_free_it() -> None:
    for number in range(24):
        assert try_once(f"someone{number}@bogholderi.example", "wrong")[0] == 200
    assert try_once(EMAIL, PASSWORD)[0] == 302
    assert try_once("someone99@bogholderi.example", "wrong")[0] == 429
    assert try_once(EMAIL, PASSWORD)[0] == 429
    assert try_once(EMAIL, PASSWORD, "192.0.2.2")[0] == 302


@pytest.mark.usefixtures("mette")
def test_a_header_moves_nobody_to_another_address_unless_a_proxy_is_trusted(settings: Settings) -> None:
    login = {"login": EMAIL, "password": "wrong"}
    for number in range(5):
        Client().post(reverse("account_login"), login, headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert try_once(EMAIL, PASSWORD, "127.0.0.1")[0] == 429
    AccessAttempt.objects.all().delete()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):  # what a person writes before the proxy's own word counts for nothing
        told = f"203.0.113.{number}, 198.51.100.7"
        last = Client().post(reverse("account_login"), login, headers={"X-Forwarded-For": told})
    assert last.status_code == 429
    assert {str(each.ip_address) for each in AccessAttempt.objects.all()} == {"198.51.100.7"}


def test_wrong_codes_of_the_second_step_count_too(mette: User) -> None:
    TOTP.activate(mette, SECRET)
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    wrong = [client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code for _ in range(5)]
    assert wrong == [200, 200, 200, 200, 429]
    assert client.post(reverse("mfa_authenticate"), {"code": code(SECRET)}).status_code == 429
    assert client.get(reverse("me")).status_code == 302
    assert try_once(EMAIL, PASSWORD, "127.0.0.1")[0] == 429


def test_the_password_alone_does_not_wipe_out_wrong_codes(mette: User) -> None:
    TOTP.activate(mette, SECRET)
    for _ in range(4):
        client = Client()
        client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client = Client()
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 429


def test_who_logs_in_starts_anew(mette: User) -> None:
    for _ in range(3):
        for _ in range(4):
            try_once(EMAIL, "wrong")
        assert try_once(EMAIL, PASSWORD)[0] == 302


@pytest.mark.usefixtures("mette")
def test_nothing_that_was_typed_is_kept_and_the_rest_is_forgotten() -> None:
    try_once(EMAIL, "a password that somebody mistyped")
    (kept,) = AccessAttempt.objects.all()
    assert "mistyped" not in str(vars(kept))
    assert EMAIL not in kept.post_data
    DebtorTry.objects.create(place="5e" * 32, count=1, since=clock.now() - timedelta(days=3))
    assert forget_tries(now=kept.attempt_time + timedelta(minutes=14)) == DebtorTry.objects.filter(count=99).count() + 1
    assert AccessAttempt.objects.count() == 1
    forget_tries(now=kept.attempt_time + timedelta(minutes=16))
    assert AccessAttempt.objects.count() == 0


def test_an_old_hash_is_made_anew_at_login(mette: User, settings: Settings) -> None:
    argon2, pbkdf2 = (f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2"))
    settings.PASSWORD_HASHERS = [argon2, pbkdf2]
    mette.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    mette.save(update_fields=["password"])
    assert try_once(EMAIL, PASSWORD)[0] == 302
    mette.refresh_from_db()
    assert identify_hasher(mette.password).algorithm == "argon2"


def test_argon2_comes_first_outside_of_tests() -> None:
    from krav.config import settings as as_started  # noqa: PLC0415 tests have cheap ones

    assert as_started.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_a_session_made_before_the_log_in_is_not_the_one_after_it(mette: User) -> None:
    client = Client()
    client.get("/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = str(session.session_key)
    client.cookies.load({"sessionid": planted})
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted
    assert Client().get(reverse("me"), headers={"Cookie": f"sessionid={planted}"}).status_code == 302
    assert client.get(reverse("me")).status_code == 200
