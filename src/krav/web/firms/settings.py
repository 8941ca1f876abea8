"""What a firm tells of itself, what stands beside its clients' name, its mark-up, and the parts of Krav it orders."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from krav.actions.firms import change_firm, change_firm_logo
from krav.actions.module_orders import order_firm_module
from krav.actions.rights import Forbidden
from krav.claims.branding import places
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.operator import module_orders
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.firms.forms import BrandForm, FirmForm, MarkupForm, ModuleForm
from krav.web.firms.page import FirmPage, firm_page
from krav.web.firms.words import MODULES, STATES
from krav.web.papers import picture
from krav.wire.logos import firm_logo

_SECTIONS = ("firm", "brand", "markup")
_INK = "#1b1d20"


@firm_page()
def settings(page: FirmPage) -> HttpResponse:
    """The settings as they stand, or one section as it was typed."""
    section = page.request.POST.get("section", "") if page.request.method == "POST" else ""
    shown = _forms(page, section)
    if section in _SECTIONS and shown[section].is_valid():
        try:
            _save(page, section, shown[section].cleaned_data)
        except Forbidden:
            raise
        except KravError as error:
            shown[section].add_error(None, said(error, reader()))
        else:
            page.say(_("Saved."))
            return page.go("firm_settings")
    return page.render(
        "firms/settings.html",
        422 if section else 200,
        forms=shown,
        orders=module_orders(firm_id=page.firm.id),
        module=ModuleForm(),
        modules=MODULES,
        states=STATES,
        kinds=places(country(page.firm.country), page.on),
        may=page.may(Role.ADMINISTRATOR),
    )


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def order(page: FirmPage) -> HttpResponse:
    """Asks the operator for a part of Krav."""
    form = ModuleForm(page.request.POST)
    if not form.is_valid():
        page.refuse(_("Choose what you want."))
        return page.go("firm_settings")
    order_firm_module(page.firm.id, form.cleaned_data["module"], form.cleaned_data["words"], by=page.by)
    page.say(_("Ordered. Whoever runs this Krav answers it."))
    return page.go("firm_settings")


@require_GET
@firm_page()
def logo_png(page: FirmPage) -> HttpResponse:
    """The firm's logo."""
    content = firm_logo(page.firm.id, page.firm.logo)
    return picture(content)


def _forms(page: FirmPage, section: str) -> dict[str, forms.Form]:
    """The form of each section; what was typed in the one that was sent."""
    data: dict[str, Any] = {name: page.request.POST if name == section else None for name in _SECTIONS}
    stands = page.firm._asdict()
    shown = stands | {"accent": stands["accent"] or _INK, "markup": Decimal(page.firm.markup) / 100, "logo": None}
    files = page.request.FILES if section == "brand" else None
    return {
        "firm": FirmForm(page.firm.country, data["firm"], initial=shown),
        "brand": BrandForm(data["brand"], files, initial=shown),
        "markup": MarkupForm(data["markup"], initial=shown),
    }


def _save(page: FirmPage, section: str, said_now: dict[str, Any]) -> None:
    changes = dict(said_now)
    if section == "markup":
        changes["markup"] = int(changes["markup"] * 100)
    logo, away = changes.pop("logo", None), changes.pop("no_logo", False)
    change_firm(page.firm.id, changes, by=page.by)
    if logo or away:
        change_firm_logo(page.firm.id, logo or b"", by=page.by)
