"""Units and orders in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.claims.packages import UNITS
from krav.web.figures import count, reader


def kinds() -> dict[str, str]:
    """Each kind of unit by its name."""
    return {"case": _("Cases"), "letter": _("Letters"), "sms": _("SMS"), "email": _("E-mails")}


def units(counts: Mapping[str, int]) -> str:
    """So many of each kind: 10 cases · 100 letters."""
    names = {
        "case": lambda n: ngettext("%(num)s case", "%(num)s cases", n),
        "letter": lambda n: ngettext("%(num)s letter", "%(num)s letters", n),
        "sms": lambda n: ngettext("%(num)s SMS", "%(num)s SMS", n),
        "email": lambda n: ngettext("%(num)s e-mail", "%(num)s e-mails", n),
    }
    return " · ".join(names[unit](counts[unit]) % {"num": count(counts[unit], reader())} for unit in UNITS if unit in counts)


def states() -> dict[str, tuple[str, str]]:
    """How each state of an order looks, and what it is called."""
    return {
        "ordered": ("warn", _("Ordered")),
        "granted": ("info", _("To be paid")),
        "paid": ("good", _("Paid")),
        "cancelled": ("", _("Cancelled")),
    }
