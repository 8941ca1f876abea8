"""What the parts of Krav and the states of their orders are called."""

from django.utils.translation import gettext_lazy as _

MODULES = {"collection": _("Collection"), "bookkeeper": _("Bookkeeper"), "sending": _("Sending")}
STATES = {"ordered": _("Waits for an answer"), "granted": _("Granted"), "refused": _("Refused"), "ended": _("Ended")}
