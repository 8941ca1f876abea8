"""What a debtor may say, as forms that work on any telephone, without a script."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.debtor_words import DAY, FARTHEST, MESSAGE, MOST_REACH, MOST_TEXT, OBJECTION, PAID, PLAN, Said
from krav.claims.told import Paper
from krav.web.accounts.fields import Amount
from krav.web.claims.claim_forms import Day

_TEXTS = {
    OBJECTION: _("What is wrong?"),
    PLAN: _("Anything we should know?"),
    DAY: _("Anything we should know?"),
    PAID: _("Anything we should know?"),
    MESSAGE: _("Your message"),
}


class WordForm(forms.Form):
    """One kind of word; the fields it does not need are left out."""

    use_required_attribute = False  # what is needed changes with the choice above it

    which = forms.TypedMultipleChoiceField(
        label=_("Which invoices?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none if it is about everything."),
    )  # fmt: skip
    by = forms.ChoiceField(
        label=_("How would you like to pay?"),
        choices=[("count", _("In a number of instalments")), ("amount", _("An amount each month"))],
        widget=forms.RadioSelect, initial="count",
    )  # fmt: skip
    count = forms.IntegerField(
        label=_("Number of instalments"), min_value=2, max_value=120, required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip
    on = Day()
    text = forms.CharField(
        max_length=MOST_TEXT, strip=True, widget=forms.Textarea({"rows": 4, "maxlength": MOST_TEXT}), required=False
    )
    proof = forms.FileField(
        label=_("Proof of payment"), required=False, help_text=_("PDF, JPEG or PNG, at most 10 MB."),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip
    reach = forms.CharField(
        label=_("How do we reach you?"), required=False, max_length=MOST_REACH,
        help_text=_("E-mail or telephone, if you would like to be called or written to."),
    )  # fmt: skip

    def __init__(
        self, kind: str, open_bills: Sequence[tuple[int, str]], *, language: str, on: date,
        data: Mapping[str, Any] | None = None, files: Any = None,  # noqa: ANN401 Django's own
    ) -> None:  # fmt: skip
        super().__init__(data, files)
        self.kind = kind
        self.fields["amount"] = Amount(language=language, label=_("Amount each month"), required=False)
        self.order_fields(["which", "by", "count", "amount", "on", "text", "proof", "reach"])
        self._shape(open_bills, on)

    def _shape(self, open_bills: Sequence[tuple[int, str]], on: date) -> None:
        kind, fields = self.kind, self.fields
        if kind in {PLAN, DAY, MESSAGE} or len(open_bills) < 2:
            del fields["which"]
        else:
            fields["which"].choices = open_bills  # type: ignore[attr-defined]
        for name in ("by", "count", "amount"):
            if kind != PLAN:
                del fields[name]
            elif name != "by":
                fields[name].required = self.data.get("by", "count") == name
        if kind != PAID:
            del fields["proof"]
        if kind in {OBJECTION, MESSAGE}:
            del fields["on"]
        else:
            label = {PLAN: _("First instalment"), DAY: _("When can you pay?"), PAID: _("When did you pay?")}[kind]
            first, last = (on - FARTHEST, on) if kind == PAID else (on + timedelta(days=1), on + FARTHEST)
            fields["on"].label = label
            fields["on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        if kind == PLAN:
            fields["count"].error_messages["required"] = _("Say how many instalments.")
            fields["amount"].error_messages["required"] = _("Say how much each month.")
        fields["text"].label = _TEXTS[kind]
        fields["text"].required = kind in {OBJECTION, MESSAGE}

    def said(self, proof: Paper | None) -> Said:
        """What was said."""
        told = self.cleaned_data
        by_count = told.get("by", "") == "count"
        return Said(
            self.kind, told.get("text", ""), tuple(told.get("which", ())), told.get("on"),
            count=told.get("count") or 0 if by_count else 0, amount=0 if by_count else told.get("amount") or 0,
            reach=told.get("reach", ""), proof=proof,
        )  # fmt: skip
