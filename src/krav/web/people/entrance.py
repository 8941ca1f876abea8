"""The forms of logging in and out, with our labels above the fields and nothing written inside them."""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from krav.web.people.lockout import count_wrong_code, may_try

_LABELS = {
    "login": _("E-mail"),
    "email": _("E-mail"),
    "password": _("Password"),
    "remember": _("Stay logged in on this computer"),
    "oldpassword": _("The password you have"),
    "password1": _("New password"),
    "password2": _("New password, once more"),
    "code": _("Code"),
}
_HELP = {"password1": _("At least 10 characters. A few words that only you put together are easy to remember.")}


class _Labelled:
    """Puts our labels and help in place of allauth's."""

    own: dict[str, Any] = {}  # noqa: RUF012 read only

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 a form's own signature
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # of the form beside it
            field.widget.attrs.pop("placeholder", None)
            field.label = self.own.get(name) or _LABELS.get(name) or field.label
            field.help_text = _HELP.get(name, "")


class LogIn(_Labelled, account.LoginForm):
    """E-mail and password."""


class SignUp(_Labelled, account.SignupForm):
    """Name, e-mail and password."""

    own = {"email": _("Your e-mail at work"), "password1": _("Password")}  # noqa: RUF012
    field_order = ("name", "email", "password1")


class NewEmail(_Labelled, account.AddEmailForm):
    """Another address in place of the one."""

    own = {"email": _("New e-mail")}  # noqa: RUF012


class NewPassword(_Labelled, account.ChangePasswordForm):
    """The old password and a new one."""


class FirstPassword(_Labelled, account.SetPasswordForm):
    """A password for somebody who has none."""


class ForgottenPassword(_Labelled, account.ResetPasswordForm):
    """Where the link goes."""


class PasswordAgain(_Labelled, account.ResetPasswordKeyForm):
    """A new password in place of a forgotten one."""


class Password(_Labelled, account.ReauthenticateForm):
    """The password, before something that matters."""


class _Counted:
    """A wrong code counts like a wrong password; who has to wait is not told whether this one is right."""

    def clean_code(self) -> str:
        """The code, if it is the person's."""
        email = self.user.email  # type: ignore[attr-defined]  # of the form beside it
        if not may_try(context.request, email):
            raise ValidationError(_("Too many tries. Wait, then try again."))
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError:
            count_wrong_code(context.request, email)
            raise
        return code


class Code(_Counted, _Labelled, mfa.AuthenticateForm):
    """The code of the second step at log-in."""


class CodeAgain(_Counted, _Labelled, mfa.ReauthenticateForm):
    """The code, before something that matters."""


class FirstCode(_Labelled, ActivateTOTPForm):
    """The first code of a new app."""
