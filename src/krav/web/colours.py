"""The colours that tell accounts apart."""

from django.utils.translation import gettext_lazy as _

COLOURS = {
    "fjord": _("fjord"),
    "spruce": _("spruce"),
    "rowan": _("rowan"),
    "cloudberry": _("cloudberry"),
    "heather": _("heather"),
    "slate": _("slate"),
    "lingon": _("lingon"),
    "lichen": _("lichen"),
    "glacier": _("glacier"),
    "peat": _("peat"),
    "night": _("night"),
    "copper": _("copper"),
}
"""The twelve colours an account may have on pages, and what they are called."""
