"""Another policy to compare with: a form over the account's own, and the two outlooks side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from krav.claims.mend import breaches
from krav.claims.outlook import Outlook, Sums
from krav.claims.policy import Policy, policy_data, read_policy
from krav.countries import step_name
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.step import Step
from krav.web import figures
from krav.web.accounts.fields import Amount
from krav.web.accounts.hints import Refused, refused
from krav.web.explained import said

_MOST_DAYS = 365
_PREFIX = "other"


class OtherForm(forms.Form):
    """The choices that decide when letters come; all else is as in the account's own policy."""

    postal_days = forms.IntegerField(label=gettext_lazy("Postal days"), min_value=0, max_value=60)
    grace_bank_days = forms.IntegerField(label=gettext_lazy("Days of grace"), min_value=0, max_value=60)

    def __init__(self, policy: Policy, country: Country, data: Mapping[str, str] | None = None) -> None:
        self.policy = policy
        initial = {"postal_days": policy.postal_days, "grace_bank_days": policy.grace_bank_days, "minimum": policy.minimum}
        waits = {f"wait_{step.key}": step.wait_days for step in policy.steps}
        asked = data if data and f"{_PREFIX}-postal_days" in data else None
        super().__init__(asked, initial=initial | waits, prefix=_PREFIX, auto_id="%s")
        self.fields["minimum"] = Amount(language=country.languages[0], label=_("Smallest claim"))
        for step in policy.steps:
            label = _("Days before %(step)s") % {"step": step_name(step.key, figures.reader())}
            self.fields[f"wait_{step.key}"] = forms.IntegerField(label=label, min_value=0, max_value=_MOST_DAYS)
        if policy.approval:
            self.fields["no_approval"] = forms.BooleanField(label=_("No letter waits for a yes"), required=False)

    def chosen(self) -> Policy | None:
        """The policy that was typed; None where nothing was, or what cannot be read."""
        if not self.is_valid():
            return None
        told = self.cleaned_data

        def step(own: Step) -> Step:
            return replace(own, wait_days=told[f"wait_{own.key}"])

        return replace(
            self.policy,
            postal_days=told["postal_days"],
            grace_bank_days=told["grace_bank_days"],
            minimum=told["minimum"],
            steps=tuple(step(own) for own in self.policy.steps),
            approval=() if told.get("no_approval") else self.policy.approval,
        )


def asked_policy(form: OtherForm, country: Country, on: date) -> tuple[Policy | None, list[Refused]]:
    """The other policy, where it is lawful, and else what the law says to it."""
    policy = form.chosen()
    if policy is None:
        return None, []
    try:
        read_policy(policy_data(policy, country), country)
    except KravError as error:
        form.add_error(None, said(error, country.languages[0]))
        return None, []
    found = refused(breaches(country, policy, on), country)
    return (None if found else policy), found


class Pair(NamedTuple):
    """One figure by the account's own policy and by the other; None where there is none."""

    words: str
    own: Money | int | None
    other: Money | int | None


def side_by_side(own: Outlook, other: Outlook, policy: Policy, currency: str) -> Iterator[Pair]:
    """What differs and what does not, in the account's currency."""
    first, second = (found.totals().get(currency) or Sums() for found in (own, other))
    yield Pair(_("Letters"), first.letters.total(), second.letters.total())
    for step in policy.steps:
        yield Pair(step_name(step.key, figures.reader()), first.letters[step.key], second.letters[step.key])
    yield Pair(_("Invoices that wait for a yes"), first.asked.total(), second.asked.total())
    yield Pair(_("Invoices that stop"), first.stopped.total(), second.stopped.total())
    yield Pair(_("Fees"), Money(first.fees, currency), Money(second.fees, currency))
    yield Pair(_("Compensation"), Money(first.compensation, currency), Money(second.compensation, currency))
    money = (Money(sums.money, currency) if found.habits else None for found, sums in ((own, first), (other, second)))
    yield Pair(_("Expected money"), *money)
    yield Pair(_("Days from due to the last letter"), own.days_to_last_step, other.days_to_last_step)
