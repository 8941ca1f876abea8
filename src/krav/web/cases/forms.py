"""What people tell of a case: where it is booked, why it is taken back, how it ended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.claims.ledger import Claim
from krav.web.claims.claim_forms import REASONS, Day

ENDS = [
    ("given_up", _("Given up\nIt is not worth going on; what is owed stays owed")),
    ("settled", _("Settled\nYou have agreed on another way out")),
    ("lost", _("Lost\nNothing can be had, or a court said no")),
]


class BookedForm(forms.Form):
    """The department and the project that the income and costs of a case are booked on."""

    department = forms.CharField(label=_("Department"), required=False, max_length=40)
    project = forms.CharField(label=_("Project"), required=False, max_length=40)


class WithdrawForm(forms.Form):
    """Why a case is taken back."""

    reason = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}))


class CloseForm(forms.Form):
    """How a case ends that money has not ended."""

    how = forms.ChoiceField(label=_("How it ended"), choices=ENDS, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), required=False, max_length=400, widget=forms.Textarea({"rows": 2}))


class StopForm(forms.Form):
    """A stop of some claims of a case, or all: an objection, or another reason."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[("objection", _("Objection\nThe customer disagrees; it stops at once")), *REASONS],
        widget=forms.RadioSelect,
    )
    until_on = Day(label=_("Until"), required=False, help_text=_("Empty: until somebody lifts it."))
    note = forms.CharField(label=_("Note"), required=False, max_length=360, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *given: Any, claims: list[Claim], **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        named = [(str(claim.id), _("Invoice %(number)s") % {"number": claim.number}) for claim in claims]
        self.fields["claims"] = forms.MultipleChoiceField(
            label=_("Which invoices"),
            choices=named,
            initial=[key for key, _name in named],
            widget=forms.CheckboxSelectMultiple,
        )
