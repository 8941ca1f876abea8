"""How the list is set, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.actions.weekly_setup import Weekly
from krav.claims.policy import Policy
from krav.claims.weekly import GO, WAIT
from krav.countries import step_name
from krav.store.queries.weekly import LONGEST, Setup, usual_step
from krav.web.figures import locale_of, reader
from krav.wire.zones import zones

_SILENCE = [
    (WAIT, _("They wait\nThey are not sent, and stand on the next list")),
    (GO, _("They go\nTheir letters are made when the time is up, if they still may be sent")),
]


_NEVER = "never"


def weekdays() -> list[str]:
    """The days of the week in the reader's language, Monday first."""
    names = locale_of(reader()).days["format"]["wide"]
    return [names[number] for number in range(7)]


class WeeklyForm(forms.Form):
    """The day and hour, the step, whom to write to, and what silence means."""

    weekly_on = forms.TypedChoiceField(label=_("Day"), coerce=lambda day: None if day == _NEVER else int(day))
    weekly_hour = forms.TypedChoiceField(label=_("Hour"), coerce=int)
    time_zone = forms.ChoiceField(label=_("By the clock of"))
    weekly_step = forms.ChoiceField(
        label=_("Before which letter"), help_text=_("It waits for somebody’s yes from now on, and never goes by itself.")
    )
    weekly_to = forms.EmailField(label=_("To"), required=False, max_length=254)
    managers = forms.BooleanField(
        label=_("Account managers get the invoices of their own customers"),
        required=False,
        help_text=_("Where the accounting system names one by e-mail address. All others are mailed to the address above."),
    )
    answer_hours = forms.IntegerField(label=_("Hours to answer"), min_value=1, max_value=LONGEST)
    silence = forms.ChoiceField(label=_("What nobody answers"), choices=_SILENCE, widget=forms.RadioSelect)

    def __init__(self, data: Any, stands: Setup, policy: Policy) -> None:  # noqa: ANN401 Django's own data
        step = stands.weekly_step or usual_step(policy)
        day = _NEVER if stands.weekly_on is None else stands.weekly_on
        super().__init__(data, initial=stands._asdict() | {"weekly_on": day, "weekly_step": step})
        self._offer("weekly_on", [(_NEVER, _("No list")), *enumerate(weekdays())])
        self._offer("weekly_hour", [(hour, f"{hour:02}:00") for hour in range(24)])
        self._offer("weekly_step", [(each.key, step_name(each.key, reader())) for each in policy.steps])
        self._offer("time_zone", [(zone, zone.replace("_", " ")) for zone in zones()])

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """A list goes to somebody."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("weekly_on") is not None and not told.get("weekly_to") and "weekly_to" not in self.errors:
            self.add_error("weekly_to", _("Say whom the list goes to."))
        return told

    def asked(self) -> Weekly:
        """What was asked for."""
        return Weekly(**self.cleaned_data)
