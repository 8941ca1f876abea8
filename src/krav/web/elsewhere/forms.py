"""What is asked about invoices made elsewhere: the customer, an invoice, a letter that was sent, money that came."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.parties import WIDTHS
from krav.claims.told import CHANNELS, Paper, Told, ToldClaim, ToldCustomer, ToldLetter, ToldPayment
from krav.claims.told_facts import letter_steps
from krav.law.country import Country
from krav.store.load import Creditor
from krav.web import figures
from krav.web.accounts.fields import Amount
from krav.web.claims.claim_forms import Day
from krav.web.written import word

_KINDS = [
    ("consumer", _("Private person")),
    ("business", _("Company\nIts number is checked; compensation may be claimed where the law gives it")),
    ("sole_trader", _("Sole trader\nA person in business, for debts of the business")),
    ("public", _("Public body")),
]
_LANGUAGES = [("", _("As the account")), ("da", "Dansk"), ("nb", "Norsk bokmål"), ("sv", "Svenska"), ("en", "English")]
_WAYS = dict(zip(CHANNELS, (_("By post"), _("By e-mail"), _("In a digital mailbox")), strict=True))


class CustomerForm(forms.Form):
    """A customer who is not known yet."""

    kind = forms.ChoiceField(label=_("Who owes"), choices=_KINDS, widget=forms.RadioSelect, initial="consumer")
    name = forms.CharField(label=_("Name"), max_length=WIDTHS["name"])
    company_number = forms.CharField(
        label=_("Company number"),
        required=False,
        max_length=WIDTHS["company_number"],
        help_text=_("Of a private person none is asked."),
    )
    number = forms.CharField(
        label=_("Customer number"), required=False, max_length=WIDTHS["number"], help_text=_("Where your books have one.")
    )
    street = forms.CharField(label=_("Street"), required=False, max_length=WIDTHS["street"])
    postcode = forms.CharField(
        label=_("Postcode"), required=False, max_length=WIDTHS["postcode"], widget=forms.TextInput({"size": 8})
    )
    city = forms.CharField(label=_("Town"), required=False, max_length=WIDTHS["city"])
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_("Country"), required=False, max_length=2, widget=forms.TextInput({"size": 3})
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=WIDTHS["email"])
    language = forms.ChoiceField(label=_("Language of letters"), choices=_LANGUAGES, required=False)

    def told(self) -> ToldCustomer:
        """What was answered."""
        return ToldCustomer(**self.cleaned_data | {"country": str(self.cleaned_data["country"]).upper()})


class PaperForm(forms.Form):
    """The part of a form that takes a PDF; what was given before stays, by its hash, until another is given."""

    paper = forms.FileField(label=_("PDF"), required=False, widget=forms.FileInput({"accept": "application/pdf,.pdf"}))
    had = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    had_name = forms.CharField(required=False, max_length=110, widget=forms.HiddenInput)

    def keep(self, paper: Paper) -> None:
        """A paper that was kept, so that it is not asked for again when another field is wrong."""
        had = {self.add_prefix("had"): paper.sha256, self.add_prefix("had_name"): paper.name}
        told = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        for name, value in had.items():
            told[name] = value
        self.data = told


class ClaimForm(PaperForm):
    """One invoice."""

    def __init__(self, *given: Any, law: Country, claim: ToldClaim | None = None, **how: Any) -> None:  # noqa: ANN401
        told = {name: getattr(claim, name) for name in ToldClaim.__dataclass_fields__} if claim else {}
        super().__init__(*given, **how)
        self.initial = {"currency": law.currency, "due_agreed": True} | told | _had(claim)
        self.fields = {
            "number": forms.CharField(label=_("Invoice number"), max_length=40),
            "description": forms.CharField(label=_("What it is for"), required=False, max_length=200),
            "amount": Amount(language=figures.written(law.code), label=_("Amount with VAT")),
            "currency": forms.CharField(label=_("Currency"), max_length=3, widget=forms.TextInput({"size": 4})),
            "issued_on": Day(label=_("Day of the invoice")),
            "due_on": Day(label=_("Original due day")),
            "reference": forms.CharField(
                label=_("Payment reference"), required=False, max_length=60,
                help_text=_("FIK, KID or OCR, if the invoice had one; the check digit must fit. Empty: made of the number."),
            ),
            "due_agreed": forms.BooleanField(label=_("The due day was agreed when the debt arose"), required=False),
            "fee_agreed": forms.BooleanField(label=_("A fee for reminders was agreed"), required=False),
            **self.fields,
        }  # fmt: skip
        self.fields["paper"].label = _("The invoice as PDF")
        self.fields["paper"].help_text = _("At most 20 MB. It goes into the file of the case.")

    def told(self, paper: Paper | None) -> ToldClaim:
        """What was answered."""
        told = {name: value for name, value in self.cleaned_data.items() if name not in PaperForm.base_fields}
        return ToldClaim(**told | {"currency": told["currency"].upper(), "paper": paper})


class LetterForm(PaperForm):
    """A letter that another system sent."""

    def __init__(
        self, *given: Any, creditor: Creditor, told: Told, letter: ToldLetter | None = None, **how: Any  # noqa: ANN401
    ) -> None:  # fmt: skip
        said = {name: getattr(letter, name) for name in ToldLetter.__dataclass_fields__} if letter else {}
        steps = [(step.key, word(step.key)) for step in letter_steps(creditor.policy)]
        numbers = [(claim.number, claim.number) for claim in told.claims]
        every = [claim.number for claim in told.claims]
        start = {"step": steps[-1][0] if steps else "", "channel": CHANNELS[0], "about": every}
        if said and not said["about"]:
            said["about"] = every
        super().__init__(*given, **how)
        self.initial = start | said | _had(letter)
        self.creditor = creditor
        self.fields = {
            "step": forms.ChoiceField(label=_("Which letter"), choices=steps),
            "sent_on": Day(label=_("Sent on"), required=False),
            "deadline_on": Day(label=_("To be paid by"), required=False, help_text=_("Empty: as the policy sets it.")),
            "fee": Amount(language=figures.written(creditor.country.code), label=_("Fee it charged"), required=False),
            "channel": forms.ChoiceField(label=_("How it went"), choices=list(_WAYS.items())),
            "address": forms.CharField(label=_("To which address"), required=False, max_length=400),
            "about": forms.MultipleChoiceField(
                label=_("About which invoices"), choices=numbers, widget=forms.CheckboxSelectMultiple()
            ),
            **self.fields,
        }
        if len(numbers) == 1:
            self.fields["about"].widget = forms.MultipleHiddenInput()
        self.fields["paper"].label = _("The letter, or proof that it was sent, as PDF")

    @property
    def touched(self) -> bool:
        """Whether anything of a letter was told."""
        told = (self.data.get(self.add_prefix(name)) for name in ("sent_on", "deadline_on", "fee", "address"))
        return any(told) or bool(self.files)

    def clean_sent_on(self) -> date:
        """The day without which there is no letter."""
        day: date | None = self.cleaned_data["sent_on"]
        if day is None:
            raise forms.ValidationError(_("On which day was it sent?"))
        return day

    def told(self, paper: Paper | None) -> ToldLetter:
        """What was answered; without a deadline it is the one the step sets."""
        told = self.cleaned_data
        step = next(each for each in self.creditor.policy.steps if each.key == told["step"])
        deadline_on = told["deadline_on"] or self.creditor.country.deadline_on(step, told["sent_on"])
        about = tuple(told["about"])
        return ToldLetter(
            told["step"], told["sent_on"], deadline_on, told["fee"] or 0, told["channel"], told["address"], about, paper
        )


class PaymentForm(forms.Form):
    """Money that came."""

    def __init__(self, *given: Any, law: Country, told: Told, **how: Any) -> None:  # noqa: ANN401 Django's own
        super().__init__(*given, **how)
        self.initial = {"currency": law.currency}
        numbers = [(claim.number, claim.number) for claim in told.claims]
        self.fields = {
            "claim": forms.ChoiceField(label=_("On which invoice"), choices=numbers),
            "amount": Amount(language=figures.written(law.code), label=_("Amount"), required=False),
            "currency": forms.CharField(label=_("Currency"), max_length=3, widget=forms.TextInput({"size": 4})),
            "on": Day(label=_("The day the money came"), required=False),
            "text": forms.CharField(label=_("What it says"), required=False, max_length=140),
        }

    @property
    def touched(self) -> bool:
        """Whether anything of a payment was told."""
        return any(self.data.get(self.add_prefix(name)) for name in ("amount", "on", "text"))

    def clean(self) -> dict[str, Any]:
        """A payment has an amount and a day."""
        told = super().clean() or {}
        if "amount" in told and told["amount"] is None:
            self.add_error("amount", _("How much came?"))
        if "on" in told and told["on"] is None:
            self.add_error("on", _("On which day did it come?"))
        return told

    def told(self) -> ToldPayment:
        """What was answered."""
        return ToldPayment(**self.cleaned_data | {"currency": self.cleaned_data["currency"].upper()})


class BookForm(forms.Form):
    """Where the case's costs and income are booked."""

    department = forms.CharField(label=_("Department"), required=False, max_length=40)
    project = forms.CharField(label=_("Project"), required=False, max_length=40)


def _had(told: ToldClaim | ToldLetter | None) -> dict[str, str]:
    return {"had": told.paper.sha256, "had_name": told.paper.name} if told and told.paper else {}
