"""The settings of an account, a section at a time, beside the letterhead they make."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.accounts import change_account, change_logo
from krav.actions.rights import Forbidden
from krav.actions.stale import Overtaken, mark
from krav.countries import country
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.creditors import told
from krav.web.accounts.forms import CompanyForm, LettersForm, LookForm, PaymentForm, example_payment
from krav.web.explained import said
from krav.web.page import Page, account_page
from krav.web.papers import picture
from krav.wire.logos import logo

_SECTIONS = ("company", "payment", "look", "letters")


@account_page()
def settings(page: Page) -> HttpResponse:
    """The settings as they stand, or one section as it was typed."""
    stands = told()
    section = page.request.POST.get("section", "")
    shown = _forms(page, stands, section)
    if page.request.method == "POST" and section in _SECTIONS and shown[section].is_valid():
        try:
            _save(page, section, shown[section], stands)
        except Overtaken as error:
            page.refuse(said(error, country(stands["country"]).languages[0]))
            return page.go("settings")
        except Forbidden:
            raise
        except KravError as error:
            shown[section].add_error(None, said(error, country(stands["country"]).languages[0]))
        else:
            page.say(_("Saved. It holds for every letter that is made from now on."))
            return page.go("settings")
    status = 422 if page.request.method == "POST" else 200
    law = country(stands["country"])
    return page.render(
        "accounts/settings.html",
        status,
        forms=shown,
        stands=stands,
        shown_number=law.shown_number(stands["company_number"]),
        example=example_payment(law, shown["payment"].payee(stands["scheme"] | {"bank_account": stands["bank_account"]})),
        marks={name: mark(_values(name, stands)) for name in _SECTIONS},
        may=page.may(Role.ADMINISTRATOR),
    )


@require_POST
@account_page()
def reference(page: Page) -> HttpResponse:
    """The payment block of an example, while it is typed."""
    law = country(page.seat.country)
    shown = example_payment(law, PaymentForm(law, None, {}).payee(page.request.POST))
    return page.render("accounts/example.html", example=shown)


@account_page()
def logo_png(page: Page) -> HttpResponse:
    """The creditor's logo."""
    content = logo(page.account_id, told()["logo"])
    return picture(content)


def _forms(page: Page, stands: dict[str, Any], section: str) -> dict[str, Any]:
    """The form of each section; what was typed in the one that was sent."""
    law = country(stands["country"])
    data = {name: page.request.POST if name == section else None for name in _SECTIONS}
    return {
        "company": CompanyForm(data["company"], stands, [], law),
        "payment": PaymentForm(law, data["payment"], stands["scheme"] | {"bank_account": stands["bank_account"]}),
        "look": LookForm(
            law, data["look"], page.request.FILES, stands | {"language": stands["language"] or law.languages[0]}
        ),
        "letters": LettersForm(data["letters"], initial=stands),
    }


def _save(page: Page, section: str, form: forms.Form, stands: dict[str, Any]) -> None:
    values = changes(form)
    before = {name: stands[name] for name in values}
    seen = page.request.POST.get("seen", "")
    change_account(
        page.account_id, values, on=page.on, by=page.by, seen=seen or mark(before), key=page.request.POST.get("key", "")
    )
    if section == "look" and (form.cleaned_data["logo"] or form.cleaned_data["no_logo"]):
        change_logo(page.account_id, form.cleaned_data["logo"], on=page.on, by=page.by)


def changes(form: forms.Form) -> dict[str, Any]:
    """What a section says, by the account's columns."""
    values = dict(form.cleaned_data)
    if isinstance(form, PaymentForm):
        payee = form.payee(values)
        return {"bank_account": payee.account, "scheme": dict(payee.scheme)}
    return {name: value for name, value in values.items() if name not in {"logo", "no_logo", "country"}}


def _values(section: str, stands: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a section as they stand, as `changes` names them."""
    names = {
        "company": ("company_number", "name", "street", "postcode", "city", "phone", "email", "web"),
        "payment": ("bank_account", "scheme"),
        "look": ("language", "colour", "accent"),
        "letters": ("texts_approved_by", "texts_approved_on", "collector"),
    }
    return {name: stands[name] for name in names[section]}
