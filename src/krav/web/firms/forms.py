"""What a firm tells of itself, offers a company, and asks of a colleague."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.firms import CLIENT, FIRM
from krav.actions.module_orders import MODULES
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.people.forms import ROLES
from krav.wire.logo_weight import LogoError
from krav.wire.logos import harmless

PAYS = [
    (FIRM, _("The firm\nLetters, SMS and cases are drawn from the firm’s credits and re-billed")),
    (CLIENT, _("The client\nThey are drawn from the client’s own credits")),
]
HIGHEST = [
    (Role.CASEWORKER, _("Caseworkers\nThey act; the set-up stays with the client")),
    (Role.ADMINISTRATOR, _("As at the firm\nIts administrators set the account up, too")),
]
MODULE_NAMES = {
    "collection": _("Collection\nCases, courts and collection partners"),
    "bookkeeper": _("Bookkeeper\nMany clients at one firm, with credits bought once"),
    "sending": _("Sending\nPrint, SMS and digital mailboxes"),
}


class OfferForm(forms.Form):
    """What a company is offered."""

    pays = forms.ChoiceField(label=_("Who pays"), choices=PAYS, initial=CLIENT, widget=forms.RadioSelect)
    highest = forms.TypedChoiceField(
        label=_("What the firm’s people may do there"),
        choices=HIGHEST,
        coerce=lambda value: Role(int(value)),
        initial=Role.CASEWORKER,
        widget=forms.RadioSelect,
    )


class Ask(forms.Form):
    """Who is asked to work at the firm."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=ROLES,
        coerce=lambda value: Role(int(value)),
        initial=Role.CASEWORKER,
        widget=forms.RadioSelect,
    )


class FirmForm(forms.Form):
    """The firm as it tells of itself."""

    name = forms.CharField(label=_("Name"), max_length=120)
    company_number = forms.CharField(label=_("Company number"), max_length=20)
    street = forms.CharField(label=_("Street"), max_length=120)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("City"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    web = forms.CharField(label=_("Web site"), max_length=120, required=False)

    def __init__(self, code: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's own signature
        """The firm's country says which numbers are ones."""
        super().__init__(*args, **kwargs)
        self._law = country(code)

    def clean_company_number(self) -> str:
        """The number, where the country knows it as one."""
        try:
            return self._law.company_number(self.cleaned_data["company_number"])
        except KravError as error:
            raise forms.ValidationError(said(error, reader())) from error


class BrandForm(forms.Form):
    """What stands beside the clients' own name."""

    words = forms.CharField(
        label=_("Words"),
        max_length=300,
        required=False,
        help_text=_("One line: what you do for your clients. It never says that you collect; the client is the sender."),
    )
    accent = forms.RegexField(
        label=_("Colour"), regex=r"^#[0-9a-fA-F]{6}$", required=False, widget=forms.TextInput({"type": "color"})
    )
    logo = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG, JPEG or SVG, up to 500 KB."))
    no_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def clean_logo(self) -> bytes | None:
        """The logo, drawn anew."""
        given = self.cleaned_data["logo"]
        if not given:
            return None
        try:
            return harmless(given.read())
        except LogoError as error:
            raise forms.ValidationError(said(error, reader())) from error


class MarkupForm(forms.Form):
    """What the firm puts on top of what its clients used."""

    markup = forms.DecimalField(
        label=_("Mark-up, per cent"),
        min_value=Decimal(0),
        max_value=Decimal(500),
        decimal_places=2,
        help_text=_("On the statements by which you re-bill your clients."),
    )


class ModuleForm(forms.Form):
    """A part of Krav that is asked for."""

    module = forms.ChoiceField(
        label=_("What you want"), choices=[(each, MODULE_NAMES[each]) for each in MODULES], widget=forms.RadioSelect
    )
    words = forms.CharField(label=_("A word to the operator"), max_length=300, required=False)
