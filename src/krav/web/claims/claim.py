"""One claim: what can be done now, what is owed, what happened and what comes; and why every krone of it."""

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.invoice_papers import has_file
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.claim import ClaimSeen, acts_on, debtor_decisions, holds_of, letters_of
from krav.store.queries.connections import fetchable
from krav.store.queries.papers import papers
from krav.store.queries.partners import preferred, with_partner
from krav.store.queries.vouchers import source
from krav.web.claims.deeds import told
from krav.web.claims.now import brings, choices, now
from krav.web.claims.reckoned import found, in_words, lines, reckoned_or_not
from krav.web.claims.story import story
from krav.web.kept import kept
from krav.web.page import Page, account_page
from krav.web.written import day
from krav.wire.accounting.systems import systems


@account_page()
@kept()
def claim(page: Page, claim_id: int) -> HttpResponse:
    """The claim's page."""
    seen, creditor, holds = found(claim_id), creditor_in_scope(), holds_of(claim_id)
    decisions = debtor_decisions(seen.debtor_id, page.on)
    reckoned, missing = reckoned_or_not(page, creditor, seen)
    first = now(page, creditor, seen, decisions, holds)
    offered = dict(first.button.fields or ()).get("step") if first.button else None
    return page.render(
        "claims/claim.html",
        seen=seen,
        what=_what(seen),
        now=first,
        choices=[choice for choice in choices(creditor, seen, decisions) if choice.step != offered],
        brings=lambda letter: brings(page, letter),
        lines=lines(page, seen, reckoned) if reckoned else [],
        total=Money(reckoned.reckoning.total if reckoned else seen.balance, seen.currency),
        missing=missing,
        late=_late(page, seen),
        happenings=story(page, seen, holds),
        acts=[told(act, seen.currency) for act in acts_on(seen.number)],
        papers=papers([claim_id]),
        as_it_came=_as_it_came(page, claim_id),
        there=_there(claim_id),
        may=page.may(Role.CASEWORKER),
        collects=seen.kind == "invoice" and not with_partner([claim_id]) and preferred() is not None,
        unsure=next((letter.id for letter in letters_of(claim_id) if letter.unsure), 0),
        reached=next((letter.id for letter in reversed(letters_of(claim_id)) if letter.reached), 0),
    )


def _there(claim_id: int) -> str:
    """What people call the system that the invoice can be fetched from."""
    code = fetchable(claim_id)
    return systems()[code].name if code in systems() else ""


@account_page()
def why(page: Page, claim_id: int, part: str) -> HttpResponse:
    """Why one line, or all of it, is what it is: in the drawer, or as a page."""
    seen, creditor = found(claim_id), creditor_in_scope()
    reckoned, missing = reckoned_or_not(page, creditor, seen)
    if reckoned is None:
        return page.render("errors/refused.html", 409, error=missing)
    explanation = reckoned.part(part)
    if explanation is None:
        raise Http404
    shown = {line.part: words for line, words in zip(reckoned.lines, lines(page, seen, reckoned), strict=True)}
    whole = _("What is owed today on invoice %(number)s") % {"number": seen.number}
    return page.render(
        "claims/claim_why.html",
        seen=seen,
        why=explanation,
        what=shown[part].words if part in shown else whole,
        words=in_words(reckoned, part),
        book=creditor.country.book.version,
        print_url=reverse("invoices_reckoning", kwargs={"slug": page.seat.slug, "claim_id": claim_id}),
    )


@account_page()
def reckoning(page: Page, claim_id: int) -> HttpResponse:
    """Every line of the claim with its whole explanation, to print for a court."""
    seen, creditor = found(claim_id), creditor_in_scope()
    reckoned, missing = reckoned_or_not(page, creditor, seen)
    if reckoned is None:
        return page.render("errors/refused.html", 409, error=missing)
    return page.render(
        "claims/claim_reckoning.html",
        seen=seen,
        creditor=creditor,
        lines=lines(page, seen, reckoned),
        total=Money(reckoned.reckoning.total, seen.currency),
    )


def _what(seen: ClaimSeen) -> str:
    """Whose it is and what, as the page's heading."""
    words = {
        "credit": _("%(debtor)s, credit note %(number)s"),
        "payment": _("%(debtor)s, payment on account %(number)s"),
        "interest": _("%(debtor)s, interest invoice %(number)s"),
    }
    return words.get(seen.kind, _("%(debtor)s, invoice %(number)s")) % {"debtor": seen.debtor, "number": seen.number}


def _as_it_came(page: Page, claim_id: int) -> str:
    """The name of the electronic invoice that the claim was read from, where it is kept; else empty."""
    read_from = source(claim_id)
    return read_from.name if read_from and has_file(page.account_id, read_from.sha256) else ""


def _late(page: Page, seen: ClaimSeen) -> str:
    """How late the claim is, in words."""
    days = (page.on - seen.due_on).days
    if seen.settled_on or seen.claim.face < 0:
        return ""
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return _("due %(day)s") % {"day": day(page, seen.due_on)}
