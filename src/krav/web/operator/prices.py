"""What credits cost, who pays less, and the orders of them: packages, discounts, memberships, grants and payments."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from krav.actions.credit_orders import cancel_order, confirm_membership, grant_order, order_paid
from krav.actions.packages import end_package, set_discount, set_package
from krav.claims.packages import UNITS, Offer
from krav.countries import countries, country
from krav.kernel.days import days_after
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.queries.credits import DiscountSeen, Owner, discounts, members_told, orders, packages
from krav.store.queries.credits import order as credit_order_seen
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.frame import territory
from krav.web.operator.page import OperatorPage, operator_page
from krav.web.operator.words import CREDIT_STATES, UNIT_NAMES


class _Somewhere(forms.Form):
    """A form of one country."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's own signature
        """The countries there are, by name."""
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [(each, territory(each)) for each in countries()]  # type: ignore[attr-defined]


class PackageForm(_Somewhere):
    """A package that is put on sale."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    code = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    price = forms.DecimalField(label=gettext_lazy("Price without VAT"), min_value=Decimal(0), decimal_places=2)
    case = forms.IntegerField(label=gettext_lazy("Cases"), min_value=0, initial=0)
    letter = forms.IntegerField(label=gettext_lazy("Letters"), min_value=0, initial=0)
    sms = forms.IntegerField(label=gettext_lazy("SMS"), min_value=0, initial=0)
    email = forms.IntegerField(label=gettext_lazy("E-mails"), min_value=0, initial=0)
    valid_days = forms.IntegerField(label=gettext_lazy("Days it lasts; 0 for ever"), min_value=0, initial=365)
    replaces = forms.CharField(label=gettext_lazy("Code of the one it replaces"), max_length=40, required=False)


class DiscountForm(_Somewhere):
    """What members of a trade association pay less."""

    association = forms.SlugField(label=gettext_lazy("Code"), max_length=40)
    name = forms.CharField(label=gettext_lazy("Association"), max_length=120)
    rate = forms.DecimalField(
        label=gettext_lazy("Discount, per cent"), min_value=Decimal(0), max_value=Decimal(100), decimal_places=2
    )


@operator_page()
def prices(page: OperatorPage) -> HttpResponse:
    """Packages and discounts; a new package is put on sale here."""
    form = PackageForm(page.request.POST if page.request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            set_package(_offer(page, form.cleaned_data), replaces=form.cleaned_data["replaces"], by=page.by)
        except KravError as error:
            form.add_error(None, said(error, reader()))
        else:
            page.say(_("%(name)s is on sale.") % {"name": form.cleaned_data["name"]})
            return page.go("operator_prices")
    return _prices(page, form, DiscountForm())


@require_POST
@operator_page()
def end(page: OperatorPage, code: str) -> HttpResponse:
    """Sells a package today for the last time."""
    end_package(code, page.on, by=page.by)
    page.say(_("%(code)s is sold today for the last time.") % {"code": code})
    return page.go("operator_prices")


@require_POST
@operator_page()
def discount(page: OperatorPage) -> HttpResponse:
    """Says what members of an association pay less."""
    form = DiscountForm(page.request.POST)
    if not form.is_valid():
        return _prices(page, PackageForm(), form)
    typed = form.cleaned_data
    rate = int(typed["rate"] * 100)
    set_discount(DiscountSeen(typed["association"], typed["name"], typed["country"], rate, None), by=page.by)
    page.say(_("Saved."))
    return page.go("operator_prices")


@require_POST
@operator_page()
def member(page: OperatorPage, kind: str, number: int) -> HttpResponse:
    """Says whether a membership that was told of holds."""
    owner = Owner(account_id=number) if kind == "account" else Owner(firm_id=number)
    holds = page.request.POST.get("holds") == "1"
    if all(each.owner != owner for each in members_told(page.on)):
        raise Http404
    confirm_membership(owner, holds=holds, on=page.on, by=page.by)
    page.say(_("The membership counts from today.") if holds else _("The membership is forgotten."))
    return page.go("operator_credits")


@require_GET
@operator_page()
def credit_orders(page: OperatorPage) -> HttpResponse:
    """Orders of credits, and memberships to be looked at."""
    shown = [(each, Money(each.total, each.currency)) for each in orders()]
    return page.render(
        "operator/credits.html", orders=shown, members=members_told(page.on), states=CREDIT_STATES, units=UNIT_NAMES
    )


@require_POST
@operator_page()
def credit_order(page: OperatorPage, number: int, deed: str) -> HttpResponse:
    """Grants an order, notes it paid, or takes it back."""
    deeds = {"grant": grant_order, "paid": order_paid, "cancel": cancel_order}
    if deed not in deeds or credit_order_seen(number) is None:
        raise Http404
    deeds[deed](number, on=page.on, by=page.by)
    page.say({"grant": _("Granted."), "paid": _("Noted as paid."), "cancel": _("Taken back.")}[deed])
    return page.go("operator_credits")


def _offer(page: OperatorPage, typed: dict[str, Any]) -> Offer:
    law = country(typed["country"])
    counts = {unit: typed[unit] for unit in UNITS if typed[unit]}
    price = Money.of(typed["price"], law.currency).minor
    return Offer(typed["code"], law.code, typed["name"], law.currency, price, counts, typed["valid_days"], page.on)


def _prices(page: OperatorPage, package: PackageForm, less: DiscountForm) -> HttpResponse:
    yesterday = days_after(page.on, -1)
    shown = [
        (each.offer, Money(each.offer.price, each.offer.currency), (each.offer.sold_until or page.on) > yesterday)
        for each in packages()
    ]
    return page.render(
        "operator/prices.html",
        422 if package.is_bound or less.is_bound else 200,
        package=package,
        less=less,
        packages=shown,
        discounts=[(each, Decimal(each.rate) / 100) for each in discounts()],
        countries={each: territory(each) for each in countries()},
        units=UNIT_NAMES,
    )
