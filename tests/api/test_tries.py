"""Keys that open nothing: after some of them an address waits; a right one is never kept waiting."""

import pytest
from django.test import Client
from pytest_django import Settings

from krav.actions.debtor_tries import FREE
from krav.actions.tokens import make_token
from krav.kernel.role import Role
from tests.actions.cast import ANN
from tests.api.cast import TODAY


def show(key: str, address: str = "192.0.2.9") -> tuple[int, str]:
    answer = Client(REMOTE_ADDR=address).get("/api/v1/account", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, str(answer.json().get("code", ""))


def test_wrong_keys_are_counted_by_address(fjordbo: int, settings: Settings) -> None:
    right = make_token(fjordbo, "script", Role.GUEST, on=TODAY, by=ANN)
    assert {show(f"krav_{number}") for number in range(FREE)} == {(401, "no_key")}
    assert show("krav_more") == (429, "too_often")
    assert show(right)[0] == 200
    assert show("krav_more", "192.0.2.10") == (401, "no_key")


@pytest.mark.django_db
def test_no_answer_for_programs_is_kept_on_the_way() -> None:
    assert Client().get("/api/v1/account")["Cache-Control"] == "no-store"
