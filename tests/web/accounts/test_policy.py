"""The policy editor: what the law does not allow is refused at once, and two people do not overwrite each other."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from krav.claims.policy import Policy
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.load import creditor
from krav.store.scope import account_scope
from tests.actions.cast import FIRST, ledger, line, take
from tests.web.cast import browser, person, text

PAGE = "/a/fjordbo/policy/"
_INPUT = re.compile(r"<input[^>]*>")


def typed(page: str) -> dict[str, Any]:
    """What a browser would send of the form as the page shows it."""
    sent: dict[str, Any] = {}
    for tag in _INPUT.findall(page):
        told = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        ticked = told.get("type") in {"checkbox", "radio"}
        if "name" in told and told["name"] != "csrfmiddlewaretoken" and (not ticked or " checked" in tag):
            sent[told["name"]] = unescape(told.get("value", "on" if ticked else ""))
    return sent


def form(client: Client) -> dict[str, Any]:
    """The form as it stands."""
    return typed(client.get(PAGE).content.decode())


def stored(account_id: int) -> Policy:
    """The policy that holds."""
    return creditor(rows.Account.objects.get(pk=account_id)).policy


def test_the_page_shows_the_staircase_and_the_law(administrator: Client) -> None:
    words = text(administrator.get(PAGE))
    assert "Reminder 1 day 7" in words
    assert "The law gives at least 10 days. renteloven § 9 b" in words
    assert "Lawful is 100,00 for this letter to a consumer." in words
    assert "Every step of the policy has been taken" in words


def test_saving_what_stands_changes_nothing(fjordbo: int, administrator: Client) -> None:
    before = stored(fjordbo)
    assert administrator.post(PAGE, form(administrator)).status_code == 302
    assert stored(fjordbo) == before


def test_a_lawful_change_holds_and_moves_the_claims(fjordbo: int, administrator: Client) -> None:
    take(fjordbo, ledger(line("1001", "1.000,00")))
    with account_scope(fjordbo):
        before = rows.ClaimState.objects.get().next_on or FIRST
    changed = form(administrator) | {"rykker_1-wait_days": "15", "rykker_1-fee": "own", "rykker_1-own_fee": "75,50"}
    changed |= {"all-channel": "email", "inkassovarsel-paper": "on", "rykker_2-approval": "on", "interest-rate": "8.5"}
    del changed["rykker_3-taken"]
    assert "The policy is saved" in text(administrator.post(PAGE, changed, follow=True))
    policy = stored(fjordbo)
    assert [(step.key, step.fee) for step in policy.steps] == [
        ("rykker_1", 7550),
        ("rykker_2", None),
        ("inkassovarsel", None),
    ]
    assert (policy.channel, policy.on_paper, policy.approval) == ("email", ("inkassovarsel",), ("rykker_2",))
    assert str(policy.interest.rate) == "8.5"
    with account_scope(fjordbo):
        assert (rows.ClaimState.objects.get().next_on or before) - before >= timedelta(days=10)


def test_what_the_law_does_not_allow_is_refused_and_set_right_with_a_button(fjordbo: int, administrator: Client) -> None:
    before = stored(fjordbo)
    wrong = form(administrator) | {"rykker_1-deadline_days": "4", "rykker_2-fee": "own", "rykker_2-own_fee": "150"}
    refused = administrator.post(PAGE, wrong)
    assert refused.status_code == 422
    words = text(refused)
    assert (
        "Reminder 1: The letter sets 4 days; the law asks for at least 10. Lawful: a deadline of 10 days or more." in words
    )
    assert 'value="4"' in refused.content.decode()
    assert stored(fjordbo) == before
    once = administrator.post(PAGE, wrong | {"mend": "0"})
    assert "A fee of 150,00 DKK is above the highest that is lawful. Lawful: at most 100,00 DKK." in text(once)
    mended = typed(once.content.decode())
    assert mended["rykker_1-deadline_days"] == "10"
    mended = typed(administrator.post(PAGE, mended | {"mend": "0"}).content.decode())
    assert mended["rykker_2-own_fee"] == "100,00"
    assert administrator.post(PAGE, mended).status_code == 302
    assert stored(fjordbo).steps[1].fee == 10000


def test_the_preview_refuses_while_it_is_typed_and_saves_nothing(fjordbo: int, administrator: Client) -> None:
    before = stored(fjordbo)
    wrong = form(administrator) | {"rykker_1-deadline_days": "4"}
    words = text(administrator.post(PAGE + "preview/", wrong))
    assert "the law asks for at least 10" in words
    right = form(administrator) | {"rykker_1-wait_days": "20", "debtor": "business"}
    assert "Reminder 1 day 22" in text(administrator.post(PAGE + "preview/", right))
    assert stored(fjordbo) == before


@pytest.mark.parametrize("field", ["rykker_1-wait_days", "all-minimum", "rykker_1-fee", "interest-rate"])
@pytest.mark.parametrize("nonsense", ["", "-1", "1e9", "<b>", "3x", "9" * 30])
def test_nonsense_is_marked_and_never_saved(fjordbo: int, administrator: Client, field: str, nonsense: str) -> None:
    before = stored(fjordbo)
    answer = administrator.post(PAGE, form(administrator) | {field: nonsense})
    empty_rate = field == "interest-rate" and not nonsense
    assert answer.status_code == (302 if empty_rate else 422)
    assert stored(fjordbo) == before


def test_no_letter_at_all_is_refused(fjordbo: int, administrator: Client) -> None:
    none = {name: value for name, value in form(administrator).items() if not name.endswith("-taken")}
    refused = administrator.post(PAGE, none)
    assert refused.status_code == 422
    assert "at least one" in text(refused)


def test_the_second_of_two_sees_what_the_first_did(fjordbo: int, administrator: Client) -> None:
    other = browser(person("lars@fjordbo.example", (fjordbo, Role.ADMINISTRATOR)))
    mine, theirs = form(administrator), form(other)
    assert other.post(PAGE, theirs | {"rykker_1-wait_days": "9"}).status_code == 302
    late = administrator.post(PAGE, mine | {"rykker_1-wait_days": "12"})
    assert late.status_code == 409
    assert "lars@fjordbo.example changed this at" in text(late)
    assert stored(fjordbo).steps[0].wait_days == 9
    again = administrator.post(PAGE, typed(late.content.decode()))
    assert again.status_code == 409


def test_sending_the_same_form_twice_does_it_once(fjordbo: int, administrator: Client) -> None:
    sent = form(administrator) | {"rykker_1-wait_days": "9"}
    assert administrator.post(PAGE, sent).status_code == 302
    assert administrator.post(PAGE, sent).status_code == 409
    with account_scope(fjordbo):
        assert rows.Audit.objects.filter(action="change_policy").count() == 1


def test_only_an_administrator_changes_it(fjordbo: int, guest: Client, caseworker: Client, stranger: Client) -> None:
    before = stored(fjordbo)
    for client in (guest, caseworker):
        seen = form(client)
        assert "Save the policy" not in text(client.get(PAGE))
        assert client.post(PAGE, seen | {"rykker_1-wait_days": "9"}).status_code == 403
    assert stranger.get(PAGE).status_code == 404
    assert stranger.post(PAGE, {}).status_code == 404
    assert stored(fjordbo) == before
    assert take(fjordbo, ledger(line("1", "1,00")), on=FIRST).new == 1
