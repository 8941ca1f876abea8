"""Changing a creditor's policy: whole and lawful, or not at all."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from krav.actions import states
from krav.actions.stale import mark, refuse_stale
from krav.actions.unit import Actor, unit
from krav.claims.check import Breach
from krav.claims.interest_policy import InterestPolicy
from krav.claims.mend import breaches
from krav.claims.policy import Policy, policy_data, read_policy
from krav.kernel.phrase import Show, Translate, iso, say
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.store import models as rows
from krav.store.load import creditor


class Unlawful(KravError):
    """A policy under which a debtor would get an unlawful letter."""

    def __init__(self, found: tuple[Breach, ...]) -> None:
        super().__init__("The policy breaks the law and is not saved. {listed}", {})
        self.breaches = found

    def said(self, translate: Translate = str, show: Show = iso) -> str:
        """What is wrong and every breach, in the translator's language."""
        listed = " ".join(breach.in_full(translate, show) for breach in self.breaches)
        return say(self.phrase, {"listed": listed}, translate, show)


def refuse_unlawful(policy: Policy, law: Country, on: date) -> None:
    """No steps are saved under which a debtor of any kind would get an unlawful letter.

    Raises:
        Unlawful: with every breach.
    """
    if found := breaches(law, policy, on):
        raise Unlawful(found)


def policy_mark(policy: Policy, law: Country) -> str:
    """The mark of a policy, for a page to carry."""
    return mark(policy_data(policy, law))


def change_policy(account_id: int, data: Mapping[str, Any], *, on: date, by: Actor, seen: str = "", key: str = "") -> Policy:
    """Puts the policy in the place of the old one, and moves the projection where a claim's next day changes with it.

    Raises:
        KravError: a choice that does not exist.
        Unlawful: nothing is saved.
        Overtaken: somebody else changed the policy after `seen`, the mark of the one that was shown.
    """
    with unit(account_id, "change_policy", on=on, by=by, key=key) as work:
        law, before = work.creditor.country, work.creditor.policy
        refuse_stale(seen, policy_mark(before, law), "change_policy")
        policy = read_policy(data, law)
        refuse_unlawful(policy, law, on)
        after = policy_data(policy, law)
        rows.Account.objects.filter(pk=account_id).update(policy=json.dumps(after, sort_keys=True))
        if _moves(before) != _moves(policy):
            changed = creditor(rows.Account.objects.get(pk=account_id))
            states.refresh(rows.Claim.objects.values("id"), changed)
            work.creditor = changed
            work.cases.touch(rows.Case.objects.values_list("id", flat=True))
        old = policy_data(before, law)
        work.said = {"changed": sorted(name for name in old.keys() | after.keys() if old.get(name) != after.get(name))}
    return policy


def _moves(policy: Policy) -> Policy:
    """What of a policy decides where a claim stands and what comes next."""
    still = replace(policy, stale_after_days=0, ledger_stale_after_days=0)
    return replace(still, channel="file", delivery=(), on_paper=(), approval=(), interest=InterestPolicy())
