"""Keys for programs: shown once, opening one account with one role, until they are revoked."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from krav.actions.tokens import make_token, revoke_token, token_used
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.models import ApiToken
from krav.store.queries.tokens import seat_of_token, tokens
from tests.actions.cast import ANN
from tests.web.cast import TODAY, text

PAGE = "/a/fjordbo/settings/tokens/"


def test_a_key_is_shown_once_and_kept_as_its_hash(administrator: Client, fjordbo: int) -> None:
    answer = administrator.post(PAGE, {"name": "e-conomic", "role": Role.CASEWORKER.value, "key": "k1"})
    found = re.search(r'id="secret">(krav_[\w-]{40,})<', answer.content.decode())
    assert found
    assert answer.headers["Cache-Control"] == "no-store"
    secret = found.group(1)
    opened = seat_of_token(secret)
    assert opened is not None
    assert (opened.account_id, opened.slug, opened.role) == (fjordbo, "fjordbo", Role.CASEWORKER)
    assert secret not in administrator.get(PAGE).content.decode()
    assert secret not in str(ApiToken.objects.values().get())
    assert "e-conomic Caseworker" in text(administrator.get(PAGE))


def test_the_same_form_twice_makes_one_key(administrator: Client) -> None:
    for _ in range(2):
        answer = administrator.post(PAGE, {"name": "e-conomic", "role": 1, "key": "k1"})
    assert (answer.status_code, ApiToken.objects.count()) == (409, 1)


def test_a_revoked_key_opens_nothing(administrator: Client, fjordbo: int) -> None:
    secret = make_token(fjordbo, "script", Role.GUEST, on=TODAY, by=ANN)
    made = tokens(fjordbo)[0]
    answer = administrator.post(f"{PAGE}{made.id}/revoke/", follow=True)
    assert "The key “script” opens nothing any more." in text(answer)
    assert seat_of_token(secret) is None
    with pytest.raises(KravError, match="revoked before"):
        revoke_token(fjordbo, made.id, on=TODAY, by=ANN)


def test_another_accounts_key_is_not_there(administrator: Client, fjordbo: int, nordlys: int) -> None:
    secret = make_token(nordlys, "script", Role.GUEST, on=TODAY, by=ANN)
    theirs = tokens(nordlys)[0]
    answer = administrator.post(reverse("settings_tokens_revoke", kwargs={"slug": "fjordbo", "token_id": theirs.id}))
    assert answer.status_code == 404
    assert seat_of_token(secret) is not None


def test_the_last_use_is_kept(fjordbo: int) -> None:
    secret = make_token(fjordbo, "script", Role.GUEST, on=TODAY, by=ANN)
    opened = seat_of_token(secret)
    assert opened is not None
    token_used(opened.token_id, on=TODAY)
    assert tokens(fjordbo)[0].used_on == TODAY


@pytest.mark.parametrize("secret", ["", "krav_", "krav_" + "a" * 43])
def test_a_key_that_never_was_opens_nothing(db: None, secret: str) -> None:
    assert seat_of_token(secret) is None
