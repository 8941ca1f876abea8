"""A new company from its accounting system: it says who it is, and the steps that follow are filled in."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from krav.actions import setup as setups
from krav.actions.connecting import companies, rights_from
from krav.countries import countries
from krav.kernel.refusal import KravError
from krav.web import figures
from krav.web.connections import words
from krav.web.connections.begin import Begun, back, named
from krav.web.connections.forms import RightsForm
from krav.web.explained import said
from krav.web.reader import Request, reader_id
from krav.wire.accounting.protocol import System
from krav.wire.accounting.values import CompanyIn
from krav.wire.rights import Told
from krav.wire.sealed import seal, unseal


@login_required
def new(request: Request, code: str) -> HttpResponse:
    """What the system asks for, or the way to its own page; then which company, where the rights cover several."""
    system = named(code)
    form = RightsForm(system, request.POST if request.method == "POST" else None)
    try:
        if "books" in request.POST:
            return _chosen(request, system, unseal(request.POST["books"]), request.POST.get("company", ""))
        if form.is_valid():
            return _chosen(request, system, rights_from(code, form.cleaned_data), "")
    except KravError as error:
        form.add_error(None, said(error, figures.reader()))
    return _asked(request, system, form)


def given(request: Request, system: System, told: Told) -> HttpResponse:
    """On with what the system's own page answered."""
    try:
        rights = rights_from(system.code, told, back(request))
        return _chosen(request, system, rights, "")
    except KravError as error:
        form = RightsForm(system, {})
        form.add_error(None, said(error, figures.reader()))
        return _asked(request, system, form)


def _chosen(request: Request, system: System, rights: Told, wanted: str) -> HttpResponse:
    """Begins the setup with the company, once it is known which."""
    found = {each.id: each for each in companies(system.code, rights)}
    if len(found) > 1 and wanted not in found:
        names = {"system": system, "companies": found.values(), "books": seal(rights)}
        return render(request, "connections/which.html", names)
    company = found.get(wanted) or next(iter(found.values()))
    kept = setups.keep_books(system.code, rights, company)
    setup_id = setups.begin(reader_id(request), "company", _company(company))
    setups.keep_step(setup_id, reader_id(request), "books", kept)
    return redirect("accounts_company", setup_id=setup_id)


def _company(company: CompanyIn) -> dict[str, str]:
    """What the form of the company asks for, as far as the system tells it."""
    party = company.party
    code = next((each.code for each in countries().values() if each.currency == company.currency), "")
    return {
        "country": party.country or code,
        "name": party.name,
        "company_number": party.company_number,
        "street": party.street,
        "postcode": party.postcode,
        "city": party.city,
        "email": party.email,
    }


def _asked(request: Request, system: System, form: RightsForm) -> HttpResponse:
    consent = system.consent(Begun(reader_id(request), "", system.code).signed(), back(request))
    told = {"system": system, "form": form, "consent": consent, "where": words.where(system)}
    return render(request, "connections/new.html", told, status=422 if form.errors else 200)
