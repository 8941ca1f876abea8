"""The voucher behind an item: the line or file it came in, its paper, and everything booked on it since."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.books_papers import fetch_paper
from krav.actions.invoice_papers import has_file, invoice_file
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.claim import booked, claim_seen, notes_of
from krav.store.queries.vouchers import source
from krav.web.claims import words
from krav.web.page import Page, account_page
from krav.wire.given_out import given_out


@require_GET
@account_page()
def invoices_voucher(page: Page, claim_id: int) -> HttpResponse:
    """One item with its entries in the order they were booked."""
    seen = claim_seen(claim_id)
    if seen is None:
        raise Http404
    read_from = source(claim_id)
    entries = [(entry, words.kind(entry.kind), Money(entry.amount, seen.currency)) for entry in booked(claim_id)]
    return page.render(
        "claims/voucher.html",
        claim=seen,
        source=read_from,
        as_it_came=bool(read_from and has_file(page.account_id, read_from.sha256)),
        entries=entries,
        face=Money(seen.claim.face, seen.currency),
        notes=notes_of(claim_id)[::-1],
    )


@require_GET
@account_page()
def invoices_source(page: Page, claim_id: int) -> HttpResponse:
    """The electronic invoice that an item was read from, byte by byte as it came."""
    read_from = source(claim_id)
    if read_from is None or not has_file(page.account_id, read_from.sha256):
        raise Http404
    return given_out(invoice_file(page.account_id, read_from.sha256), read_from.name, "application/xml")


@require_POST
@account_page(needs=Role.CASEWORKER)
def invoices_fetch(page: Page, claim_id: int) -> HttpResponse:
    """Fetches the invoice as the customer got it from the accounting system."""
    if fetch_paper(page.account_id, claim_id, on=page.on, by=page.by):
        page.say(_("The invoice is among the papers now."))
    else:
        page.refuse(_("The accounting system keeps no copy of this invoice."))
    return page.go("invoices_claim", claim_id=claim_id)
