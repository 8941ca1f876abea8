"""Connecting: a system is chosen, its rights are pasted or given on its own page, then the company is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from django.core import signing
from django.http import Http404, HttpResponse
from django.urls import reverse

from krav.actions.connecting import Wanted, choose, companies_of, rights_from
from krav.actions.connecting import connect as keep
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.connections import link
from krav.web.connections import words
from krav.web.connections.forms import CompanyForm, RightsForm
from krav.web.page import Page, account_page
from krav.web.reader import Request, reader_id
from krav.web.written import refusal
from krav.wire import clock
from krav.wire.accounting.protocol import System
from krav.wire.accounting.systems import systems
from krav.wire.rights import Told

_SALT = "krav.connection"
_GOOD_FOR = 900
"""Seconds in which a person comes back from the system's own page."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What is signed on the way to a system's page and back: who began, for which account (empty: a new one), with what."""

    user_id: int
    slug: str
    code: str

    def signed(self) -> str:
        """As it travels."""
        return signing.dumps([self.user_id, self.slug, self.code], salt=_SALT)

    @classmethod
    def read(cls, state: str) -> Self:
        """What came back.

        Raises:
            BadSignature: it is not ours, or too old.
        """
        return cls(*signing.loads(state, salt=_SALT, max_age=_GOOD_FOR))


def named(code: str) -> System:
    """The system of a code; 404 where there is none, or this installation is not known there."""
    found = systems().get(code)
    if found is None or not found.ready:
        raise Http404
    return found


def back(request: Request) -> str:
    """Where a system's page leads back to."""
    return request.build_absolute_uri(reverse("connection_back"))


@account_page(needs=Role.ADMINISTRATOR)
def connect(page: Page, code: str) -> HttpResponse:
    """What a system asks for, or the way to its own page."""
    system, request = named(code), page.request
    form = RightsForm(system, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return asked(page, system, form)
    try:
        keep_rights(page.account_id, code, form.cleaned_data, back(request), page.by)
    except KravError as error:
        form.add_error(None, refusal(page, error))
        return asked(page, system, form)
    return page.go("settings_books_company")


def asked(page: Page, system: System, form: RightsForm) -> HttpResponse:
    """The form of what a system asks for, or a link to its own page: no form may lead to another place than ours."""
    consent = system.consent(Begun(reader_id(page.request), page.seat.slug, system.code).signed(), back(page.request))
    told = {"system": system, "form": form, "consent": consent, "where": words.where(system)}
    return page.render("connections/connect.html", 422 if form.errors else 200, **told)


def keep_rights(account_id: int, code: str, told: Mapping[str, str], came_back: str, by: Actor) -> None:
    """Asks the system for the rights, and keeps them."""
    rights: Told = rights_from(code, told, came_back)
    keep(account_id, code, rights, on=clock.today(), by=by)


@account_page(needs=Role.ADMINISTRATOR)
def company(page: Page) -> HttpResponse:
    """Which company, and what is fetched and posted."""
    at = link()
    if at is None:
        return page.go("settings_books")
    try:
        found = {each.id: each for each in companies_of(page.account_id, at.id)}
    except KravError as error:
        page.refuse(refusal(page, error))
        return page.go("settings_books_connect", code=at.system)
    posted = page.request.POST if page.request.method == "POST" else None
    form = CompanyForm(list(found.values()), posted)
    if posted is not None and form.is_valid():
        told = form.cleaned_data
        wanted = Wanted(told["since"], told["journal"], told["posts"])
        try:
            choose(page.account_id, at.id, wanted, found[told["company"]], on=page.on, by=page.by, key=posted.get("key", ""))
            return page.go("settings_books")
        except KravError as error:
            form.add_error(None, refusal(page, error))
    system = systems()[at.system]
    return page.render("connections/company.html", 422 if form.errors else 200, form=form, system=system, link=at)
