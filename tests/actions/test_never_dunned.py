"""A year of money that comes late, early, twice, with wrong references or not at all: who has paid is never dunned.

A larger year: KRAV_YEAR_DEBTORS=400, and another one: KRAV_YEAR_SEED=7.
"""

import os
import random
from pathlib import Path

import pytest

from krav.actions.accounts import NewAccount
from krav.actions.steps import standings
from krav.render.pdf import Renderer
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import FJORDBO, NORDLYS, PROVBYGG
from tests.actions.year import END, UNPAID, WAYS, Year

DEBTORS = int(os.environ.get("KRAV_YEAR_DEBTORS", "18"))
SEED = int(os.environ.get("KRAV_YEAR_SEED", "6"))

MONEY = {"unmatched_money", "in_transit", "credit_open", "stale"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("new", [FJORDBO, NORDLYS, PROVBYGG], ids=lambda new: new.country)
def test_who_has_paid_is_never_dunned_and_who_has_not_is_at_last(
    new: NewAccount, folder: Path, renderer: Renderer, capsys: pytest.CaptureFixture[str]
) -> None:
    year = Year(new, random.Random(SEED), folder, renderer)
    year.live(DEBTORS)
    with capsys.disabled():
        print(f"\n{new.country}: {year.told()}")  # noqa: T201 the counts are the proof
    assert year.wrong == []
    assert year.counted["letters"] > DEBTORS
    assert {way for way in WAYS if way not in UNPAID} <= {bill.way for bill in year.bills if bill.known_on}
    assert all(year.counted[code] for code in MONEY)
    with account_scope(year.account_id):
        unpaid = [bill.number for bill in year.bills if bill.way in UNPAID]
        still = rows.ClaimState.objects.filter(settled_on=None, claim__number__in=unpaid)
        assert not still.filter(stage="").exists()
        stand = standings(list(still.values_list("claim_id", flat=True)), END)
    assert len(stand) > DEBTORS // 4
    waits = [each.refusal for each in stand.values() if each.refusal and each.refusal.code in MONEY]
    assert [each for each in waits if getattr(each.facts.get("amount"), "minor", 0) not in year.surplus] == []
