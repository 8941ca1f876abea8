"""Forms of carriers: what is pasted to connect one, the name of its key, and to whom a test goes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from krav.countries import translator
from krav.web.figures import reader
from krav.wire.sending.protocol import Carrier

_LONG = 20_000


class RightsForm(forms.Form):
    """What a person pastes to connect; secrets are never shown again."""

    def __init__(self, carrier: Carrier, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        for field in carrier.fields:
            told: forms.Widget = forms.TextInput({"autocomplete": "off"})
            if field.long:
                told = forms.Textarea({"rows": 6, "autocomplete": "off", "spellcheck": "false"})
            elif field.secret:
                told = forms.PasswordInput({"autocomplete": "off"})
            most = _LONG if field.long else 2000
            label = translator(reader())(field.label)
            self.fields[field.name] = forms.CharField(label=label, widget=told, max_length=most, required=field.needed)


class SelectorForm(forms.Form):
    """Under which name letters are signed."""

    selector = forms.CharField(
        label=_("Name of the key (DKIM selector)"), required=False, max_length=120,
        help_text=_("What stands before “._domainkey” in the record that the service, or whoever runs the server, shows."),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class TryForm(forms.Form):
    """To whom a test goes; nothing is asked where it can only go to oneself."""

    def __init__(self, channel: str, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        labels = {"sms": now("Your own mobile number"), "digital": now("Your own number, or your company’s")}
        if channel in labels:
            field = forms.CharField(label=labels[channel], max_length=40)
            field.widget = forms.TextInput({"autocomplete": "off", "inputmode": "tel"})
            self.fields["to"] = field
