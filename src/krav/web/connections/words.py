"""What people call the states of a connection, its differences and its vouchers; and where each system gives rights."""

from django.utils.translation import gettext as _

from krav.wire.accounting.protocol import System


def where(system: System) -> str:
    """Where in the system a person finds what Krav asks for."""
    named = {
        "conta": _("In Conta: Settings, User account, Manage API keys; make a key for Krav and copy it."),
        "tripletex": _("In Tripletex: Company, Our customer account, API access; make an employee token for Krav there."),
        "fortnox": _("You are led to Fortnox, log in there and allow Krav to read customers and invoices and to post."),
        "economic": _("In e-conomic: Settings, Apps; allow Krav and copy the agreement grant token you are shown."),
        "xledger": _("In Xledger: Administration, System access, API tokens; make a token for the company."),
        "twentyfour": _("In 24SevenOffice: Settings, Integrations; make a client for Krav and copy its id and secret."),
    }
    return named.get(system.code, "")


def difference(why: str) -> str:
    """Why the books say otherwise."""
    return {
        "pending": _("A voucher of Krav’s is on its way, or waits there for somebody to book its journal"),
        "more_there": _("The books have more left: money is known here that is not booked there"),
        "less_there": _("The books have less left: money or a credit note is booked there that came without its invoice"),
    }[why]


def voucher(state: str) -> str:
    """How a voucher stands."""
    return {
        "queued": _("Waits"),
        "uncertain": _("Answer lost; the system is asked whether it has it"),
        "done": _("Booked"),
        "refused": _("Refused"),
        "known": _("The books had it before"),
    }[state]
