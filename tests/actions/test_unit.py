"""The unit of work: one transaction, one account, one audit row, and all of it or nothing."""

import json
from datetime import UTC, datetime

import pytest

from krav.actions import holds
from krav.actions.unit import machine, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import ScopeError, account_in_scope, account_scope
from tests.actions.cast import ANN, FIRST, IMPORTED, everything, ledger, line, run, take


def audits(account_id: int) -> list[tuple[str, str, dict[str, object]]]:
    """Actor, action and what it said, in the order they were done."""
    with account_scope(account_id):
        found = rows.Audit.objects.order_by("id").values_list("actor", "action", "data")
        return [(actor, action, json.loads(data)) for actor, action, data in found]


def _letters(account_id: int) -> list[int]:
    with account_scope(account_id):
        ids = list(rows.Letter.objects.order_by("id").values_list("id", flat=True))
    return [ids[0], ids[-1]]


def test_each_action_leaves_one_row_that_says_who_what_and_when(fjordbo: int) -> None:
    before = datetime.now(UTC)
    take(fjordbo, ledger(line("1001", "10.000,00")))
    with account_scope(fjordbo):
        row = rows.Audit.objects.get()
        assert (row.actor, row.action, row.on) == ("Ann", "import", IMPORTED)
        assert before <= row.at <= datetime.now(UTC)
    run(fjordbo, FIRST)
    holds.place_hold(fjordbo, "1001", "objection", on=FIRST, by=machine("Bo"))
    assert audits(fjordbo) == [
        ("Ann", "import", {"file": "ledger.csv", "format": "table", "items": 1, "new": 1, "placed": 0}),
        (
            "Ann",
            "day",
            {"letters": {"rykker_1": 1}, "plans": {}, "refused": {}, "span": _letters(fjordbo), "stopped": None},
        ),
        ("Bo", "place_hold", {"claim": "1001", "reason": "objection", "until": None}),
    ]


def test_the_row_goes_with_the_action_when_it_is_undone(fjordbo: int) -> None:
    take(fjordbo, ledger(line("1001", "10.000,00")))
    before, said = everything(), audits(fjordbo)
    with pytest.raises(RuntimeError, match="power cut"):
        fail_after_writing(fjordbo)
    assert everything() == before
    assert audits(fjordbo) == said


def fail_after_writing(account_id: int) -> None:
    with unit(account_id, "place_hold", on=FIRST, by=ANN) as work:
        claim = rows.Claim.objects.get()
        rows.Hold.objects.create(claim=claim, reason="objection", from_on=work.on, placed_by=work.by.name)
        raise RuntimeError("power cut")


def test_a_refused_action_leaves_no_row(fjordbo: int) -> None:
    with pytest.raises(KravError):
        take(fjordbo, b"no ledger")
    assert audits(fjordbo) == []


def test_the_account_is_in_scope_inside_and_not_after(fjordbo: int, nordlys: int) -> None:
    with unit(fjordbo, "note", on=FIRST, by=ANN) as work:
        assert (account_in_scope(), work.creditor.slug, work.creditor.country.code) == (fjordbo, "fjordbo", "DK")
        with pytest.raises(ScopeError), unit(nordlys, "note", on=FIRST, by=ANN):
            pass
    with pytest.raises(ScopeError):
        account_in_scope()


def test_an_account_that_is_not_there(fjordbo: int) -> None:
    with pytest.raises(rows.Account.DoesNotExist):
        run(fjordbo + 1, FIRST)
