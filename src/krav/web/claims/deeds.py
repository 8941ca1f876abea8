"""Who did what to a claim by hand, in sentences."""

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.kernel.money import Money
from krav.store.queries.claim import Act
from krav.web.explained import doer
from krav.web.written import amount, inside


class Deed(NamedTuple):
    """One line: who, what, when."""

    actor: str
    words: str
    at: datetime


def told(act: Act, currency: str) -> Deed:
    """What somebody did, in words."""
    minor = act.data.get("amount", act.data.get("placed", act.data.get("freed", 0)))
    facts = {
        "amount": amount(Money(abs(minor), currency)),
        "reason": inside(str(act.data.get("reason", ""))),
        "label": act.data.get("with", ""),
    }
    sentences = {
        "register_payment": _("Registered a payment of %(amount)s"),
        "take_back_payment": _("Took back a payment of %(amount)s"),
        "place_payment": _("Placed %(amount)s of a payment"),
        "unplace_payment": _("Took %(amount)s off again"),
        "pay_back": _("Paid %(amount)s of a payment back"),
        "not_paid_back": _("Undid the paying back of %(amount)s"),
        "credit_claim": _("Credited %(amount)s"),
        "match_items": _("Matched %(amount)s with %(label)s"),
        "unmatch_items": _("Took the match with %(label)s back"),
        "place_hold": _("Stopped it: %(reason)s"),
        "write_off": _("Wrote it off in the books"),
        "undo_write_off": _("Took a write-off of %(amount)s back"),
    }
    return Deed(doer(act.actor), sentences[act.action] % facts, act.at)
