"""Writing off: what the law says of it, the claim in the books beside what is owed, and the voucher before it is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.cases import one
from krav.actions.writeoffs import propose, write_off
from krav.claims.ledger import Claim
from krav.claims.writeoff import Asked, Line, Proposal, loss_facts
from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.phrase import Translate
from krav.kernel.refusal import KravError, Refusal
from krav.kernel.role import Role
from krav.law.loss import Ground
from krav.store import load
from krav.store.load import Creditor, creditor_in_scope
from krav.store.queries.claim import letters_of
from krav.store.queries.losses import Books, books
from krav.web import figures
from krav.web.losses.forms import LossForm
from krav.web.page import Page, account_page
from krav.web.written import refusal, word


class Sent(NamedTuple):
    """A letter as evidence: what, when, until when, and how it went."""

    number: str
    words: str
    on: date
    deadline_on: date
    way: str


class Shown(NamedTuple):
    """A line of the voucher."""

    account: str
    words: str
    debit: Money | None
    credit: Money | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be written off: claims, where they stand in the books, and where the reader came from."""

    head: str
    claims: tuple[Claim, ...]
    action: str
    back: str


@account_page(Role.CASEWORKER)
def invoice(page: Page, claim_id: int) -> HttpResponse:
    """One invoice, all of it or a part."""
    claim = load.claims([claim_id])[claim_id]
    named = {"slug": page.seat.slug, "claim_id": claim_id}
    head = _("Write off invoice %(number)s") % {"number": claim.number}
    action, back = reverse("invoices_write_off", kwargs=named), reverse("invoices_claim", kwargs=named)
    return _asked(page, Subject(head, (claim,), action, back))


@account_page(Role.CASEWORKER)
def case(page: Page, case_id: int) -> HttpResponse:
    """All claims of a case, each with a voucher of its own."""
    found, slug = one(case_id), page.seat.slug
    head = _("Write off case %(number)s") % {"number": found.number}
    back = reverse("cases_case", kwargs={"slug": slug, "case_id": case_id})
    action = reverse("cases_write_off", kwargs={"slug": slug, "case_id": case_id})
    return _asked(page, Subject(head, found.claims, action, back))


def _asked(page: Page, subject: Subject) -> HttpResponse:
    """Shows the form with the voucher it makes; sent with the button that posts, it is posted."""
    creditor, post, status = creditor_in_scope(), page.request.POST, 200
    grounds = _grounds(subject.claims, creditor, page.on)
    form = _form(page, subject, creditor, grounds)
    asked = form.asked() if not form.is_bound or form.is_valid() else None
    if asked and "post" in post:
        try:
            return _done(page, subject, asked, form.cleaned_data["evidence"])
        except KravError as error:
            form.add_error(None, refusal(page, error))
    if form.errors:
        status = 422
    found = propose([claim.id for claim in subject.claims], asked, creditor, page.on) if asked else {}
    lost = [each for each in found.values() if isinstance(each, Proposal)]
    why_not = [each for each in found.values() if isinstance(each, Refusal)]
    currency = subject.claims[0].currency
    shown: dict[str, Any] = {
        "form": form,
        "vouchers": _vouchers(subject.claims, found),
        "refused": why_not[0] if why_not and not lost and not form.errors else None,
        "total": Money(sum(each.amount for each in lost), currency),
        "net": Money(sum(each.net for each in lost), currency),
        "vat": Money(sum(each.vat for each in lost), currency),
    }
    if getattr(page.request, "htmx", False) and "post" not in post:
        return page.render("losses/proposal.html", **shown)
    return page.render(
        "losses/write_off.html",
        status,
        **shown,
        subject=subject,
        grounds=grounds,
        name_of=word,
        never=creditor.country.never_a_loss(page.on),
        again=creditor.country.vat_again(page.on),
        language=creditor.country.languages[0],
        sums=_sums([books(claim.id, creditor, page.on) for claim in subject.claims]),
        evidence=[sent for claim in subject.claims for sent in _sent(claim)],
    )


def _form(page: Page, subject: Subject, creditor: Creditor, grounds: Sequence[Ground]) -> LossForm:
    lawful = [
        (ground.key, f"{word(ground.key)}\n{'; '.join(ground.confirm)}. {ground.why.section}")
        for ground in grounds
        if ground.refusal is None
    ]
    accounts = creditor.policy.books.accounts(creditor.country.loss_accounts(page.on))
    rates = [rate for name, rate in creditor.country.vat_rates(page.on).items() if accounts.get(name)]
    face = subject.claims[0].face if len(subject.claims) == 1 and subject.claims[0].contract_rate != 0 else 0
    data = page.request.POST if page.request.method == "POST" else None
    return LossForm(data, lawful, [*rates, Decimal(0)], language=figures.written(page.seat.country), face=face)


def _grounds(claims: Sequence[Claim], creditor: Creditor, on: date) -> list[Ground]:
    """Every ground, with what stands against it for any of the claims."""
    country = creditor.country
    each = [country.loss_grounds(loss_facts(claim, country, on), on) for claim in claims]
    return [next((ground for ground in same if ground.refusal), same[0]) for same in zip(*each, strict=True)]


def _done(page: Page, subject: Subject, asked: Asked, evidence: str) -> HttpResponse:
    ids = [claim.id for claim in subject.claims]
    key = page.request.POST.get("key", "")
    made = write_off(page.account_id, ids, asked, evidence=evidence, on=page.on, by=page.by, key=key)
    posted = ngettext("%(n)s voucher posted.", "%(n)s vouchers posted.", len(made)) % {"n": len(made)}
    undo = reverse("cases_voucher_undo", kwargs={"slug": page.seat.slug, "voucher_id": made[0]}) if len(made) == 1 else ""
    still = _("The customer owes as before.")
    page.say(f"{posted} {still}", undo)
    return page.go("cases_vouchers")


def _vouchers(claims: Sequence[Claim], found: dict[int, Proposal | Refusal]) -> list[tuple[str, list[Shown]]]:
    """The lines of each claim's voucher, by its invoice."""
    proposed = [(claim, found.get(claim.id)) for claim in claims]
    said = translator(figures.reader())
    return [
        (claim.number, [_shown(line, claim, said) for line in each.lines])
        for claim, each in proposed
        if isinstance(each, Proposal)
    ]


def _shown(line: Line, claim: Claim, said: Translate) -> Shown:
    debit, credit = (Money(minor, claim.currency) if minor else None for minor in (line.debit, line.credit))
    return Shown(line.account, line.words(claim.number, said), debit, credit)


def _sums(told: Sequence[Books]) -> Books:
    return Books(*(Money.total(column, told[0].owed.currency) for column in zip(*told, strict=True)))


def _sent(claim: Claim) -> list[Sent]:
    """The letters about a claim, those of other systems too."""
    ways = {"email": _("E-mail"), "file": _("On paper")}
    channels = {(letter.step, letter.sent_on): ways.get(letter.channel, "") for letter in letters_of(claim.id)}
    return [
        Sent(claim.number, word(letter.step), letter.sent_on, letter.deadline_on, channels.get(place, ""))
        for letter in claim.letters
        for place in ((letter.step, letter.sent_on),)
    ]
