"""Setting a company up: five steps, each kept as it is done; the account is open once it is known how it is paid."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions import setup as setups
from krav.actions.accounts import NewAccount, change_logo
from krav.actions.unit import Actor
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.law.country import Country
from krav.law.step import DebtorKind
from krav.store.load import creditor_in_scope
from krav.store.queries import setups as begun
from krav.store.queries.people import Seat, seat, seats
from krav.store.queries.uploads import uploads
from krav.store.scope import account_scope
from krav.web.accounts.forms import CompanyForm, LookForm, PaymentForm, example_payment
from krav.web.accounts.settings import changes
from krav.web.accounts.staircase import staircase
from krav.web.colours import COLOURS
from krav.web.reader import Request, reader_id
from krav.wire import clock
from krav.wire.accounting.systems import systems

STEPS = ("company", "payment", "ledger", "policy", "summary")


@dataclass(frozen=True, slots=True)
class Wizard:
    """One person's setup of one company."""

    request: Request
    setup: begun.SetupSeen
    seat: Seat | None
    on: date
    by: Actor

    @property
    def law(self) -> Country:
        """The law of the company's country."""
        return country(self.setup.data["company"]["country"])

    def go(self, step: str) -> HttpResponse:
        """On to a step."""
        return redirect(f"accounts_{step}", setup_id=self.setup.id)

    def keep(self, step: str, answers: dict[str, Any]) -> None:
        """Keeps what a step answered."""
        setups.keep_step(self.setup.id, reader_id(self.request), step, answers)

    def render(self, step: str, status: int = 200, **words: Any) -> HttpResponse:  # noqa: ANN401 a template's words
        """The page of a step."""
        words |= {
            "setup": self.setup,
            "seat": self.seat,
            "on": self.on,
            "key": uuid4().hex,
            "steps": named(step, self.setup),
        }
        return render(self.request, f"accounts/new_{step}.html", words, status=status)


def wizard_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view `(wizard: Wizard)` of the person's own setup, in the account's scope once it is open; 404 for others'."""

    @wraps(view)
    @login_required
    def inside(request: Request, setup_id: int) -> HttpResponse:
        found = begun.setup(reader_id(request), setup_id)
        if found is None:
            raise Http404
        place = seat(reader_id(request), found.slug) if found.slug else None
        request.seat = place
        wizard = Wizard(request, found, place, clock.today(), Actor(request.user.get_username(), Role.ADMINISTRATOR))
        if place is None:
            return view(wizard)
        with account_scope(place.account_id):
            return view(wizard)

    return inside


def opened(view: Callable[[Wizard], HttpResponse]) -> Callable[[Wizard], HttpResponse]:
    """A step that comes after the account is open; who is not there yet is led to where they are."""

    def inside(wizard: Wizard) -> HttpResponse:
        return view(wizard) if wizard.seat else wizard.go("payment")

    return inside


def named(now: str, setup: begun.SetupSeen | None) -> list[dict[str, str]]:
    """The steps as their list shows them."""
    words = {
        "company": _("Company"),
        "payment": _("Payment and look"),
        "ledger": _("Ledger"),
        "policy": _("Policy"),
        "summary": _("Summary"),
    }
    data = setup.data if setup else {}
    passed = STEPS[: STEPS.index(now)]
    return [
        {
            "words": words[step],
            "chosen": data.get("company", {}).get("name", "") if step == "company" else "",
            "url": reverse(f"accounts_{step}", kwargs={"setup_id": setup.id}) if setup else "",
            "state": "now" if step == now else "done" if step in data or step in passed else "later",
        }
        for step in STEPS
    ]


@login_required
def new(request: Request) -> HttpResponse:
    """The first step of a new company; those begun before stand on top."""
    mine = seats(reader_id(request))
    form = CompanyForm(request.POST or None, {}, mine)
    if request.method == "POST" and form.is_valid():
        return redirect("accounts_payment", setup_id=setups.begin(reader_id(request), "company", form.cleaned_data))
    words = {
        "form": form,
        "setup": None,
        "seat": None,
        "systems": [each for each in systems().values() if each.ready],
        "begun": begun.setups(reader_id(request)),
        "steps": named("company", None),
    }
    return render(
        request, "accounts/new_company.html", words | {"key": "", "told": clock.told}, status=422 if form.errors else 200
    )


@wizard_page
def company(wizard: Wizard) -> HttpResponse:
    """The company once more; where the account is open, the change holds there, too."""
    mine = [each for each in seats(reader_id(wizard.request)) if each.account_id != wizard.setup.account_id]
    law = wizard.law if wizard.seat else None
    form = CompanyForm(wizard.request.POST or None, wizard.setup.data["company"], mine, law)
    if wizard.request.method == "POST" and form.is_valid():
        wizard.keep("company", wizard.setup.data["company"] | form.cleaned_data)
        return wizard.go("payment")
    return wizard.render("company", 422 if form.errors else 200, form=form, begun=[], systems=[], told=clock.told)


@wizard_page
def payment(wizard: Wizard) -> HttpResponse:
    """How the company is paid and how it looks; this opens the account."""
    request, law = wizard.request, wizard.law
    books = {"bank_account": wizard.setup.data.get("books", {}).get("bank_account", "")}
    usual = {"language": law.languages[0], "colour": _least_used(reader_id(request))}
    before = usual | books | wizard.setup.data.get("payment", {})
    paid, look = PaymentForm(law, request.POST or None, before), LookForm(law, request.POST or None, request.FILES, before)
    if request.method == "POST" and paid.is_valid() and look.is_valid():
        try:
            _open(wizard, paid, look)
            return wizard.go("ledger")
        except KravError as error:
            paid.add_error(None, str(error))
    shown = example_payment(law, paid.payee(request.POST or before))
    return wizard.render("payment", 422 if request.method == "POST" else 200, paid=paid, look=look, example=shown, law=law)


@require_POST
@wizard_page
def reference(wizard: Wizard) -> HttpResponse:
    """The payment block of an example, while it is typed."""
    law = wizard.law
    shown = example_payment(law, PaymentForm(law, None, {}).payee(wizard.request.POST))
    return render(wizard.request, "accounts/example.html", {"example": shown})


@wizard_page
@opened
def ledger(wizard: Wizard) -> HttpResponse:
    """The open invoices, now or later."""
    if wizard.request.method == "POST":
        wizard.keep("ledger", {})
        return wizard.go("policy")
    code = wizard.setup.data.get("books", {}).get("system")
    taken = [each for each in uploads() if each.state != "uploaded"]
    return wizard.render("ledger", uploads=taken, books=systems()[code].name if code else "")


@wizard_page
@opened
def policy(wizard: Wizard) -> HttpResponse:
    """The policy the account begins with: the country's own."""
    if wizard.request.method == "POST":
        wizard.keep("policy", {})
        return wizard.go("summary")
    creditor = creditor_in_scope()
    stairs = staircase(creditor.country, creditor.policy, DebtorKind.CONSUMER, wizard.on)
    return wizard.render("policy", stairs=stairs, policy=creditor.policy)


@wizard_page
@opened
def summary(wizard: Wizard) -> HttpResponse:
    """All of it, the first letter, and the start."""
    if wizard.request.method == "POST" and wizard.seat:
        setups.finish(wizard.setup.id, reader_id(wizard.request))
        messages.success(
            wizard.request, _("%(name)s is set up. Nothing leaves before you say yes.") % {"name": wizard.seat.name}
        )
        return redirect("invoices", slug=wizard.seat.slug)
    creditor = creditor_in_scope()
    shown = example_payment(creditor.country, creditor.payee)
    taken = sum(each.said.get("new", 0) for each in uploads() if each.state == "done")
    return wizard.render("summary", creditor=creditor, example=shown, taken=taken)


@require_POST
@wizard_page
def forget(wizard: Wizard) -> HttpResponse:
    """Gives a setup up; an account that is open stays."""
    setups.finish(wizard.setup.id, reader_id(wizard.request))
    return redirect("accounts_new")


def _open(wizard: Wizard, paid: PaymentForm, look: LookForm) -> None:
    told, user_id = wizard.setup.data["company"], reader_id(wizard.request)
    given = look.cleaned_data["logo"]
    shown = changes(look)
    account = NewAccount(slug=told["name"], **told, **changes(paid), **shown)
    account_id = setups.open_or_change(wizard.setup.id, user_id, account, on=wizard.on, by=wizard.by)
    if given:
        change_logo(account_id, given, on=wizard.on, by=wizard.by)
    wizard.keep("payment", {**paid.cleaned_data, **shown})
    setups.connect_books(wizard.setup.id, user_id, account_id, on=wizard.on, by=wizard.by)


def _least_used(user_id: int) -> str:
    """The colour that tells the new account best from the person's others."""
    used = Counter(each.colour for each in seats(user_id))
    return min(COLOURS, key=lambda name: used[name])
