"""The policy as a form: a part for each step the country offers, one for what holds for all, one for interest invoices."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.claims.policy import Policy, policy_data
from krav.law.country import Country
from krav.law.step import Step, StepKind
from krav.web.accounts.fields import Amount

_MOST_DAYS = 365
_KINDS = list(StepKind)
_ACCOUNTS = {
    "bank": _("Bank"),
    "receivable": _("Customers"),
    "loss": _("Losses"),
    "recovery": _("Recovered losses"),
    "vat": _("Output VAT"),
    "vat_15": _("Output VAT, 15 %"),
    "vat_12": _("Output VAT, 12 %"),
    "vat_6": _("Output VAT, 6 %"),
    "fee": _("Fees"),
    "compensation": _("Compensation"),
    "interest": _("Interest"),
    "costs": _("Costs of cases"),
    "partner": _("Money at the collection partner"),
    "commission": _("Commission of the collection partner"),
    "vat_in": _("Input VAT"),
}
"""What people call the accounts of losses."""


_LADDERS = {
    "": _("Nothing else"),
    "email,file": _("E-mail, then paper printed here"),
    "email,print": _("E-mail, then paper by the print house"),
    "email,sms,file": _("E-mail, then an SMS and paper printed here"),
    "email,sms,print": _("E-mail, then an SMS and paper by the print house"),
    "digital,email,file": _("Digital mailbox, then e-mail, then paper printed here"),
    "digital,email,print": _("Digital mailbox, then e-mail, then paper by the print house"),
    "print": _("Paper by the print house"),
}
"""What people choose of what may be tried in order."""


class StepForm(forms.Form):
    """One step: whether it is taken, when, with which deadline, at what price, how, and whether a person says yes first."""

    use_required_attribute = False  # what is not shown is not asked

    taken = forms.BooleanField(label=_("Send this letter"), required=False)
    wait_days = forms.IntegerField(label=_("Days to wait"), min_value=0, max_value=_MOST_DAYS)
    deadline_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=_MOST_DAYS)
    fee = forms.ChoiceField(
        label=_("Fee"), choices=[("lawful", _("Lawful")), ("own", _("Own")), ("none", _("None"))], widget=forms.RadioSelect
    )
    paper = forms.BooleanField(label=_("Always on paper"), required=False)
    approval = forms.BooleanField(label=_("Waits for my yes"), required=False)

    def __init__(self, step: Step, language: str, data: Mapping[str, Any] | None, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=step.key, initial=initial)
        self.step = step
        own = data is None or data.get(self.add_prefix("fee")) == "own"
        self.fields["own_fee"] = Amount(language=language, label=_("Own fee"), required=own)

    @property
    def is_taken(self) -> bool:
        """Whether the letter is ticked, typed or stored."""
        return bool(self["taken"].value())

    def row(self) -> dict[str, Any]:
        """The step as a policy stores it."""
        told = self.cleaned_data
        row = {"key": self.step.key, "wait_days": told["wait_days"], "deadline_days": told["deadline_days"]}
        own = {"fee": told["own_fee"]} if told["fee"] == "own" else {}
        return {**row, "charges": told["fee"] != "none", **own}


class GeneralForm(forms.Form):
    """What holds for every step."""

    channel = forms.ChoiceField(
        label=_("Letters leave"), choices=[("email", _("By e-mail")), ("file", _("On paper"))], widget=forms.RadioSelect,
        help_text=_("A customer without an e-mail address gets paper."),
    )  # fmt: skip
    delivery = forms.ChoiceField(
        label=_("What is tried in turn"), required=False,
        help_text=_("The next is tried where one does not reach the customer. The law may ask for paper; then paper it is."),
    )  # fmt: skip
    postal_days = forms.IntegerField(
        label=_("Postal days"), min_value=0, max_value=60,
        help_text=_("An invoice enters the list this many days after its due day."),
    )  # fmt: skip
    grace_bank_days = forms.IntegerField(
        label=_("Days of grace"), min_value=0, max_value=60,
        help_text=_("Bank days after each deadline, for money that is under way."),
    )  # fmt: skip
    stale_after_days = forms.IntegerField(
        label=_("News of money"), min_value=1, max_value=60,
        help_text=_("No letter is made when the newest news of payments is older than this many days."),
    )  # fmt: skip
    ledger_stale_after_days = forms.IntegerField(
        label=_("News of the ledger"), min_value=0, max_value=60,
        help_text=_("No letter is made when the newest list of all open items is older than this; 0 does not ask for one."),
    )  # fmt: skip
    books_remind_days = forms.IntegerField(
        label=_("Reminders by the accounting system"), min_value=0, max_value=60,
        help_text=_("Until so many days after the due day it may remind by itself; Krav goes on from what it sent."),
    )  # fmt: skip
    asked_waits = forms.BooleanField(
        label=_("Wait where a customer asks for instalments or a day"), required=False,
        help_text=_("Asked on the customer’s own page, by the link on letters. An objection always stops at once."),
    )  # fmt: skip
    compensation = forms.BooleanField(label=_("Claim compensation from businesses"), required=False)
    terms_agreed = forms.BooleanField(
        label=_("The due day is agreed with customers"), required=False,
        help_text=_("It stands in the order or the terms of sale. Otherwise interest begins later."),
    )  # fmt: skip
    fee_agreed = forms.BooleanField(label=_("Reminder fees are agreed with customers"), required=False)

    def __init__(self, language: str, data: Mapping[str, Any] | None, initial: dict[str, Any]) -> None:
        ladder = ",".join(initial["delivery"])
        super().__init__(data, prefix="all", initial=initial | {"delivery": ladder})
        ways = _LADDERS | {ladder: _LADDERS.get(ladder, ladder)}
        self.fields["delivery"].choices = list(ways.items())  # type: ignore[attr-defined]
        least, rest = _("An unpaid principal below this is not pursued."), _("A rest up to this counts as paid.")
        self.fields["minimum"] = Amount(language=language, label=_("Smallest claim"), help_text=least)
        self.fields["tolerance"] = Amount(language=language, label=_("Tolerance"), help_text=rest)
        whole = _("What is left of a whole case is given up to this, once something was paid.")
        self.fields["case_tolerance"] = Amount(language=language, label=_("Tolerance of a case"), help_text=whole)


    def clean_delivery(self) -> list[str]:
        """The channels one by one."""
        return [way for way in str(self.cleaned_data["delivery"]).split(",") if way]


class InterestForm(forms.Form):
    """How interest invoices are made."""

    enabled = forms.BooleanField(label=_("Make interest invoices to customers who paid late"), required=False)
    rate = forms.DecimalField(
        label=_("Own rate, % a year"), required=False, min_value=0, max_value=999, max_digits=5, decimal_places=2,
        localize=True, help_text=_("Empty for the rate the law gives."),
    )  # fmt: skip
    min_days = forms.IntegerField(label=_("Days late, at least"), min_value=0, max_value=_MOST_DAYS)
    days_to_pay = forms.IntegerField(label=_("Days to pay"), min_value=1, max_value=_MOST_DAYS)
    first_number = forms.IntegerField(
        label=_("First number"), min_value=1, help_text=_("Of a series apart from your invoices.")
    )
    comment = forms.CharField(label=_("Comment on the invoice"), max_length=400, required=False)

    def __init__(self, language: str, data: Mapping[str, Any] | None, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix="interest", initial=initial)
        pooled = _("A customer is invoiced once the interest has come to this; 0 invoices every claim.")
        self.fields["threshold"] = Amount(language=language, label=_("From how much on"), help_text=pooled)
        self.fields["min_invoice"] = Amount(language=language, label=_("Invoices of at least"))
        self.fields["fee"] = Amount(language=language, label=_("Invoice fee"))


class BooksForm(forms.Form):
    """The accounts of losses, each empty for the country's own; only those that the country has."""

    charges_booked = forms.BooleanField(
        label=_("Fees, compensation and interest are booked as income when a letter charges them"), required=False,
        help_text=_("Then a write-off reverses them as well. Otherwise they are booked when they are paid."),
    )  # fmt: skip

    def __init__(self, known: Mapping[str, str], data: Mapping[str, Any] | None, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix="books", initial=initial)
        for name, own in known.items():
            asked = forms.TextInput({"size": 8, "placeholder": own})
            self.fields[name] = forms.RegexField(
                r"^[0-9A-Za-z._-]{0,20}$", label=_ACCOUNTS[name], required=False, widget=asked
            )

    @property
    def accounts(self) -> list[forms.BoundField]:
        """The fields of the accounts."""
        return [bound for bound in self if bound.name != "charges_booked"]


class PolicyForms:
    """All parts together, filled from a policy or from what was typed."""

    def __init__(self, country: Country, policy: Policy, data: Mapping[str, Any] | None = None) -> None:
        language = country.languages[0]
        told = policy_data(policy, country)
        self.steps = [StepForm(step, language, data, _initial(step, policy)) for step in offered(country, policy)]
        self.general = GeneralForm(language, data, told)
        self.interest = InterestForm(language, data, told["interest"] | {"rate": policy.interest.rate})
        self.books = BooksForm(country.books_accounts, data, told["books"])

    def is_valid(self) -> bool:
        """Whether every part can be read; a step that is not taken is not asked."""
        steps = [form.is_valid() for form in self.steps if form.is_taken]
        return all([*steps, self.general.is_valid(), self.interest.is_valid(), self.books.is_valid()])

    def data(self) -> dict[str, Any]:
        """The choices as `read_policy` reads them."""
        taken = [form for form in self.steps if form.is_taken]
        interest = dict(self.interest.cleaned_data)
        interest["rate"] = None if interest["rate"] is None else str(interest["rate"])
        return {
            **self.general.cleaned_data,
            "steps": [form.row() for form in taken],
            "on_paper": [form.step.key for form in taken if form.cleaned_data["paper"]],
            "approval": [form.step.key for form in taken if form.cleaned_data["approval"]],
            "interest": interest,
            "books": self.books.cleaned_data,
        }


def offered(country: Country, policy: Policy) -> list[Step]:
    """The policy's steps in their order, the country's others put in where they belong by kind and price."""
    found = list(policy.steps)
    for step in country.steps:
        if step.key not in {each.key for each in found}:
            later = (place for place, each in enumerate(found) if _rank(each) > _rank(step))
            found.insert(next(later, len(found)), step)
    return found


def _rank(step: Step) -> tuple[int, bool]:
    return _KINDS.index(step.kind), step.charges


def _initial(step: Step, policy: Policy) -> dict[str, Any]:
    fee = "none" if not step.charges else "lawful" if step.fee is None else "own"
    keys = {each.key for each in policy.steps}
    return {
        "wait_days": step.wait_days,
        "deadline_days": step.deadline_days,
        "taken": step.key in keys,
        "fee": fee,
        "own_fee": step.fee,
        "paper": step.key in policy.on_paper,
        "approval": step.key in policy.approval,
    }


def freed(policy: Policy) -> Policy:
    """The policy with every step at the lawful price: what hints about fees are taken from."""
    return replace(policy, steps=tuple(replace(step, charges=True, fee=None) for step in policy.steps))
