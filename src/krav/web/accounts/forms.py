"""What a creditor tells of itself: the company, how it is paid, how it looks, who approved its letters' texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from krav.countries import countries, country, translator
from krav.kernel.refusal import KravError
from krav.law.country import Country
from krav.law.payment import PAYMENT_LINK, Payee, safe_link
from krav.law.step import DebtorKind
from krav.render.voice import texts
from krav.store.queries.people import Seat
from krav.web import figures
from krav.web.colours import COLOURS
from krav.web.explained import said
from krav.wire.logo_weight import LogoError
from krav.wire.logos import harmless

INK = "#1b1d20"
"""The colour of letters where none was chosen: as their text."""

_LANGUAGES = {"da": "Dansk", "nb": "Norsk bokmål", "sv": "Svenska", "en": "English"}


class CompanyForm(forms.Form):
    """The company as it stands in letters. Without `law` the form asks for the country, too."""

    company_number = forms.CharField(label=_("Company number"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "organization"}))
    street = forms.CharField(label=_("Street"), max_length=120, widget=forms.TextInput({"autocomplete": "street-address"}))
    postcode = forms.CharField(
        label=_("Postcode"), max_length=12, widget=forms.TextInput({"autocomplete": "postal-code", "size": 8})
    )
    city = forms.CharField(label=_("City"), max_length=60, widget=forms.TextInput({"autocomplete": "address-level2"}))
    phone = forms.CharField(
        label=_("Telephone"), max_length=30, required=False, widget=forms.TextInput({"autocomplete": "tel"})
    )
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Answers from customers go there."))
    web = forms.CharField(label=_("Web page"), max_length=120, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None, initial: Mapping[str, Any], seats: list[Seat], law: Country | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.law, self.seats = law, seats
        if law is None:
            offered = [(each.code, each.name) for each in countries().values()]
            self.fields["country"] = forms.ChoiceField(label=_("Country"), choices=offered, widget=forms.RadioSelect)
            self.order_fields(["country"])

    def clean(self) -> dict[str, Any]:
        """The number by its country's own rule; a company of the person's own is not set up twice."""
        told = self.cleaned_data
        code = self.law.code if self.law else told.get("country")
        if code and told.get("company_number"):
            try:
                told["company_number"] = country(code).company_number(told["company_number"])
            except KravError as error:
                self.add_error("company_number", str(error))
        mine = {(seat.country, seat.company_number): seat.name for seat in self.seats}
        if name := mine.get((code or "", told.get("company_number", ""))):
            words = _now("You have this company already: %(name)s. Switch to it at the top of the page.")
            self.add_error("company_number", words % {"name": name})
        return told


class PaymentForm(forms.Form):
    """How the creditor is paid: what its country asks for, and what the chosen kind of reference needs."""

    use_required_attribute = False  # what is needed changes with the choice above it

    def __init__(self, law: Country, data: Mapping[str, Any] | None, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.law = law
        translate, chosen = translator(figures.reader()), (initial if data is None else data).get("reference", "")
        for each in law.payment_settings:
            how: dict[str, Any] = {
                "label": translate(each.label),
                "required": each.is_lacking({"reference": chosen}),
                "help_text": translate(each.hint),
            }
            if each.choices:
                choices = [(value, translate(words)) for value, words in each.choices]
                self.fields[each.key] = forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **how)
            else:
                self.fields[each.key] = forms.CharField(max_length=each.longest, **how)

    def payee(self, told: Mapping[str, Any]) -> Payee:
        """The receiver of money that was typed."""
        scheme = {each.key: told.get(each.key, "") for each in self.law.payment_settings if each.key != "bank_account"}
        return Payee("", "", told.get("bank_account", ""), {key: value for key, value in scheme.items() if value})

    def clean(self) -> dict[str, Any]:
        """A reference can be made, or the reason why not; a link to pay by leads to https."""
        link = self.cleaned_data.get(PAYMENT_LINK, "")
        if link and not safe_link(link):
            self.add_error(PAYMENT_LINK, _now("This is no address of a page: it begins with https:// and has no blanks."))
        if not self.errors and (problem := example_payment(self.law, self.payee(self.cleaned_data)).problem):
            raise forms.ValidationError(problem)
        return self.cleaned_data


class LookForm(forms.Form):
    """How the account looks on pages and in letters."""

    colour = forms.ChoiceField(
        label=_("Colour on pages"), choices=list(COLOURS.items()), widget=forms.RadioSelect
    )
    accent = forms.RegexField(r"^#[0-9a-fA-F]{6}\Z", label=_("Colour in letters"), widget=forms.TextInput({"type": "color"}))
    logo = forms.FileField(
        label=_("Logo"), required=False, help_text=_("PNG, JPEG or SVG, at most 500 KB. It stands at the top of letters."),
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.svg"}),
    )  # fmt: skip

    no_logo = forms.BooleanField(label=_("Without a logo"), required=False)

    def __init__(self, law: Country, data: Mapping[str, Any] | None, files: Any, initial: Mapping[str, Any]) -> None:  # noqa: ANN401
        shown = dict(initial)
        self.has_logo = bool(shown.pop("logo", ""))
        shown["accent"] = shown.get("accent") or INK
        super().__init__(data, files if data else None, initial=shown)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of letters"),
            choices=[(code, _LANGUAGES.get(code, code)) for code in law.languages],
            widget=forms.RadioSelect,
            help_text=_("For customers whose own language is not known."),
        )

    def clean_logo(self) -> bytes:
        """The logo made harmless; empty where none was given."""
        given = self.cleaned_data["logo"]
        if not given:
            return b""
        try:
            return harmless(given.read())
        except LogoError as error:
            raise forms.ValidationError(said(error, figures.reader())) from error


class LettersForm(forms.Form):
    """Who has read and approved the texts of the letters; who collects what the letters do not bring."""

    texts_approved_by = forms.CharField(label=_("Approved by"), max_length=120, required=False)
    texts_approved_on = forms.DateField(
        label=_("Approved on"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    collector = forms.CharField(
        label=_("Debt collector"), max_length=120, required=False,
        help_text=_("Named in the last letter as who takes over what is not paid; empty where nobody does."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        told = self.cleaned_data
        if bool(told.get("texts_approved_by")) != bool(told.get("texts_approved_on")):
            raise forms.ValidationError(_now("Say who approved the texts and on which day; or leave both empty."))
        return told


@dataclass(frozen=True, slots=True)
class ExamplePayment:
    """The payment block a letter about invoice 1001 would have, or the problem with making one."""

    lines: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def example_payment(law: Country, payee: Payee) -> ExamplePayment:
    """What the settings make of invoice number 1001; nothing as long as one that is needed is not told."""
    told = {**payee.scheme, "bank_account": payee.account}
    if any(each.is_lacking(told) for each in law.payment_settings):
        return ExamplePayment()
    words = texts(law.folder).text(law.ladder[0].key, law.languages[0], DebtorKind.CONSUMER)
    try:
        fields = law.payment_fields(law.reference("1001", payee), payee)
    except KeyError:
        return ExamplePayment()
    except KravError as error:
        return ExamplePayment(problem=said(error, law.languages[0]))
    return ExamplePayment(tuple((words[field.label], field.text) for field in fields))
