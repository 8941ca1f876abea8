"""Forms of collection partners: what connects one, what was agreed, what is told to it, and what it told by letter."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.claims.partner import Prices
from krav.countries import translator
from krav.kernel.days import plain
from krav.kernel.money import Minor
from krav.web.accounts.fields import Amount
from krav.web.claims.claim_forms import Day
from krav.web.figures import reader
from krav.web.partners.words import standing
from krav.wire.partners.protocol import Partner
from krav.wire.partners.values import Standing

_PERCENT = re.compile(r"\d{1,3}([.,]\d{1,3})?")


class Percent(forms.CharField):
    """A rate in per cent, written with a comma or a point."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "size": 6}), max_length=8, required=False, **how)

    def prepare_value(self, value: object) -> object:
        """As short as it is."""
        return plain(value) if isinstance(value, Decimal) else value

    def clean(self, value: str | None) -> Decimal:
        """A number from 0 to 100; nothing typed is 0."""
        typed = super().clean(value).replace("%", "").strip()
        if not typed:
            return Decimal(0)
        rate = Decimal(typed.replace(",", ".")) if _PERCENT.fullmatch(typed) else Decimal(-1)
        if not 0 <= rate <= Decimal(100):
            raise forms.ValidationError(_("Write a rate from 0 to 100, such as 10 or 7,5."))
        return rate


class RightsForm(forms.Form):
    """What a person pastes to connect; secrets are never shown again. Its names are a partner's own, so they stand apart."""

    prefix = "rights"

    def __init__(self, partner: Partner, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        for field in partner.fields:
            told = forms.PasswordInput({"autocomplete": "off"}) if field.secret else forms.TextInput({"autocomplete": "off"})
            label = translator(reader())(field.label)
            self.fields[field.name] = forms.CharField(label=label, widget=told, max_length=2000, required=field.needed)


class PricesForm(forms.Form):
    """What was agreed that a case costs, without VAT."""

    percent = Percent(label=_("Of what is collected, %"), help_text=_("Of the principal that is paid."))
    interest = Percent(label=_("Of paid interest, %"), help_text=_("What the partner keeps of it."))
    fees = Percent(label=_("Of paid fees, %"), help_text=_("What the partner keeps of them."))
    vat = Percent(label=_("VAT, %"), help_text=_("On all that the partner charges."))

    def __init__(self, data: Mapping[str, Any] | None, stands: Prices | None, language: str) -> None:
        super().__init__(data, initial=stands._asdict() if stands else {})
        for name, label in (
            ("start", _("To open a case")), ("least", _("At least, of one that pays")), ("recall", _("To take a case back")),
        ):  # fmt: skip
            self.fields[name] = Amount(language=language, label=label, required=False)
        self.order_fields(["start", "percent", "least", "interest", "fees", "recall", "vat"])

    def prices(self, currency: str) -> Prices:
        """What was typed, as the agreement takes it."""
        told: dict[str, Any] = {name: self.cleaned_data[name] or 0 for name in self.fields}
        return Prices(currency, **told)


class TermsForm(forms.Form):
    """How an agreement is used."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As you call the partner."))
    client_number = forms.CharField(
        label=_("Our client number there"), required=False, max_length=60, help_text=_("If the partner gave one."),
    )  # fmt: skip
    by_itself = forms.BooleanField(
        label=_("Every notice names this partner, and the case goes there by itself when its deadline passes unpaid"),
        required=False,
    )
    notices = forms.BooleanField(label=_("The partner sends the collection notice itself"), required=False)

    def __init__(self, partner: Partner, data: Mapping[str, Any] | None, stands: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(stands or {"name": partner.name}))
        if not partner.notices:
            del self.fields["notices"]


class RecallForm(forms.Form):
    """Why a case is taken back from the partner."""

    reason = forms.CharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 3}))


class MessageForm(forms.Form):
    """A message to the partner about a case."""

    text = forms.CharField(label=_("Message"), max_length=2000, widget=forms.Textarea({"rows": 4}))


class LookForm(forms.Form):
    """What a person made of a settlement that does not agree."""

    note = forms.CharField(
        label=_("What you made of it"), max_length=400, widget=forms.Textarea({"rows": 3}),
        help_text=_("What the partner answered, or why it is right all the same."),
    )  # fmt: skip


class StateForm(forms.Form):
    """Where a case stands with a partner, told by hand."""

    standing = forms.ChoiceField(label=_("Where it stands"), widget=forms.Select)
    words = forms.CharField(label=_("In the partner’s words"), required=False, max_length=200)

    def __init__(self, *given: Any, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["standing"].choices = [(each.value, standing(each)) for each in Standing]  # type: ignore[attr-defined]


class PaidForm(forms.Form):
    """A payment that the partner told of, told by hand: its parts add up to it."""

    received_on = Day(label=_("The day it came there"))

    def __init__(self, *given: Any, language: str, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        for name, label, needed in (
            ("principal", _("Of principal"), True), ("interest", _("Of interest"), False), ("fees", _("Of our fees"), False),
            ("costs", _("Of the partner’s own costs"), False),
        ):  # fmt: skip
            self.fields[name] = Amount(language=language, label=label, required=needed)
        self.fields["received_on"].initial = on
        self.fields["received_on"].widget.attrs["max"] = on.isoformat()


class ChangeForm(RecallForm):
    """To which other partner a case goes, and why."""

    agreement = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)

    def __init__(self, *given: Any, partners: Sequence[tuple[int, str]], **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        self.fields["agreement"].choices = list(partners)  # type: ignore[attr-defined]
        self.order_fields(["agreement", "reason"])


class SettledForm(forms.Form):
    """What a partner paid out of a case, told by hand from its settlement."""

    number = forms.CharField(label=_("Number of the settlement"), max_length=60)
    on = Day(label=_("Its day"))

    def __init__(self, *given: Any, language: str, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        for name, label, needed in (
            ("principal", _("Collected of principal"), True), ("interest", _("Collected of interest"), False),
            ("fees", _("Collected of our fees"), False), ("costs", _("Collected of the partner’s own costs"), False),
            ("kept", _("Kept by the partner"), False), ("commission", _("Commission"), False),
            ("start", _("To open"), False), ("other", _("Other charges"), False), ("vat", _("VAT"), False),
            ("paid_out", _("Paid out to you"), True),
        ):  # fmt: skip
            self.fields[name] = Amount(language=language, label=label, required=needed)
        self.fields["on"].initial = on
        self.fields["on"].widget.attrs["max"] = on.isoformat()

    def settled(self, name: str) -> Minor:
        """An amount that was typed; nothing typed is 0."""
        return int(self.cleaned_data[name] or 0)
