"""What is told when limitation was interrupted: the day, how, and the proof."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.limits import LONGEST
from krav.web.claims.claim_forms import Day

_WAYS = [
    ("signed", _("Signed\nIn writing, with the amount: a signed reply, a signed plan")),
    ("message", _("In a message\nAn e-mail or a text that says the debt is owed")),
    ("promise", _("A promise to pay")),
    ("said", _("In talk\nA note of the conversation is weak proof")),
]
_PROOFS = [
    ("registered", _("Registered mail\nWith the receipt")),
    ("receipt", _("A receipt of delivery")),
    ("served", _("Served\nBy a bailiff or process server")),
    ("answered", _("The customer’s own answer")),
]


class _Told(forms.Form):
    """The day and the proof, which every interruption needs."""

    day = Day(label=_("The day it happened"))
    proof = forms.CharField(
        label=_("What proves it"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The number of the receipt, or where the paper is kept"),
    )

    def __init__(self, *given: Any, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["day"].widget.attrs["max"] = on.isoformat()


class AcknowledgeForm(_Told):
    """An acknowledgement; without a claim chosen it is of all of them."""

    how = forms.ChoiceField(label=_("How"), choices=_WAYS, widget=forms.RadioSelect, initial="signed")
    claims = forms.MultipleChoiceField(
        label=_("Only these invoices"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("None chosen: all.")
    )
    field_order = ("how", "day", "proof", "claims")

    def __init__(self, *given: Any, claims: list[tuple[str, str]], **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["claims"].choices = claims  # type: ignore[attr-defined]
        if len(claims) == 1:
            self.fields["claims"].widget = forms.MultipleHiddenInput()


class ReceivedForm(_Told):
    """A letter that reached the customer."""

    letter = forms.ChoiceField(label=_("Which letter"))
    how = forms.ChoiceField(label=_("How that is known"), choices=_PROOFS, widget=forms.RadioSelect, initial="registered")
    field_order = ("letter", "how", "day", "proof")

    def __init__(self, *given: Any, letters: list[tuple[str, str]], **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["letter"].choices = [(key, words.replace("\n", " · ")) for key, words in letters]  # type: ignore[attr-defined]


class GiveUpForm(forms.Form):
    """A yes; nothing is asked."""
