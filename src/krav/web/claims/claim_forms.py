"""What people tell of a claim: a stop, an objection, a payment, a credit note, a note."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.credits import LABEL
from krav.web.accounts.fields import Amount

REASONS = [
    ("plan", _("Payment plan\nThe customer pays in parts")),
    ("promise", _("Promise to pay\nThe customer has named a day")),
    ("other", _("Another reason\nSay it in the note")),
]


class Day(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **how)


class HoldForm(forms.Form):
    """A stop, until a day or until somebody lifts it."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS, widget=forms.RadioSelect)
    until_on = Day(label=_("Until"), required=False, help_text=_("Empty: until somebody lifts it."))
    note = forms.CharField(label=_("Note"), required=False, max_length=400, widget=forms.Textarea({"rows": 2}))


class WaitForm(forms.Form):
    """A wait: the same until a day, and no reason needs to be told."""

    until_on = Day(label=_("Until"))

    def __init__(self, *given: Any, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["until_on"].initial = on + timedelta(days=7)


class ObjectionForm(forms.Form):
    """What the customer objects to, in the customer's own words, and how much of it."""

    note = forms.CharField(label=_("What the customer says"), max_length=360, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *given: Any, language: str, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        part = _("Empty: all of it. Of a part, the whole invoice stops too: credit what is right, then let the rest go on.")
        self.fields["disputed"] = Amount(language=language, label=_("How much is disputed"), required=False, help_text=part)


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(label=_("Note"), max_length=1000, widget=forms.Textarea({"rows": 4}))


class PaymentForm(forms.Form):
    """A payment that no bank file tells of."""

    received_on = Day(label=_("The day the money came"))
    text = forms.CharField(
        label=_("What it says"), required=False, max_length=140, help_text=_("Cash, another account, a reference")
    )

    def __init__(self, *given: Any, language: str, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        amount = Amount(language=language, label=_("Amount"))
        self.fields = {"amount": amount, **self.fields}
        self.fields["received_on"].initial = on
        self.fields["received_on"].widget.attrs["max"] = on.isoformat()


class CreditForm(forms.Form):
    """A credit note: what was never owed, or is no longer."""

    text = forms.CharField(label=_("Number of the credit note"), max_length=LABEL)
    counts = forms.ChoiceField(
        label=_("It counts from"),
        choices=[
            ("own", _("The invoice’s own day\nThe amount was never owed: no interest, and no letter was due for it")),
            ("day", _("A later day\nThe amount was owed until then")),
        ],
        initial="own",
        widget=forms.RadioSelect,
    )
    from_on = Day(label=_("Which day"), required=False)

    def __init__(self, *given: Any, language: str, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields = {"amount": Amount(language=language, label=_("Amount")), **self.fields}

    def clean(self) -> dict[str, Any]:
        """A later day must be told."""
        told = super().clean() or {}
        if told.get("counts") == "day" and not told.get("from_on"):
            self.add_error("from_on", _("Choose the day from which it counts."))
        return told
