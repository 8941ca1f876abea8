"""What the import pages call the fields, formats and oddities of files."""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def field(name: str) -> str:
    """What a column of a ledger is read as."""
    named = {
        "customer_number": _("customer number"),
        "customer_name": _("customer"),
        "customer_type": _("kind of customer"),
        "company_number": _("company number"),
        "street": _("street"),
        "postcode": _("postcode"),
        "city": _("city"),
        "country": _("country"),
        "email": _("e-mail"),
        "language": _("language"),
        "attention": _("attention"),
        "invoice_number": _("invoice number"),
        "invoice_date": _("invoice day"),
        "due_date": _("due day"),
        "amount": _("amount"),
        "open_amount": _("rest"),
        "currency": _("currency"),
        "payment_reference": _("payment reference"),
        "description": _("description"),
        "credited_invoice": _("credited invoice"),
        "due_date_agreed": _("due day agreed"),
        "document_type": _("kind of document"),
    }
    return named.get(name, name.replace("_", " "))


def kind(form: str) -> str:
    """What a file is."""
    named = {
        "table": _("Open-item ledger"),
        "ubl": _("Electronic invoice (UBL)"),
        "oioubl": _("Electronic invoice (OIOUBL)"),
        "peppol": _("Electronic invoice (Peppol)"),
        "ehf": _("Electronic invoice (EHF)"),
        "svefaktura": _("Electronic invoice (Svefaktura)"),
        "camt": _("Bank statement (camt)"),
        "ocr giro": _("OCR giro file"),
        "bgmax": _("BgMax file"),
        "account statement": _("Bank statement (table)"),
        "saf": _("Bookkeeping file (SAF-T)"),
        "sie": _("Bookkeeping file (SIE)"),
    }
    return next((words for code, words in named.items() if form.lower().startswith(code)), form)


def is_of_bank(form: str) -> bool:
    """Whether a file tells of money that came."""
    return form.lower().startswith(("camt", "ocr giro", "bgmax", "account statement"))


def oddities(odd: Counter[str]) -> list[str]:
    """What is odd, a sentence a kind, the most frequent first."""
    said = []
    for code, n in odd.most_common():
        if n > 0:
            said.append(_oddity(code, n) % {"n": n})
    return said


def _oddity(code: str, n: int) -> str:
    match code:
        case "credit":
            return ngettext("%(n)s credit note.", "%(n)s credit notes.", n)
        case "no_address":
            one = "%(n)s invoice has no full address: its letters can leave by e-mail only."
            return ngettext(one, "%(n)s invoices have no full address: their letters can leave by e-mail only.", n)
        case "no_kind":
            one = "%(n)s invoice does not say whether the customer is a consumer or a business: a consumer is assumed."
            many = "%(n)s invoices do not say whether the customer is a consumer or a business: consumers are assumed."
            return ngettext(one, many, n)
        case "no_email":
            one = "%(n)s invoice has no e-mail address: its letters leave on paper."
            return ngettext(one, "%(n)s invoices have no e-mail address: their letters leave on paper.", n)
        case "future":
            return ngettext("%(n)s invoice is dated after today.", "%(n)s invoices are dated after today.", n)
        case "paid":
            one = "%(n)s invoice is paid already: it is kept, and nothing is asked for it."
            return ngettext(one, "%(n)s invoices are paid already: they are kept, and nothing is asked for them.", n)
        case "other_account":
            one = "%(n)s statement is of another bank account and is left out."
            return ngettext(one, "%(n)s statements are of other bank accounts and are left out.", n)
        case "taken_back":
            one = "%(n)s payment was taken back by the bank."
            return ngettext(one, "%(n)s payments were taken back by the bank.", n)
        case _:
            one = "%(n)s payment has no reference: it is matched by its texts and amount, or waits for you."
            many = "%(n)s payments have no reference: they are matched by their texts and amounts, or wait for you."
            return ngettext(one, many, n)
