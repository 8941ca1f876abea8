"""What the queues, the states of an order of credits and its units are called."""

from django.utils.translation import gettext_lazy as _

QUEUES = {
    "outbox": _("Letters to be sent"),
    "webhooks": _("Programs to be told"),
    "hand_overs": _("Cases to be handed over"),
    "vouchers": _("Vouchers to be posted"),
    "uploads": _("Files to be taken in"),
}
CREDIT_STATES = {
    "ordered": _("Waits for an answer"),
    "granted": _("Granted"),
    "paid": _("Paid"),
    "cancelled": _("Taken back"),
}
UNIT_NAMES = {"case": _("Cases"), "letter": _("Letters"), "sms": _("SMS"), "email": _("E-mails")}
