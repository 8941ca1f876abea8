"""What was used, named as people name it, and summed by client."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from krav.actions.purses import Use, draw, give_back
from krav.store import models as rows
from krav.store.queries.credit_usage import usage, used_since, uses_by_client
from krav.store.queries.credits import Owner, low_for
from krav.store.scope import account_scope
from tests.actions.cast import ANN
from tests.actions.credit import TODAY, a_firm, filled, looked_after, on_sale, selling


@pytest.fixture
def firm(fjordbo: rows.Account, nordlys: rows.Account, settings: Settings) -> rows.Firm:
    """A firm that pays for a Danish client and a Norwegian, in both of whose countries letters are sold."""
    selling(settings)
    made = a_firm()
    for account in (fjordbo, nordlys):
        looked_after(account.pk, made)
    on_sale("norsk", country="NO", currency="NOK")
    filled(Owner(firm_id=made.pk), on_sale(units={"letter": 10}, price=100_00))
    return made


def letter_of(account: rows.Account) -> int:
    with account_scope(account.pk):
        return rows.Letter.objects.order_by("id")[0].pk


def test_a_statement_names_letters_and_their_customers(
    firm: rows.Firm, fjordbo: rows.Account, nordlys: rows.Account
) -> None:
    own, theirs = letter_of(fjordbo), letter_of(nordlys)
    for account, about in ((fjordbo, f"letter {own} email"), (fjordbo, "letter x"), (fjordbo, f"letter {theirs}")):
        draw(account.pk, [Use("letter", about)], on=TODAY, by=ANN)
    owner = Owner(firm_id=firm.pk)
    found = usage(fjordbo.pk, owner, TODAY, TODAY)
    assert [line.what for line in found.lines] == ["L1 · Øster Ås A/S", "letter x", f"letter {theirs}"]
    assert usage(fjordbo.pk, owner, TODAY, TODAY, named=False).lines[0].what == "L1"
    assert (found.currency, found.payer, found.cost) == ("DKK", "Regnskab Nord ApS", 30_00)
    assert not usage(fjordbo.pk, owner, TODAY + timedelta(days=1), TODAY + timedelta(days=9)).lines


def test_what_was_given_back_is_taken_off(firm: rows.Firm, fjordbo: rows.Account, nordlys: rows.Account) -> None:
    owner = Owner(firm_id=firm.pk)
    draw(fjordbo.pk, [Use("letter", "letter 1"), Use("letter", "letter 2")], on=TODAY, by=ANN)
    draw(nordlys.pk, [Use("letter", "letter 1")], on=TODAY, by=ANN)
    give_back(fjordbo.pk, ["letter 2"], on=TODAY, by=ANN)
    assert [(each.name, each.counts, each.cost) for each in uses_by_client(owner, TODAY, TODAY)] == [
        ("Fjordbo ApS", {"letter": 1}, 10_00),
        ("Nordlys Lamper AS", {"letter": 1}, 10_00),
    ]
    assert used_since(owner, TODAY) == {"letter": 2}
    assert [line.count for line in usage(fjordbo.pk, owner, TODAY, TODAY).lines] == [1, 1, -1]
    assert uses_by_client(Owner(fjordbo.pk), TODAY, TODAY) == []


def test_what_runs_low_is_told_of_whoever_pays(firm: rows.Firm, fjordbo: rows.Account, nordlys: rows.Account) -> None:
    ids = [fjordbo.pk, nordlys.pk]
    assert low_for(ids, TODAY) == {}
    draw(fjordbo.pk, [Use("letter", f"letter {each}") for each in range(10)], on=TODAY, by=ANN)
    assert low_for(ids, TODAY) == {key: {"letter": 0} for key in ids}
    rows.Client.objects.filter(account=nordlys).update(pays="client")
    assert low_for(ids, TODAY) == {fjordbo.pk: {"letter": 0}}
