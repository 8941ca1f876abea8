"""The voucher behind an item: the line of the ledger as it was imported, and everything booked on it since."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from krav.kernel.money import Money
from krav.store.queries.claim import booked, claim_seen, notes_of
from krav.store.queries.vouchers import source
from krav.web.claims import words
from krav.web.page import Page, account_page


@require_GET
@account_page()
def invoices_voucher(page: Page, claim_id: int) -> HttpResponse:
    """One item with its entries in the order they were booked."""
    seen = claim_seen(claim_id)
    if seen is None:
        raise Http404
    entries = [(entry, words.kind(entry.kind), Money(entry.amount, seen.currency)) for entry in booked(claim_id)]
    return page.render(
        "claims/voucher.html",
        claim=seen,
        source=source(claim_id),
        entries=entries,
        face=Money(seen.claim.face, seen.currency),
        notes=notes_of(claim_id)[::-1],
    )
