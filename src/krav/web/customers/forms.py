"""What is asked and told of a customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.parties import WIDTHS
from krav.web.claims.claim_forms import Day

_KINDS = [
    ("", _("Unknown\nTreated as a consumer")),
    ("consumer", _("Consumer\nA private person; consumer protection applies")),
    ("business", _("Company\nCompensation may be claimed where the law gives it")),
    ("sole_trader", _("Sole trader\nA person in business, for debts of the business")),
    ("public", _("Public body")),
]
_LANGUAGES = [("", _("As the account")), ("da", "Dansk"), ("nb", "Norsk bokmål"), ("sv", "Svenska"), ("en", "English")]


class CustomerForm(forms.Form):
    """What people know better than the ledger."""

    kind = forms.ChoiceField(
        label=_("What the customer is in law"), choices=_KINDS, required=False, widget=forms.RadioSelect
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=WIDTHS["email"])
    phone = forms.RegexField(
        r"^\+?[0-9 ()-]{6,25}$", label=_("Mobile"), required=False, help_text=_("For SMS that tell of a letter.")
    )
    attention = forms.CharField(label=_("Attention"), required=False, max_length=WIDTHS["attention"])
    street = forms.CharField(label=_("Street"), required=False, max_length=WIDTHS["street"])
    postcode = forms.CharField(label=_("Postcode"), required=False, max_length=WIDTHS["postcode"])
    city = forms.CharField(label=_("Town"), required=False, max_length=WIDTHS["city"])
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        required=False,
        max_length=2,
        help_text=_("Two letters; empty: the account’s own."),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=_LANGUAGES, required=False)

    def clean_country(self) -> str:
        """The code in capitals."""
        return str(self.cleaned_data["country"]).upper()


class Period(forms.Form):
    """The days a statement of account is about, both included."""

    from_on = Day(label=_("From"))
    until_on = Day(label=_("To"))

    def clean(self) -> dict[str, Any]:
        """The first day comes first."""
        told = super().clean() or {}
        if told.get("from_on") and told.get("until_on") and told["from_on"] > told["until_on"]:
            self.add_error("until_on", _("The last day comes after the first."))
        return told
