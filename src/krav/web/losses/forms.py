"""What a person tells of a loss: how much, on which ground, what shows it, and what the invoice was made of."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from krav.actions.writeoffs import EVIDENCE
from krav.claims.writeoff import Asked, Vat
from krav.kernel.days import plain
from krav.kernel.money import Minor
from krav.render import amounts
from krav.web.accounts.fields import Amount

NO_VAT = ""
"""The ground of a write-off whose VAT does not come back."""


class LossForm(forms.Form):
    """A write-off. `confirmed` is asked where a ground is chosen; amounts only where `face` tells that it is one invoice."""

    evidence = forms.CharField(required=False, max_length=EVIDENCE)
    confirmed = forms.BooleanField(required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, grounds: Sequence[tuple[str, str]], rates: Sequence[Decimal], *,
        language: str, face: Minor = 0,
    ) -> None:  # fmt: skip
        super().__init__(data)
        self.rates, self.face, self.language = rates, face, language
        choices = [*grounds, (NO_VAT, _("None of them\nAll of it is a loss; no VAT comes back"))]
        self.fields["ground"] = forms.ChoiceField(
            label=_("Why it is lost"), choices=choices, required=False, widget=forms.RadioSelect, initial=choices[0][0]
        )
        evidence, confirmed = self.fields["evidence"], self.fields["confirmed"]
        evidence.label, evidence.help_text = _("What shows it"), _("A report, a decree, a day; it stands on the voucher.")
        confirmed.label = _("The conditions of this ground are met")
        if face:
            whole = _("Empty for all that the books carry.")
            self.fields["amount"] = Amount(language=language, label=_("Amount"), required=False, help_text=whole)
            for place, rate in enumerate(rates):
                label = _("With %(rate)s %% VAT") % {"rate": plain(rate)} if rate else _("Without VAT")
                initial = 0 if place else face
                self.fields[f"gross_{place}"] = Amount(language=language, label=label, required=False, initial=initial)

    def clean(self) -> dict[str, Any]:
        """What the invoice was made of comes to the invoice; nothing typed is all of it at the usual rate."""
        told = super().clean() or {}
        made_of = sum(gross for _rate, gross in self._vat(lambda _field, name: told.get(name)))
        if made_of and made_of != self.face:
            facts = {"sum": amounts.number(made_of, self.language), "face": amounts.number(self.face, self.language)}
            self.add_error("gross_0", _("The parts come to %(sum)s, the invoice to %(face)s.") % facts)
        return told

    @property
    def shares(self) -> list[forms.BoundField]:
        """The fields that say what the invoice was made of."""
        return [bound for bound in self if bound.name.startswith("gross_")]

    def asked(self) -> Asked:
        """What is asked for; before anything was typed, all of it on the first ground."""
        if not self.is_bound:
            return Asked(None, str(self.fields["ground"].initial), confirmed=True, vat=self._vat(self.get_initial_for_field))
        told = self.cleaned_data
        vat = self._vat(lambda _field, name: told.get(name))
        return Asked(told.get("amount"), told["ground"], confirmed=told["confirmed"], vat=vat)

    def _vat(self, value: Any) -> Vat:  # noqa: ANN401 a field and its name to what it holds
        held = [(rate, f"gross_{place}") for place, rate in enumerate(self.rates)]
        found = [(rate, value(self.fields[name], name) or 0) for rate, name in held if name in self.fields]
        return tuple((rate, gross) for rate, gross in found if gross)
