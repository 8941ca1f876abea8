"""Where the books say otherwise than Krav, and what of theirs is no claim."""

from django.http import HttpResponse

from krav.store.load import creditor_in_scope
from krav.store.queries import connections as queries
from krav.web.connections import words
from krav.web.page import Page, account_page
from krav.wire.accounting.systems import systems


@account_page()
def differences(page: Page) -> HttpResponse:
    """Each item with both rests and what the difference is."""
    at = queries.link()
    if at is None:
        return page.go("settings_books")
    found = queries.differences(creditor_in_scope(), at.id, page.on)
    return page.render(
        "connections/differences.html",
        link=at,
        system=systems()[at.system],
        differences=[(each, words.difference(each.why)) for each in found],
        left_out=queries.left_out(at.id),
    )
