"""The first letter of an account as it will look, to a customer who does not exist."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from krav.actions.contents import sender_of
from krav.claims.example import first_letter
from krav.claims.letter import Addressee, Letter
from krav.law.step import DebtorKind
from krav.store.load import creditor_in_scope
from krav.web import papers
from krav.web.page import Page, account_page


@account_page()
def letter_png(page: Page) -> HttpResponse:
    """Its first page as a picture."""
    return papers.letter_png(_letter(page))


@account_page()
def letter_pdf(page: Page) -> HttpResponse:
    """All of it, as it would be sent."""
    return papers.letter_pdf(_letter(page))


def _letter(page: Page) -> Letter:
    creditor = creditor_in_scope()
    sender = sender_of(creditor)
    to = Addressee(
        number="10017",
        name=_("Sample Customer"),
        kind=DebtorKind.CONSUMER,
        language=creditor.language,
        street=_("Sample Street 1"),
        postcode=sender.postcode,
        city=sender.city,
    )
    draft = not creditor.texts_approved
    made = first_letter(creditor.country, creditor.policy, sender, creditor.payee, to, page.on, draft=draft)
    if made is None:
        raise Http404
    return made
