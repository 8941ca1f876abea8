"""`krav webhooks`: what an operator sees of them, and sending again."""

import pytest
from click.testing import CliRunner
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.cli.webhooks import webhooks
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, FJORDBO, IMPORTED
from tests.actions.hooks import DEAF, told_of_nothing


@pytest.fixture
def hook(db: None, settings: Settings) -> tuple[int, int]:
    """The account and its webhook, which did not take an event."""
    settings.KRAV_PRIVATE_ADDRESSES = True
    account_id = open_account(FJORDBO, on=IMPORTED)
    return account_id, told_of_nothing(account_id, FIRST)[0]


def said(*words: str) -> str:
    answer = CliRunner().invoke(webhooks, words, catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return " ".join(answer.output.split())


def test_they_are_shown_with_what_waits(hook: tuple[int, int]) -> None:
    assert said("fjordbo").endswith(f"{hook[1]} {DEAF} letter on 0 1")


def test_what_was_given_up_is_sent_again(hook: tuple[int, int]) -> None:
    account_id, hook_id = hook
    assert said("fjordbo", "--again", str(hook_id)).startswith("1 events are sent again")
    with account_scope(account_id):
        assert rows.Delivery.objects.get().state == "queued"
    assert said("fjordbo").endswith("on 1 0")
