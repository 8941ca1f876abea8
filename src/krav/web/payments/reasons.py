"""Why money is, or may be, for an invoice, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _


def whys(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes of matching as the pages say them."""
    words = {
        "shares": _("the payer divided it so"),
        "reference": _("the reference is this invoice’s"),
        "number": _("it names the invoice number"),
        "all": _("together to the krone"),
        "amount": _("the amount fits to the krone"),
        "short": _("the amount is a little short"),
        "account": _("this payer has paid for the customer before"),
        "company": _("the payer’s company number is the customer’s"),
        "name": _("the payer’s name is the customer’s"),
        "returned": _("it takes back what had been paid"),
        "person": _("placed by hand"),
    }
    return tuple(words[code] for code in codes)


def doubt(code: str) -> str:
    """What speaks against a guess; empty where nothing does."""
    words = {
        "": "",
        "several": _("other invoices fit as well"),
        "other_customer": _("the payer is known as another customer"),
        "paid_before": _("it names what was paid before"),
    }
    return words[code]
