"""Who is mailed each evening what the next day would do."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DryRunForm(forms.Form):
    """An address, or none."""

    to = forms.EmailField(
        label=_("Mail each evening what the next day would do to"),
        required=False,
        help_text=_("Letters by step with their amounts, and what gets none and why. Empty: nobody is mailed."),
    )
