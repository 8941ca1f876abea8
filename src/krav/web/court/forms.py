"""What a person answers for a court: one field a question, and how a filing ended."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from krav.claims.explain import amount as decimal
from krav.countries import translator
from krav.law.package import Answers, Question
from krav.web.accounts.fields import Amount
from krav.web.claims.claim_forms import Day
from krav.web.figures import reader


class AnswersForm(forms.Form):
    """The questions of a filing. It is read however much is answered: the package says with its section what is missing."""

    use_required_attribute = False

    def __init__(self, *given: Any, questions: Sequence[Question], language: str, **how: Any) -> None:  # noqa: ANN401 Django's own
        super().__init__(*given, **how)
        self.questions = questions
        for question in questions:
            self.fields[question.key] = _field(question, language)
        self.fields["reference"] = forms.CharField(
            label=_("Reference of the court or authority"), required=False, max_length=60
        )

    @property
    def answers(self) -> Answers:
        """What was answered, as text; of a form that was not sent what is usual."""
        if not self.is_bound:
            return {question.key: question.usual for question in self.questions if question.usual}
        self.full_clean()
        told = {question.key: _text(self.cleaned_data.get(question.key)) for question in self.questions}
        usual = {question.key for question in self.questions if question.usual}
        return {key: text for key, text in told.items() if text or key in usual}


def _text(told: object) -> str:
    return decimal(told) if isinstance(told, int) else str(told or "").strip()


def _field(question: Question, language: str) -> forms.Field:
    say = translator(reader())
    how: dict[str, Any] = {
        "label": say(question.label),
        "help_text": " ".join(part for part in (say(question.hint) if question.hint else "", question.section) if part),
        "required": question.needed,
        "initial": question.usual,
    }
    match question.kind:
        case "yes_no":
            choices = zip(("yes", "not"), gettext("Yes|No").split("|"), strict=True)
            return forms.ChoiceField(choices=list(choices), widget=forms.RadioSelect, **how)
        case "money":
            return Amount(language=language, **how)
        case "words":
            return forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 5}), **how)
        case "personal":
            return forms.CharField(max_length=20, widget=forms.TextInput({"autocomplete": "off", "size": 16}), **how)
    return forms.CharField(max_length=200, **how)


class EndingForm(forms.Form):
    """How a filing came back without a title."""

    how = forms.ChoiceField(
        label=_("How it ended"),
        choices=[
            ("withdrawn", _("Withdrawn by us\nPaid, agreed on, or filed wrongly")),
            ("objected", _("The customer objected\nEverything that is owed stops until the objection is settled")),
            ("rejected", _("Rejected\nThe court or authority did not take it")),
        ],
        widget=forms.RadioSelect,
    )
    served = forms.BooleanField(label=_("The customer had got it from the court"), required=False)
    costs_stay = forms.BooleanField(label=_("The customer owes what filing cost all the same"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=400, widget=forms.Textarea({"rows": 3}))


class RulingForm(forms.Form):
    """What a court decided."""

    how = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            ("judgment", _("A judgment")),
            ("order", _("An order of the authority (utslag)")),
            ("endorsed", _("The claim endorsed by the court (påkrav)")),
            ("court_settlement", _("A settlement before the court")),
        ],
        widget=forms.RadioSelect,
    )
    ruled_on = Day(label=_("Day of the decision"))
    reference = forms.CharField(label=_("Its number"), required=False, max_length=60)
    enforceable = forms.BooleanField(label=_("It may be enforced"), required=False, initial=True)

    def __init__(self, *given: Any, language: str, on: date, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(*given, **how)
        amount = Amount(language=language, label=_("Awarded, with interest and costs"))
        self.fields = {"how": self.fields["how"], "ruled_on": self.fields["ruled_on"], "awarded": amount, **self.fields}
        self.fields["ruled_on"].initial = on
        self.fields["ruled_on"].widget.attrs["max"] = on.isoformat()
