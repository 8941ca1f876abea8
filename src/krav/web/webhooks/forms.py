"""Where events go, and which."""

from django import forms
from django.utils.translation import gettext_lazy as _

from krav.wire.webhooks import LONGEST_URL

FAMILIES = [
    ("payment", _("Payments\nReceived, placed on an invoice, paid back")),
    ("invoice", _("Invoices\nWhat came in")),
    ("credit", _("Credits\nCredit notes and other items that lower an invoice")),
    ("charge", _("Charges\nFees, compensation, interest and costs that a letter or a case adds")),
    ("waiver", _("Waivers\nWhat is given up: small rests, interest, what is time-barred")),
    ("letter", _("Letters\nDecided, left, withdrawn, come back")),
    ("hold", _("Holds\nPlaced and lifted")),
    ("case", _("Cases\nOpened, filed, ruled, closed")),
    ("partner", _("Partners\nWhere a case stands with one, its payments and settlements")),
    ("debtor", _("Debtors\nWhat they say on their own page, and the answer")),
    ("interest", _("Interest invoices\nIssued and credited")),
    ("loss", _("Losses\nPosted in the books and recovered")),
]
"""The families of events in words."""


class NewWebhook(forms.Form):
    """An address that is to be told."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST_URL,
        help_text=_("It begins with https:// and is on the public internet."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it is told of. Tick nothing for everything that happens."),
        choices=FAMILIES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
