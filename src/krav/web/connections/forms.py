"""Forms of a connection: what is pasted to connect, which company, and what is fetched and posted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.countries import translator
from krav.web.figures import reader
from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import CompanyIn


class RightsForm(forms.Form):
    """What a person pastes to connect; secrets are never shown again."""

    def __init__(self, system: System, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        for field in system.fields:
            told = forms.PasswordInput({"autocomplete": "off"}) if field.secret else forms.TextInput({"autocomplete": "off"})
            label = translator(reader())(field.label)
            self.fields[field.name] = forms.CharField(label=label, widget=told, max_length=2000, required=field.needed)


class CompanyForm(forms.Form):
    """Which of the companies, from when on, and whether vouchers are posted."""

    since = forms.DateField(
        label=_("Fetch invoices from"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty for everything that is open. Older invoices are left to you."),
    )  # fmt: skip
    posts = forms.BooleanField(
        label=_("Post payments, fees, interest and losses there, each day"), required=False, initial=True,
    )  # fmt: skip
    journal = forms.CharField(
        label=_("Journal or series of the vouchers"), required=False, max_length=40,
        help_text=_("As the system calls it; empty for its usual one."),
    )  # fmt: skip

    def __init__(self, companies: Sequence[CompanyIn], data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        choices = [(each.id, f"{each.party.name}\n{each.party.company_number}") for each in companies]
        asked = forms.ChoiceField(label=_("Company"), choices=choices, widget=forms.RadioSelect)
        asked.initial = choices[0][0] if choices else ""
        self.fields = {"company": asked} | self.fields
