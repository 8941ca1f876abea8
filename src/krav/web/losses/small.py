"""Claims whose letters and days make a loss certain by themselves: looked over together, and written off at once."""

from collections import defaultdict

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.rights import Forbidden
from krav.actions.writeoffs import write_off
from krav.claims.writeoff import Asked
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.losses import candidates
from krav.web.page import Page, account_page
from krav.web.written import refusal, word


@account_page()
def losses(page: Page) -> HttpResponse:
    """The proposals; sent by a caseworker who says that the conditions are met, those that were ticked are posted."""
    creditor, problem, status = creditor_in_scope(), "", 200
    found = candidates(creditor, page.on)
    if page.request.method == "POST":
        try:
            return _done(page, [each.claim.id for each in found])
        except Forbidden:
            raise
        except KravError as error:
            problem, status = refusal(page, error), 422
    grounds = {each.ground.key: each.ground for each in found}
    rows: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for each in found:
        money = (Money(minor, each.claim.currency) for minor in (each.proposal.amount, each.proposal.net, each.proposal.vat))
        rows[each.ground.key].append((each, *money))
    return page.render(
        "losses/small.html",
        status,
        rows=rows,
        grounds=grounds,
        name_of=word,
        problem=problem,
        language=creditor.country.languages[0],
        currency=creditor.country.currency,
        may=page.may(Role.CASEWORKER),
    )


def _done(page: Page, proposed: list[int]) -> HttpResponse:
    """Posts what was ticked of what is proposed; what is no longer proposed was done or paid meanwhile."""
    told = page.request.POST
    chosen = {int(text) for text in told.getlist("claim") if text.isdecimal()}
    ids = [claim_id for claim_id in proposed if claim_id in chosen]
    asked = Asked(None, told.get("ground", ""), confirmed="confirmed" in told)
    if not ids and page.may(Role.CASEWORKER):
        raise KravError("Nothing was ticked, and nothing was written off.")
    made = write_off(page.account_id, ids, asked, on=page.on, by=page.by, key=told.get("key", ""))
    words = ngettext("%(n)s claim written off.", "%(n)s claims written off.", len(made)) % {"n": len(made)}
    still = _("The customers owe as before.")
    page.say(f"{words} {still}")
    return page.go("cases_vouchers")
