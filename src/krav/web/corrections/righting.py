"""What letters asked for and should have asked for: the list, one invoice, and the one click that puts it right."""

from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.corrections import Proposal, Righted, correct, proposal
from krav.claims.correction import Correction, Parts
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.claim import letters_of
from krav.store.queries.corrections import WrongClaim, loose_of, wrong_claims
from krav.web.claims.reckoned import found
from krav.web.page import Page, account_page
from krav.web.written import amount, day, refusal, word

_SHOWN = 25


class PartRow(NamedTuple):
    """One part of a letter: what was asked for, what should have been, and by how much it changes."""

    words: str
    asked: Money
    right: Money
    change: Money


class LetterSeen(NamedTuple):
    """A letter that asked for a wrong sum."""

    head: str
    line: str
    rows: tuple[PartRow, ...]
    total: PartRow
    url: str


class Row(NamedTuple):
    """A claim in the list: what was wrong, and what putting it right does."""

    claim: WrongClaim
    said: str
    does: list[str]
    over: Money | None
    url: str


@account_page()
def corrections(page: Page) -> HttpResponse:
    """The invoices that wait to be put right, the proposal beside each."""
    told = page.request.GET.get("after", "")
    after = int(told) if told.isdecimal() and len(told) < 19 else 0
    claims, creditor = wrong_claims(after, _SHOWN + 1), creditor_in_scope()
    base = reverse("cases_corrections", kwargs={"slug": page.seat.slug})
    more = f"{base}?after={claims[_SHOWN - 1].id}" if len(claims) > _SHOWN else ""
    rows = [_row(page, claim, creditor) for claim in claims[:_SHOWN]]
    return page.render("corrections/list.html", rows=rows, next_url=more)


@account_page()
def correction(page: Page, claim_id: int) -> HttpResponse:
    """One invoice's letters, what is to be put right, and the button that does it."""
    seen, creditor, missing = found(claim_id), creditor_in_scope(), ""
    wanted: Proposal | None = None
    try:
        wanted = proposal(claim_id, creditor, page.on)
    except KravError as error:
        missing = refusal(page, error)
    currency = seen.currency
    return page.render(
        "corrections/correction.html",
        seen=seen,
        wanted=wanted,
        missing=missing,
        does=_does(wanted, currency) if wanted else [],
        letters=[_letter(page, each, currency) for each in reversed(wanted.wrong)] if wanted else [],
        court=_court(wanted, currency) if wanted else "",
        sent=[letter for letter in reversed(letters_of(claim_id)) if letter.reached],
        loose=Money(loose_of([claim_id]), currency),
        ahead=Money(wanted.interest if wanted else 0, currency),
        owed=Money(wanted.owed.total, currency) if wanted else None,
        may=page.may(Role.CASEWORKER),
        word=word,
    )


@require_POST
@account_page(Role.CASEWORKER)
def right(page: Page, claim_id: int) -> HttpResponse:
    """Puts it right."""
    seen = found(claim_id)
    done = correct(page.account_id, claim_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    undo = {"slug": page.seat.slug, "claim_id": claim_id, "letter_id": done.letter_id}
    page.say(_done(seen.currency, done), reverse("invoices_claim_undo", kwargs=undo) if done.letter_id else "")
    return page.go("invoices_correction", claim_id=claim_id)


def _row(page: Page, claim: WrongClaim, creditor: Creditor) -> Row:
    url = reverse("invoices_correction", kwargs={"slug": page.seat.slug, "claim_id": claim.id})
    try:
        wanted = proposal(claim.id, creditor, page.on)
    except KravError as error:
        return Row(claim, refusal(page, error), [], None, url)
    said = _sentence(page, wanted.wrong[-1], claim.balance.currency) if wanted.wrong else _("Its letters are right again.")
    return Row(claim, said, _does(wanted, claim.balance.currency), Money(wanted.over, claim.balance.currency), url)


def _sentence(page: Page, wrong: Correction, currency: str) -> str:
    facts = {
        "step": word(wrong.told.step.key),
        "day": day(page, wrong.told.sent_on),
        "asked": amount(Money(wrong.demanded.total, currency)),
        "right": amount(Money(wrong.lawful.total, currency)),
    }
    return _("%(step)s of %(day)s asked for %(asked)s; it should have asked for %(right)s.") % facts


def _does(wanted: Proposal, currency: str) -> list[str]:
    """What the click does, each in a few words."""
    does = []
    if wanted.credit:
        does.append(_("Take back charges of %(amount)s") % {"amount": amount(Money(wanted.credit, currency))})
    if any(entry.kind == "interest" for _id, entry in wanted.entries):
        taken = -sum(entry.amount for _id, entry in wanted.entries if entry.kind == "interest")
        does.append(_("Take back %(amount)s of interest asked for") % {"amount": amount(Money(taken, currency))})
    if wanted.refund:
        does.append(_("Set %(amount)s free to be paid back") % {"amount": amount(Money(wanted.refund, currency))})
    if wanted.letter:
        does.append(_("Send a letter with the right sum, at no cost"))
    return does


def _letter(page: Page, wrong: Correction, currency: str) -> LetterSeen:
    url = reverse("invoices_letter", kwargs={"slug": page.seat.slug, "number": wrong.told.number})
    names = _names()
    rows = [
        _part(names[name], asked, right, currency, -1 if name == "credit" else 1)
        for name, asked, right in zip(Parts._fields, wrong.demanded, wrong.lawful, strict=True)
        if asked or right
    ]
    total = _part(_("In all"), wrong.demanded.total, wrong.lawful.total, currency)
    line = _("It asked for too little; the next letter asks for the rest.") if wrong.over < 0 else ""
    return LetterSeen(_sentence(page, wrong, currency), line, tuple(rows), total, url)


def _part(words: str, asked: int, right: int, currency: str, sign: int = 1) -> PartRow:
    return PartRow(words, *(Money(sign * minor, currency) for minor in (asked, right, right - asked)))


def _names() -> dict[str, str]:
    return {
        "principal": _("Principal"),
        "interest": _("Interest"),
        "fees": _("Fees"),
        "compensation": _("Compensation"),
        "costs": _("Costs of the case"),
        "credit": _("To the customer’s credit"),
    }


def _court(wanted: Proposal, currency: str) -> str:
    """What to tell the court, where it has the case."""
    if not wanted.filed or not wanted.over:
        return ""
    facts = {"filing": word(wanted.filed), "amount": amount(Money(wanted.over, currency))}
    return _("%(filing)s has been filed. Tell the court that the claim is lowered by %(amount)s.") % facts


def _done(currency: str, done: Righted) -> str:
    said = [_("Put right.")]
    if done.letter_id:
        said.append(_("The letter with the right sum leaves soon."))
    if done.refund:
        said.append(_("%(amount)s lies free, to be paid back.") % {"amount": amount(Money(done.refund, currency))})
    return " ".join(said)
