"""What is told of a letter that came back, and of a trouble of a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.returned import LONGEST
from krav.web.claims.claim_forms import Day


class ReturnedForm(forms.Form):
    """Why a letter came back."""

    reason = forms.CharField(
        label=_("What the envelope or the mail server says"), max_length=LONGEST, widget=forms.Textarea({"rows": 2})
    )


LEFT, STAYED = "left", "stayed"


class UnsureForm(forms.Form):
    """What was found of a letter of which it is not known whether it left."""

    found = forms.ChoiceField(
        label=_("What you found"),
        choices=[
            (LEFT, _("It left\nThe carrier has it, or the customer does")),
            (STAYED, _("It never left\nIt is sent again, once")),
        ],
        widget=forms.RadioSelect,
    )


class TroubleForm(forms.Form):
    """What happened to a customer, and when somebody looks again."""

    trouble = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("bankruptcy", _("Bankruptcy\nAn estate is run by a trustee")),
            ("restructuring", _("Restructuring\nA business is under a court’s or a trustee’s eyes")),
            ("debt_relief", _("Debt relief\nA person is having the debt reduced or put off by a court or an authority")),
            ("death", _("Death\nThe estate or the heirs answer")),
            ("address", _("Address unknown\nLetters do not arrive")),
            ("minor", _("A minor\nThe customer was not of age when the debt arose")),
        ],
        widget=forms.RadioSelect,
    )
    until_on = Day(
        label=_("Look again on"), help_text=_("Nothing goes on by itself that day: it then waits for you in the queue.")
    )
    note = forms.CharField(
        label=_("What is known"),
        required=False,
        max_length=360,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The court and its case number, the trustee, where you read it"),
    )


class MergeForm(forms.Form):
    """The other number of the customer."""

    number = forms.CharField(label=_("The number that stays"), max_length=40)

    def __init__(self, *given: Any, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["number"].widget.attrs["autocomplete"] = "off"
