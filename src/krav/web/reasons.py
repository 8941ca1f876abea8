"""Why money is, or may be, for an invoice, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from krav.web.explained import doer


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
        "over": _("it was left over of money for another invoice"),
    }
    return tuple(words[code] for code in codes)


def placed(codes: Iterable[str], confidence: int, by: str) -> str:
    """Why money stands on an invoice, and how sure that is; or who said so."""
    words = ", ".join(whys(codes))
    return f"{words}, {doer(by)}" if by else f"{words} ({_('%(percent)s per cent sure') % {'percent': confidence}})"


def doubt(code: str) -> str:
    """What speaks against a guess; empty where nothing does."""
    words = {
        "": "",
        "several": _("other invoices fit as well"),
        "other_customer": _("the payer is known as another customer"),
        "paid_before": _("it names what was paid before"),
    }
    return words[code]
