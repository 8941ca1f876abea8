"""Fields in which amounts are typed as people type them."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.kernel.money import Minor
from krav.render import amounts

_AMOUNT = re.compile(r"(\d{1,12}|\d{1,3}(?:[.,]\d{3}){1,3})(?:[.,](\d{1,2}))?")


class Amount(forms.CharField):
    """An amount of the account's currency, written as its country writes it; cleaned to minor units."""

    def __init__(self, *, language: str, **how: Any) -> None:  # noqa: ANN401 Django's own signature
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "size": 10}), max_length=20, **how)
        self.language = language

    def prepare_value(self, value: object) -> object:
        """As it is written; what was typed stays as it is."""
        return amounts.number(value, self.language) if isinstance(value, int) else value

    def clean(self, value: str | None) -> Minor | None:
        """Minor units of what was typed: 1.234,50 and 1234.5 alike; a last group of three digits is thousands."""
        typed = super().clean(value).replace(" ", "").replace(amounts.BLANK, "")
        if not typed:
            return None
        found = _AMOUNT.fullmatch(typed)
        if not found:
            raise forms.ValidationError(_("Write an amount, such as 100,00."))
        whole, rest = found.groups()
        return int(re.sub(r"\D", "", whole)) * 100 + int((rest or "0").ljust(2, "0"))
