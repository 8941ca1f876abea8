"""What is asked about a plan: how the debt is divided, how the debtor acknowledged it, why it ends."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.claims.agreement import Acknowledged, Terms
from krav.claims.plan import Every, Interest
from krav.web.accounts.fields import Amount
from krav.web.claims.claim_forms import Day


class PlanForm(forms.Form):
    """How the debt is divided. What is not told yet is as in `usual`."""

    by = forms.ChoiceField(
        label=_("Divide by"),
        choices=[("count", _("How many")), ("amount", _("Amount"))],
        widget=forms.RadioSelect,
    )
    count = forms.IntegerField(
        label=_("Number of instalments"), min_value=2, max_value=120, widget=forms.NumberInput({"size": 4})
    )
    first_on = Day(label=_("First instalment"))
    every = forms.ChoiceField(
        label=_("How often"),
        choices=[(Every.MONTH.value, _("Each month")), (Every.FORTNIGHT.value, _("Every 14 days"))],
        widget=forms.RadioSelect,
    )
    interest = forms.ChoiceField(
        label=_("Interest while the plan runs"),
        choices=[
            (Interest.RUNS.value, _("It runs on\nReckoned and paid with the last instalment")),
            (Interest.WAIVED.value, _("It lapses if the plan is kept\nElse it runs from today all the same")),
        ],
        widget=forms.RadioSelect,
    )
    charged = forms.BooleanField(label=_("Charge what the plan costs"), required=False)

    def __init__(self, told: Mapping[str, Any], *, language: str, usual: Mapping[str, Any], may_charge: bool) -> None:
        super().__init__({**usual, **{name: told[name] for name in told}})
        self.fields["amount"] = Amount(language=language, label=_("Amount of each"), required=False)
        self.order_fields(["by", "count", "amount", "first_on", "every", "interest", "charged"])
        if not may_charge:
            del self.fields["charged"]
        self.fields["count"].required = self.data.get("by") != "amount"

    def clean(self) -> dict[str, Any]:
        """Of number and amount the one that was chosen must be told."""
        told = super().clean() or {}
        if told.get("by") == "amount" and not told.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say how large each instalment is."))
        return told

    @property
    def terms(self) -> Terms:
        """What was told."""
        told = self.cleaned_data
        by_count = told["by"] == "count"
        return Terms(
            told["first_on"],
            Every(told["every"]),
            count=told["count"] if by_count else 0,
            amount=0 if by_count else told["amount"],
            interest=Interest(told["interest"]),
            charged=told.get("charged", False),
        )

    @property
    def sent_along(self) -> list[tuple[str, str]]:
        """What another form sends along, so that what was seen is what is agreed."""
        return [(name, str(self[name].value() or "")) for name in self.fields if name != "charged" or self[name].value()]


class AgreeForm(forms.Form):
    """How the debtor acknowledged the debt; both fields or none."""

    acknowledged_on = Day(label=_("Signed or acknowledged in writing on"), required=False)
    proof = forms.CharField(
        label=_("What shows it"),
        required=False,
        max_length=200,
        help_text=_("The signed agreement, an e-mail of that day. Attach it to the case."),
    )

    def __init__(self, *given: Any, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["acknowledged_on"].widget.attrs["max"] = on.isoformat()

    def clean(self) -> dict[str, Any]:
        """An acknowledgement has a day and something that shows it."""
        told = super().clean() or {}
        if told.get("acknowledged_on") and not told.get("proof"):
            self.add_error("proof", _("Say what shows it."))
        if told.get("proof") and not told.get("acknowledged_on") and "acknowledged_on" not in self.errors:
            self.add_error("acknowledged_on", _("Say on which day."))
        return told

    @property
    def acknowledged(self) -> Acknowledged | None:
        """What was told of it."""
        told = self.cleaned_data
        return Acknowledged(told["acknowledged_on"], told["proof"]) if told["acknowledged_on"] else None


class NoteForm(forms.Form):
    """Why a plan ends, or what was decided."""

    note = forms.CharField(label=_("Note"), required=False, max_length=400, widget=forms.Textarea({"rows": 3}))
