"""The papers of interest invoices: PDF to read or print, UBL for the customer's system, postings for the books."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from krav.claims.interest_invoice import InterestInvoice, vouchers
from krav.kernel.money import Money
from krav.render.bundle import bundle
from krav.render.interest_ubl import interest_ubl
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries import interest
from krav.web.interest.address import PAGE, numbers
from krav.web.page import Page, account_page
from krav.web.papers import pdf, renderer
from krav.wire.given_out import given_out


@require_GET
@account_page()
def papers(page: Page) -> HttpResponse:
    """The papers `as` pdf, ubl or postings of the invoices asked for, at most a page of them; of what credits them, too."""
    told, creditor = page.request.GET, creditor_in_scope()
    asked = numbers(told.getlist("invoice"))[:PAGE]
    invoices = [found for each in asked if (found := interest.invoice(each, creditor))]
    credit_note = bool(told.get("note"))
    if credit_note:
        invoices = [each for each in invoices if each.credited]
    if not invoices:
        raise Http404
    match told.get("as", "pdf"):
        case "ubl":
            return _ubl(invoices, credit_note=credit_note)
        case "postings":
            return _postings(invoices, creditor)
        case _:
            return _pdf(invoices, credit_note=credit_note)


def _pdf(invoices: Sequence[InterestInvoice], *, credit_note: bool) -> HttpResponse:
    made = [renderer().interest_invoice(each, credit_note=credit_note) for each in invoices]
    content = made[0] if len(made) == 1 else bundle(made)
    return pdf(content, f"{_name(invoices, credit_note=credit_note)}.pdf")


def _ubl(invoices: Sequence[InterestInvoice], *, credit_note: bool) -> HttpResponse:
    made = {_number(each, credit_note=credit_note): interest_ubl(each, credit_note=credit_note) for each in invoices}
    name = _name(invoices, credit_note=credit_note)
    if len(made) == 1:
        return _file(made[name], "application/xml", f"{name}.xml")
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for number, content in made.items():
            archive.writestr(ZipInfo(f"{number}.xml"), content, ZIP_DEFLATED)
    return _file(packed.getvalue(), "application/zip", f"{name}.zip")


def _postings(invoices: Sequence[InterestInvoice], creditor: Creditor) -> HttpResponse:
    """Semicolons, decimal commas and a mark of UTF-8, as the spreadsheets of Scandinavia read them."""
    text = StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow([_("Voucher"), _("Day"), _("Customer number"), _("Account"), _("Debit"), _("Credit"), _("Currency")])
    for invoice in invoices:
        for voucher in vouchers(invoice, creditor.country):
            for account, minor in voucher.postings:
                figure = f"{Money(abs(minor), voucher.currency).decimal}".replace(".", ",")
                sides = (figure, "") if minor > 0 else ("", figure)
                table.writerow([voucher.number, voucher.on.isoformat(), voucher.customer, account, *sides, voucher.currency])
    content = ("\ufeff" + text.getvalue()).encode()
    return _file(content, "text/csv; charset=utf-8", f"{_name(invoices, credit_note=False)}.csv")


def _name(invoices: Sequence[InterestInvoice], *, credit_note: bool) -> str:
    """The number, or the first and the last of several."""
    found = sorted((_number(each, credit_note=credit_note) for each in invoices), key=int)
    return found[0] if len(found) == 1 else f"{found[0]}-{found[-1]}"


def _number(invoice: InterestInvoice, *, credit_note: bool) -> str:
    return invoice.credited.number if credit_note and invoice.credited else invoice.number


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return given_out(content, name, kind)
