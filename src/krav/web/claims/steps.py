"""Moving what is ticked: what it would add, the letters made, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions.steps import Plan, plan_step, take_step, undo_letters
from krav.actions.unit import DoneBefore
from krav.claims.ledger import EntryKind
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries import stages
from krav.store.queries.moves import made, made_letters
from krav.store.queries.partners import agreement
from krav.store.queries.stages import EXPIRED, OVERDUE
from krav.web.claims import words
from krav.web.claims.address import Address, address
from krav.web.explained import said
from krav.web.figures import written
from krav.web.page import Page, account_page
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Ticked:
    """The form around the list: which claims, to which step, and where the person stood."""

    at: Address
    claim_ids: Sequence[int]
    step: str
    agreement_id: int | None
    seen: frozenset[str] | None
    key: str


@require_POST
@account_page(needs=Role.CASEWORKER)
def invoices_adds(page: Page) -> HttpResponse:
    """What moving the ticked ones would add, for the bar."""
    ticked = _ticked(page)
    creditor = creditor_in_scope()
    step = next((step for step in creditor.policy.steps if step.key == ticked.step), None)
    if step is None or not ticked.claim_ids:
        return HttpResponse()
    partner = agreement(ticked.agreement_id) if ticked.agreement_id else None
    plan = plan_step(ticked.claim_ids, ticked.step, page.on, ticked.seen)
    why = sorted({said(refusal, written(creditor.country.code)) for refusal in plan.refusals.values()})
    return page.render(
        "claims/adds.html",
        letters=len(plan.letters),
        invoices=len(ticked.claim_ids),
        fees=Money(_fees(plan), creditor.country.currency),
        refused=len(plan.refusals),
        why=why[0] if len(why) == 1 else "",
        meaning=words.meaning(step, partner.name if partner else ""),
    )


@require_POST
@account_page(needs=Role.CASEWORKER)
def invoices_move(page: Page) -> HttpResponse:
    """Makes the letters; a second time with the same key shows what the first did."""
    ticked = _ticked(page)
    back = ticked.at._replace(after=0).url(page.seat.slug)
    if not ticked.claim_ids:
        page.refuse(_("Nothing was ticked, and nothing was done."))
        return redirect(back)
    then = ticked.at._replace(after=0, made=ticked.key).url(page.seat.slug)
    try:
        done = take_step(
            page.account_id, ticked.claim_ids, ticked.step, on=page.on, by=page.by, key=ticked.key, seen=ticked.seen,
            agreement_id=ticked.agreement_id,
        )  # fmt: skip
    except DoneBefore as before:
        page.refuse(said(before, written(page.seat.country)))
        return redirect(then)
    if done.letter_ids:
        letters = ngettext("%(n)s letter made.", "%(n)s letters made.", len(done.letter_ids)) % {"n": len(done.letter_ids)}
        leave = _("They leave at %(time)s.") % {"time": clock.told(done.leaves_at)}
        page.say(f"{letters} {leave}", undo=_undo_url(page, ticked.key))
    else:
        page.refuse(_("No letter was made; each invoice says why."))
    return redirect(then)


@require_POST
@account_page(needs=Role.CASEWORKER)
def invoices_undo(page: Page) -> HttpResponse:
    """Takes back the letters made with a key, as long as none has left."""
    told = made(page.request.GET.get("made", ""))
    ids = [letter.id for letter in made_letters(told)] if told else []
    back = Address(stage=page.request.GET.get("stage", OVERDUE)).url(page.seat.slug)
    if not ids:
        page.refuse(_("These letters were taken back before."))
        return redirect(back)
    try:
        count = undo_letters(page.account_id, ids, on=page.on, by=page.by)
    except KravError as error:
        page.refuse(said(error, written(page.seat.country)))
        return redirect(back)
    page.say(
        ngettext("%(n)s letter taken back; nothing was sent.", "%(n)s letters taken back; nothing was sent.", count)
        % {"n": count}
    )
    return redirect(back)


def _undo_url(page: Page, key: str) -> str:
    told = urlencode({"made": key, "stage": page.request.POST.get("stage", OVERDUE)})
    return f"{reverse('invoices_undo', kwargs={'slug': page.seat.slug})}?{told}"


def _ticked(page: Page) -> Ticked:
    """The form as it was sent; “all” stands for everything of the list that can move, whatever its page."""
    told = page.request.POST
    creditor = creditor_in_scope()
    day = stages.cut(creditor.country, creditor.policy, page.on)
    at = address(told, (OVERDUE, EXPIRED, told.get("stage", "")))
    if told.get("all"):
        ids = stages.moving(day, at.wanted(creditor.country.currency))
    else:
        ids = [int(each) for each in dict.fromkeys(told.getlist("claim")) if each.isdecimal() and len(each) < 19]
    seen = {OVERDUE: frozenset({""}), EXPIRED: None}.get(at.stage, frozenset({at.stage}))
    step, _at, partner = told.get("step", "").partition("@")
    agreement_id = int(partner) if partner.isdecimal() and len(partner) < 19 else None
    return Ticked(at, ids, step, agreement_id, seen, told.get("key", "")[:40])


def _fees(plan: Plan) -> int:
    """What the letters add in fees, compensation and costs, in minor units; interest runs anyway."""
    new = {EntryKind.FEE, EntryKind.COMPENSATION, EntryKind.COSTS}
    entries = (entry for letter in plan.letters for taken in letter.taken for entry in taken.entries)
    return sum(entry.amount for entry in entries if entry.kind in new)
