"""Forms about credits: when to be told that they run out, and membership of a trade association."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.store.queries.credits import DiscountSeen, PurseSeen
from krav.web.credits.words import kinds


class Warn(forms.Form):
    """How many of each kind are few."""

    def __init__(self, data: Any, units: Sequence[str], purse: PurseSeen | None) -> None:  # noqa: ANN401 what was sent
        """A field for each kind that is sold here."""
        super().__init__(data, auto_id="warn_%s")
        for unit in units:
            start = purse.warn_below.get(unit, 0) if purse else 0
            self.fields[unit] = forms.IntegerField(label=kinds()[unit], min_value=0, max_value=1_000_000, initial=start)


class Member(forms.Form):
    """Which association, and the number one has there."""

    association = forms.ChoiceField(label=_("Association"), required=False)
    number = forms.CharField(label=_("Member number"), max_length=40, required=False)

    def __init__(self, data: Any, offered: Sequence[DiscountSeen], purse: PurseSeen | None) -> None:  # noqa: ANN401 as above
        """The associations whose members pay less."""
        told = {"association": purse.association, "number": purse.member_number} if purse else {}
        super().__init__(data, initial=told, auto_id="member_%s")
        choices = [("", _("None")), *((each.association, each.name) for each in offered)]
        self.fields["association"].choices = choices  # type: ignore[attr-defined]  # a field of choices
