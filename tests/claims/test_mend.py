"""A policy that breaks the law is mended breach by breach until it is lawful, and is stored as it is read."""

from dataclasses import replace
from datetime import date

import pytest

from krav.claims.example import RULER, example
from krav.claims.mend import breaches, mended
from krav.claims.policy import Policy, default_policy, policy_data, read_policy
from krav.countries import countries
from krav.law.country import Country
from krav.law.step import DebtorKind

ON = date(2026, 9, 29)
LANDS = pytest.mark.parametrize("country", countries().values(), ids=lambda country: country.code)


def greedy(country: Country) -> Policy:
    """Every step the country has, with three days to pay and a fee nobody may ask."""
    steps = tuple(replace(step, deadline_days=3, charges=True, fee=99900) for step in country.steps)
    return replace(default_policy(country), steps=steps, approval=(steps[0].key,), tolerance=1, minimum=2)


@LANDS
def test_mending_every_breach_ends_in_a_lawful_policy(country: Country) -> None:
    policy = greedy(country)
    for _ in range(30):
        found = breaches(country, policy, ON)
        if not found:
            break
        policy = mended(policy, found[0], ON)
    assert breaches(country, policy, ON) == ()
    assert [step.key for step in policy.steps] == [step.key for step in country.steps]
    assert all(step.deadline_days >= country.shortest_deadline(step, ON) for step in policy.steps)
    assert all(step.fee is None or 0 < step.fee < 99900 for step in policy.steps)


@LANDS
def test_a_policy_is_read_as_it_was_stored(country: Country) -> None:
    for policy in (default_policy(country), greedy(country)):
        assert read_policy(policy_data(policy, country), country) == policy
    assert "steps" not in policy_data(default_policy(country), country)


@LANDS
@pytest.mark.parametrize("debtor", DebtorKind)
def test_the_example_debtor_meets_every_step_in_its_order(country: Country, debtor: DebtorKind) -> None:
    shown = example(country, default_policy(country), debtor, ON)
    assert [letter.step for letter in shown.letters] == list(country.ladder)
    assert 0 < (ON - shown.due_on).days <= RULER
    totals = [letter.total for letter in shown.letters]
    assert totals == sorted(totals)
    assert shown.end
    assert shown.end.refusal.code == "ladder_ended"
