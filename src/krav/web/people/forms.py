"""What people tell of themselves, and what is asked about others."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from krav.kernel.role import Role

ROLES = [
    (Role.GUEST, _("Guest\nSees everything, changes nothing")),
    (Role.CASEWORKER, _("Caseworker\nImports, sends letters, places money, acts on claims")),
    (Role.ADMINISTRATOR, _("Administrator\nDoes all that, sets the policy and invites people")),
]


_BROWSERS = "browser"


class Name(forms.Form):
    """The part of the sign-up form that is ours: a name."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: Any) -> None:  # noqa: ANN401, ARG002 allauth's own signature
        """Keeps what was said."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class Me(forms.Form):
    """A person's own choices."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.TypedChoiceField(
        label=_("Language"),
        choices=[(_BROWSERS, _("As the browser asks")), *settings.LANGUAGES],
        coerce=lambda value: "" if value == _BROWSERS else value,
    )
    theme = forms.ChoiceField(
        label=_("Colours"),
        required=False,
        choices=[("", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
        widget=forms.RadioSelect,
    )
    dense = forms.TypedChoiceField(
        label=_("Rows"),
        choices=[("", _("Roomy")), ("1", _("Dense"))],
        required=False,
        coerce=bool,
        empty_value="",
        widget=forms.RadioSelect,
    )
    single_keys = forms.BooleanField(
        label=_("Short cuts of one key"),
        required=False,
        help_text=_("Press ? on any page to see them. Turn them off if they come in the way of other aids."),
    )


def as_shown(**chosen: Any) -> dict[str, Any]:  # noqa: ANN401 a person's columns
    """What a person chose, in the words of the form."""
    return chosen | {"language": chosen["language"] or _BROWSERS, "dense": "1" if chosen["dense"] else ""}


class Invite(forms.Form):
    """Whom to ask, and for what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput({"autocomplete": "off"}))
    role = forms.TypedChoiceField(
        label=_("Role"),
        choices=ROLES,
        coerce=lambda value: Role(int(value)),
        initial=Role.CASEWORKER,
        widget=forms.RadioSelect,
    )


class NewToken(forms.Form):
    """What a program's key is called, and what it may do."""

    name = forms.CharField(label=_("What it is for"), max_length=60, help_text=_("The name of the program, say."))
    role = forms.TypedChoiceField(
        label=_("Role"), choices=ROLES, coerce=lambda value: Role(int(value)), initial=Role.GUEST, widget=forms.RadioSelect
    )
