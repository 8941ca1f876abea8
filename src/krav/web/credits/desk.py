"""What the pages of an account's and of a firm's credits share: what stands on them, and what is done from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.request import QueryDict
from django.utils.translation import gettext as _

from krav.actions.credit_mail import mail_invoice
from krav.actions.credit_orders import order_credits, set_warning, tell_membership
from krav.actions.unit import Actor
from krav.claims.packages import UNITS
from krav.claims.usage import Usage
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.render.credit_invoice import invoice_sheet, invoice_ubl
from krav.render.credit_usage import usage_csv, usage_sheet
from krav.store.queries.credit_usage import used_since
from krav.store.queries.credits import (
    OrderSeen,
    Owner,
    PurseSeen,
    credit_note_of,
    discounts,
    invoice_of,
    on_sale,
    order,
    orders,
    priced,
    purse,
    sold_units,
)
from krav.web.credits.forms import Member, Warn
from krav.web.credits.words import kinds, states, units
from krav.web.customers.forms import Period
from krav.web.figures import plain
from krav.web.papers import pdf, renderer
from krav.web.reader import Request
from krav.wire.given_out import given_out
from krav.wire.mail import MailRefused, MailUncertain

_UBL, _CSV = "application/xml", "text/csv; charset=utf-8"


class Asked(Protocol):
    """The page of an account or of a firm, as far as credits go."""

    @property
    def request(self) -> Request: ...
    @property
    def on(self) -> date: ...
    @property
    def by(self) -> Actor: ...
    def may(self, role: Role) -> bool: ...
    def say(self, words: str) -> None: ...
    def refuse(self, words: str) -> None: ...


class Kind(NamedTuple):
    """A kind of unit: how many are left, what the next one costs, how many were used this month, when the first end."""

    words: str
    left: int
    price: Money | None
    used: int
    ends: date | None


class Choice(NamedTuple):
    """A package on sale to this buyer."""

    id: int
    name: str
    detail: str
    price: Money


class Bought(NamedTuple):
    """An order in the list."""

    order: OrderSeen
    units: str
    total: Money
    chip: tuple[str, str]
    note: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a page of credits shows of one owner."""

    kinds: Sequence[Kind]
    choices: Sequence[Choice]
    bought: Sequence[Bought]
    purse: PurseSeen | None
    sells: bool


def desk(owner: Owner, code: str, on: date) -> Desk:
    """What an owner of that country has, can buy, and bought."""
    seen = purse(owner, on)
    return Desk(
        kinds=_kinds(seen, sold_units(code, on), used_since(owner, on.replace(day=1))),
        choices=_choices(seen, code, on) if settings.KRAV_OPERATOR else [],
        bought=[_bought(each) for each in orders(owner)],
        purse=seen,
        sells=bool(settings.KRAV_OPERATOR),
    )


def forms(seen: Desk, code: str, on: date, data: QueryDict | None = None, which: str = "") -> dict[str, Any]:
    """The forms on the page; what was typed in the one that was sent."""
    offered = discounts(code, on)
    return {
        "warn": Warn(data if which == "warn" else None, sold_units(code, on), seen.purse),
        "member": Member(data if which == "member" else None, offered, seen.purse) if offered else None,
    }


def period(page: Asked) -> Period:
    """The days asked for, else this month so far."""
    asked = page.request.GET
    return Period(asked if "from_on" in asked else {"from_on": page.on.replace(day=1), "until_on": page.on})


def days(form: Period) -> tuple[date, date]:
    """The first and the last day of a period.

    Raises:
        Http404: they are no days.
    """
    if not form.is_valid():
        raise Http404
    return form.cleaned_data["from_on"], form.cleaned_data["until_on"]


def buy(page: Asked, owner: Owner) -> None:
    """Orders the package that was chosen, and mails its invoice where that works."""
    asked = page.request.POST
    chosen = asked.get("package", "")
    if not chosen.isascii() or not chosen.isdecimal() or len(chosen) > 18:
        page.refuse(_("Choose a package first."))
        return
    made = order(order_credits(owner, int(chosen), on=page.on, by=page.by, key=asked.get("key", "")))
    if made is None:
        raise Http404
    facts = {"number": made.number}
    try:
        to = mail_invoice(made.id, renderer=renderer())
    except (MailRefused, MailUncertain):
        to = ""
    if made.state == "ordered":
        page.say(_("Ordered on invoice %(number)s. The credits come when the order is granted.") % facts)
    else:
        page.say(_("Bought on invoice %(number)s. The credits can be used at once.") % facts)
    if to:
        page.say(_("The invoice was mailed to %(to)s.") % {"to": to})


def settle(page: Asked, owner: Owner, code: str) -> dict[str, Any] | None:
    """Keeps what one of the two forms says; the forms again where it cannot be."""
    which = "member" if page.request.POST.get("which") == "member" else "warn"
    shown = forms(desk(owner, code, page.on), code, page.on, page.request.POST, which)
    form = shown.get(which)
    if form is None or not form.fields:
        raise Http404
    if not form.is_valid():
        return shown
    told = form.cleaned_data
    if which == "warn":
        set_warning(owner, {unit: told[unit] for unit in UNITS if unit in told}, on=page.on, by=page.by)
        page.say(_("Saved."))
    else:
        if bool(told["association"]) != bool(told["number"].strip()):
            form.add_error("number", _("Give the association and the number you have there, or neither."))
            return shown
        tell_membership(owner, told["association"], told["number"], on=page.on, by=page.by)
        page.say(_("Saved. The discount counts once it was looked at.") if told["association"] else _("Saved."))
    return None


def invoice_file(owner: Owner, order_id: int, paper: str) -> HttpResponse:
    """An invoice as PDF or for programs, or the credit note on it.

    Raises:
        Http404: it is not the owner's, there is no such form of it, or nothing was credited.
    """
    seen = order(order_id, owner)
    kind, _dot, ends = paper.partition(".")
    if seen is None or kind not in {"invoice", "credit-note"} or ends not in {"pdf", "xml"}:
        raise Http404
    shown = invoice_of(seen) if kind == "invoice" else credit_note_of(seen)
    if shown is None:
        raise Http404
    if ends == "pdf":
        return pdf(renderer().sheet(invoice_sheet(shown)), f"{shown.number}.pdf")
    return given_out(invoice_ubl(shown), f"{shown.number}.xml", _UBL)


def usage_file(found: Usage, name: str, ending: str) -> HttpResponse:
    """A statement as PDF or as a table.

    Raises:
        Http404: there is no such form.
    """
    stem = f"{name}-{found.from_on}-{found.until_on}"
    if ending == "pdf":
        return pdf(renderer().sheet(usage_sheet(found)), f"{stem}.pdf")
    if ending == "csv":
        return given_out(usage_csv(found), f"{stem}.csv", _CSV)
    raise Http404


def _kinds(seen: PurseSeen | None, sold: Sequence[str], used: Mapping[str, int]) -> list[Kind]:
    """What is sold here, and what else lies in the purse."""
    lots = seen.lots if seen else ()
    found = []
    for unit in UNITS:
        own = [lot for lot in lots if lot.unit == unit]
        if unit in sold or own:
            price = Money(own[0].price, own[0].currency) if own else None
            left = sum(lot.left for lot in own)
            found.append(Kind(kinds()[unit], left, price, used.get(unit, 0), own[0].until if own else None))
    return found


def _choices(seen: PurseSeen | None, code: str, on: date) -> list[Choice]:
    found = []
    for each in on_sale(code, on):
        offer = each.offer
        total = priced(offer, seen.id if seen else None, settings.KRAV_OPERATOR["country"], on)
        said = [units(offer.units)]
        if offer.valid_days:
            said.append(_("good for %(days)s days") % {"days": offer.valid_days})
        if total.discount:
            said.append(_("member’s discount taken off"))
        if total.vat.amount:
            said.append(_("%(total)s with VAT") % {"total": plain(Money(total.total, offer.currency))})
        found.append(Choice(each.id, offer.name, " · ".join(said), Money(total.net, offer.currency)))
    return found


def _bought(each: OrderSeen) -> Bought:
    total = Money(each.total, each.currency)
    return Bought(each, units(each.units), total, states()[each.state], credit_note_of(each) is not None)
