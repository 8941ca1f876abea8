"""The first three steps of the wizard: who owes, which invoices, and what was done already."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from django.http import Http404, HttpResponse

from krav.actions.told_faults import claims_faults, customer_faults_here, done_faults
from krav.claims.told import Paper, Told, ToldClaim, ToldCustomer, ToldLetter
from krav.countries import masked_number
from krav.store.queries.drafts import known, named_like
from krav.web.elsewhere.forms import BookForm, ClaimForm, CustomerForm, LetterForm, PaymentForm
from krav.web.elsewhere.summary import summary
from krav.web.elsewhere.wizard import Wizard, first_open, wizard_page

Item = TypeVar("Item")


@wizard_page
def cases_draft(wizard: Wizard, step: str) -> HttpResponse:
    """A step of the wizard; who is not there yet is led to where they are."""
    views = {"customer": customer, "claims": claims, "done": done, "summary": summary}
    if step not in views:
        raise Http404
    order, open_step = list(views), first_open(wizard.told)
    if order.index(step) > order.index(open_step):
        return wizard.go(open_step)
    return views[step](wizard)


def customer(wizard: Wizard) -> HttpResponse:
    """Who owes: somebody known, found by name or number, or somebody new."""
    posted, told = wizard.page.request.POST, wizard.told.customer
    form = CustomerForm(posted if "name" in posted else None, initial=_initial(told))
    if "debtor" in posted:
        chosen = known(int(posted["debtor"])) if posted["debtor"].isdecimal() and len(posted["debtor"]) < 19 else None
        if chosen is None:
            raise Http404
        wizard.keep(lambda now: replace(now, customer=ToldCustomer(chosen.id), join=()))
        return wizard.go("claims")
    if form.is_bound and form.is_valid():
        new = form.told()
        if told and new.company_number and new.company_number == masked_number(told.company_number):
            new = replace(new, company_number=told.company_number)
        if not wizard.put(form, customer_faults_here(new, wizard.creditor), "customer"):
            wizard.keep(lambda now: replace(now, customer=new, join=()))
            return wizard.go("claims")
    find = wizard.page.request.GET.get("find", "").strip()[:80]
    return wizard.render(
        "customer",
        422 if form.errors else 200,
        form=form,
        find=find,
        found=named_like(find) if find else [],
        chosen=known(told.id) if told and told.id else None,
    )


def claims(wizard: Wizard) -> HttpResponse:
    """Which invoices: each is kept as it is told."""
    posted, law, page = wizard.page.request.POST, wizard.creditor.country, wizard.page
    if "drop" in posted:
        wizard.keep(lambda now: _without(now, posted["drop"]))
        return wizard.go("claims")
    editing = next((claim for claim in wizard.told.claims if claim.number == page.request.GET.get("edit")), None)
    if page.request.method == "POST" and "number" not in posted and wizard.told.claims:
        return wizard.go("done")
    form = ClaimForm(posted or None, page.request.FILES or None, law=law, claim=editing)
    blank = not any(posted.get(name) for name in ("number", "amount", "issued_on", "due_on", "description", "reference"))
    if posted and blank and wizard.told.claims and not page.request.FILES:
        return wizard.go("done")
    paper = wizard.paper(form) if form.is_bound else None
    if form.is_bound and form.is_valid():
        new = form.told(paper)
        others = [claim for claim in wizard.told.claims if claim is not editing]
        alone = Told(claims=(*others, new))
        wrong = wizard.put(form, claims_faults(alone, wizard.creditor, page.on), f"claims.{len(others)}")
        if not wrong:
            wizard.keep(lambda now: _renumbered(replace(now, claims=_put(now.claims, editing, new)), editing, new))
            return wizard.go("claims" if "more" in posted else "done")
    return wizard.render("claims", 422 if form.errors else 200, form=form, editing=editing)


def done(wizard: Wizard) -> HttpResponse:
    """What was done already: letters that were sent, money that came; and where the case is booked."""
    posted, page, told, creditor = wizard.page.request.POST, wizard.page, wizard.told, wizard.creditor
    if "drop_letters" in posted or "drop_payments" in posted:
        wizard.keep(lambda now: _dropped(now, posted.get("drop_letters"), posted.get("drop_payments")))
        return wizard.go("done")
    editing = next((each for place, each in enumerate(told.letters) if str(place) == page.request.GET.get("letter")), None)
    letter = LetterForm(posted or None, page.request.FILES or None, creditor=creditor, told=told, letter=editing, prefix="l")
    payment = PaymentForm(posted or None, law=creditor.country, told=told, prefix="p")
    book = BookForm(posted or None, initial={"department": told.department, "project": told.project})
    if posted:
        wanted = [form for form in (letter, payment) if form.touched]
        looked_at = [book.is_valid(), *(form.is_valid() for form in wanted)]
        paper = wizard.paper(letter) if letter.touched else None
        if all(looked_at) and not (letter.touched and letter.errors):
            change = _told_of(wizard, letter, payment, book, editing, paper)
            if change is not None:
                wizard.keep(change)
                return wizard.go("done" if "more" in posted else "summary")
    if posted and not letter.touched:
        letter = LetterForm(creditor=creditor, told=told, prefix="l")
    if posted and not payment.touched:
        payment = PaymentForm(law=creditor.country, told=told, prefix="p")
    return wizard.render(
        "done", 422 if posted else 200, letter=letter, payment=payment, book=book, editing=editing, law=creditor.country
    )


def _told_of(
    wizard: Wizard, letter: LetterForm, payment: PaymentForm, book: BookForm, editing: ToldLetter | None, paper: Paper | None
) -> Callable[[Told], Told] | None:
    """What the forms change in what was told; None where something is wrong, which its form then says."""
    new = letter.told(paper) if letter.touched else None
    paid = payment.told() if payment.touched else None

    def change(now: Told) -> Told:
        letters = _put(now.letters, editing, new) if new else now.letters
        payments = (*now.payments, paid) if paid else now.payments
        return replace(now, letters=letters, payments=payments, asked=True, **book.cleaned_data)

    told = change(wizard.told)
    faults = list(done_faults(told, wizard.creditor, wizard.page.on))
    wrong = [
        wizard.put(letter, faults, f"letters.{told.letters.index(new)}") if new else False,
        wizard.put(payment, faults, f"payments.{len(told.payments) - 1}") if paid else False,
    ]
    return None if any(wrong) else change


def _put(items: tuple[Item, ...], old: Item | None, new: Item) -> tuple[Item, ...]:
    """The items with the new one in the old one's place, or at the end."""
    if old in items:
        return tuple(new if each == old else each for each in items)
    return (*items, new)


def _renumbered(told: Told, old: ToldClaim | None, new: ToldClaim) -> Told:
    """Letters and payments follow an invoice whose number was put right."""
    if old is None or old.number == new.number:
        return told
    swap = {old.number: new.number}
    return replace(
        told,
        letters=tuple(replace(each, about=tuple(swap.get(name, name) for name in each.about)) for each in told.letters),
        payments=tuple(replace(each, claim=swap.get(each.claim, each.claim)) for each in told.payments),
    )


def _without(told: Told, number: str) -> Told:
    """All but an invoice, and what was only about it."""
    letters = [
        replace(each, about=tuple(name for name in each.about if name != number)) for each in told.letters
        if each.about != (number,)
    ]  # fmt: skip
    return replace(
        told,
        claims=tuple(claim for claim in told.claims if claim.number != number),
        letters=tuple(letters),
        payments=tuple(each for each in told.payments if each.claim != number),
    )


def _dropped(told: Told, letter: str | None, payment: str | None) -> Told:
    """All but the letter and the payment of these places."""
    letters = tuple(each for place, each in enumerate(told.letters) if str(place) != letter)
    return replace(told, letters=letters, payments=tuple(
        each for place, each in enumerate(told.payments) if str(place) != payment
    ))  # fmt: skip


def _initial(told: ToldCustomer | None) -> dict[str, str]:
    if told is None or told.id:
        return {}
    shown = {name: getattr(told, name) for name in CustomerForm.base_fields}
    return shown | {"company_number": masked_number(told.company_number) or told.company_number}
