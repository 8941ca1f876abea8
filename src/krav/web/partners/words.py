"""What people call the states of a case with a partner, its news, the lines of a quote, and the parts of a settlement."""

from django.utils.translation import gettext as _

from krav.wire.partners.values import Standing


def standing(where: str) -> str:
    """Where a case stands with a partner."""
    return {
        Standing.RECEIVED: _("Received"),
        Standing.NEEDS_MORE: _("The partner needs more"),
        Standing.NOTICE: _("Collection notice sent"),
        Standing.COLLECTING: _("Being collected"),
        Standing.PLAN: _("Paid by instalments"),
        Standing.DISPUTED: _("Disputed"),
        Standing.PAUSED: _("Paused"),
        Standing.COURT: _("With the court"),
        Standing.TITLE: _("Decided by the court"),
        Standing.ENFORCEMENT: _("Enforcement"),
        Standing.SURVEILLANCE: _("Watched until it can be paid"),
        Standing.PAID: _("Paid"),
        Standing.UNPAID: _("Ended unpaid"),
        Standing.RECALLED: _("Taken back"),
        Standing.REFUSED: _("Refused by the partner"),
    }[Standing(where)]


def hand_over(state: str) -> str:
    """What became of a hand-over."""
    return {
        "queued": _("Leaves for the partner"),
        "sending": _("Leaves for the partner"),
        "uncertain": _("The answer was lost; the partner is asked whether it has the case"),
        "there": _("With the partner"),
        "refused": _("Refused"),
        "recalled": _("Taken back"),
        "ended": _("Ended"),
    }[state]


def told(state: str) -> str:
    """What became of something the partner is told."""
    return {
        "queued": _("On its way"),
        "sending": _("On its way"),
        "uncertain": _("The answer was lost; the partner is asked whether it has it"),
        "done": _("Told"),
        "refused": _("Refused"),
    }[state]


def word(kind: str) -> str:
    """What the partner is told."""
    return {
        "payment": _("A payment that came to you"),
        "credit": _("A credit note"),
        "write_off": _("Written off in your books; no payment"),
        "message": _("Your message"),
        "document": _("A paper"),
        "recall": _("Taken back"),
    }[kind]


def news(kind: str) -> str:
    """What the partner told."""
    return {
        "state": _("The case moved"),
        "payment": _("Payment"),
        "cost": _("Costs"),
        "message": _("Message from the partner"),
        "document": _("Paper from the partner"),
        "settlement": _("Settlement"),
    }[kind]


def line(code: str, said: str = "") -> str:
    """A line of what a case will cost; a partner's own line in its own words."""
    named = {
        "start": _("To open the case"),
        "commission": _("Commission of the principal"),
        "interest": _("The partner’s part of the interest"),
        "fees": _("The partner’s part of the fees"),
        "recall": _("To take it back"),
    }
    return named.get(code) or said or code


def state(of: str) -> str:
    """How an agreement stands."""
    return {"on": _("Connected"), "lost": _("Lost"), "ended": _("Ended")}[of]
