"""Agreements with collection partners: which there are and what is verified of each, made, changed, preferred and ended."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.agreements import Terms, agree, change_agreement, end_agreement, hook_secret, prefer
from krav.actions.rights import Forbidden
from krav.actions.unit import DoneBefore
from krav.claims.partner import Prices
from krav.countries import translator
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries import partners as reads
from krav.web import figures
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.partners import words
from krav.web.partners.costs import examples, in_short
from krav.web.partners.forms import PricesForm, RightsForm, TermsForm
from krav.web.partners.hooks import address
from krav.web.written import refusal
from krav.wire.partners.partners import partners as known
from krav.wire.partners.protocol import Partner


class Forms(NamedTuple):
    """What is asked of an agreement, in three parts of one form; no rights where they are kept already."""

    terms: TermsForm
    prices: PricesForm
    rights: RightsForm | None = None

    @property
    def all(self) -> list[TermsForm | PricesForm | RightsForm]:
        """Those there are."""
        return [each for each in (self.rights, self.terms, self.prices) if each is not None]

    @property
    def right(self) -> bool:
        """Whether all of it can be what it says; every part is looked at."""
        return all([each.is_valid() for each in self.all])  # noqa: C419 so that each says what is wrong with it

    def said(self, currency: str) -> Terms:
        """The terms that were typed."""
        told = self.terms.cleaned_data
        prices = self.prices.prices(currency)
        return Terms(told["name"], told["client_number"], prices, told["by_itself"], told.get("notices", False))


@account_page()
def agreements(page: Page) -> HttpResponse:
    """The agreements there are, and the partners that can be connected."""
    home = creditor_in_scope().country
    here = [each for each in known().values() if each.ready and (not each.countries or home.code in each.countries)]
    every = reads.agreements(ended=True)
    return page.render(
        "partners/agreements.html",
        agreements=[each for each in every if each.state != "ended"],
        ended=[each for each in every if each.state == "ended"],
        partners=[(each, translator(reader())(each.verified)) for each in here],
        in_short=in_short,
        state=words.state,
        may=page.may(Role.ADMINISTRATOR),
    )


@account_page(needs=Role.ADMINISTRATOR)
def connect(page: Page, partner_code: str) -> HttpResponse:
    """What a partner asks for and what was agreed; it is asked before anything is kept."""
    chosen, currency = _known(partner_code), creditor_in_scope().country.currency
    posted = page.request.POST if page.request.method == "POST" else None
    rights = RightsForm(chosen, posted)
    forms = Forms(TermsForm(chosen, posted), _prices(page, posted, chosen.prices), rights)
    if posted is not None and forms.right:
        try:
            terms = forms.said(currency)
            told, key = rights.cleaned_data, posted.get("key", "")
            agree(page.account_id, partner_code, told, terms, on=page.on, by=page.by, key=key)
        except (DoneBefore, Forbidden):
            raise
        except KravError as error:
            rights.add_error(None, refusal(page, error))
        else:
            page.say(_("Agreed. Unpaid invoices can be sent to %(name)s now.") % {"name": terms.name})
            return page.go("settings_partners")
    return _asked(page, chosen, forms, None)


@account_page(needs=Role.ADMINISTRATOR)
def agreement(page: Page, agreement_id: int) -> HttpResponse:
    """One agreement: how it is used, what was agreed, connecting anew, and its end."""
    at = _standing(agreement_id)
    chosen, currency = known()[at.partner], creditor_in_scope().country.currency
    posted = page.request.POST if page.request.method == "POST" else None
    anew = "anew" in page.request.GET and bool(chosen.fields)
    rights = RightsForm(chosen, posted) if anew else None
    forms = Forms(TermsForm(chosen, posted, at._asdict()), _prices(page, posted, at.prices), rights)
    if posted is not None and forms.right:
        told = rights.cleaned_data if rights else None
        try:
            change_agreement(
                page.account_id, at.id, forms.said(currency), told, on=page.on, by=page.by, key=posted.get("key", "")
            )
        except DoneBefore:
            raise
        except KravError as error:
            forms.all[0].add_error(None, refusal(page, error))
        else:
            page.say(_("Connected again.") if rights else _("Saved. It holds for what is handed over from now on."))
            return page.go("settings_partners")
    return _asked(page, chosen, forms, at)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def example(page: Page) -> HttpResponse:
    """What a case would cost by the prices that are being typed."""
    form = _prices(page, page.request.POST, None)
    prices = form.prices(creditor_in_scope().country.currency) if form.is_valid() else None
    return page.render("partners/example.html", examples=examples(prices) if prices else [])


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def first(page: Page, agreement_id: int) -> HttpResponse:
    """Offers this partner first."""
    at = _standing(agreement_id)
    prefer(page.account_id, at.id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("%(name)s is offered first now.") % {"name": at.name})
    return page.go("settings_partners")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page, agreement_id: int) -> HttpResponse:
    """Ends the agreement and forgets its rights."""
    at = _standing(agreement_id)
    try:
        end_agreement(page.account_id, at.id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    except KravError as error:
        page.refuse(refusal(page, error))
        return page.go("settings_partner", agreement_id=at.id)
    page.say(_("The agreement with %(name)s is over. What it told and settled stays.") % {"name": at.name})
    return page.go("settings_partners")


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def secret(page: Page, agreement_id: int) -> HttpResponse:
    """The secret of the partner's webhooks, on the page that answers and nowhere else."""
    at = _standing(agreement_id)
    chosen = known()[at.partner]
    forms = Forms(TermsForm(chosen, None, at._asdict()), _prices(page, None, at.prices))
    shown = hook_secret(page.account_id, at.id, by=page.by)
    answer = _asked(page, chosen, forms, at, secret=shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _known(code: str) -> Partner:
    """The partner of a code; 404 where there is none, or this installation cannot reach it."""
    found = known().get(code)
    if found is None or not found.ready:
        raise Http404
    return found


def _standing(agreement_id: int) -> reads.AgreementLine:
    """An agreement that is not over.

    Raises:
        KravError: it is over.
    """
    at = reads.agreement(agreement_id)
    if at is None or at.state == "ended":
        raise KravError("The agreement is over. Make a new one.")
    return at


def _prices(page: Page, data: Mapping[str, Any] | None, stands: Prices | None) -> PricesForm:
    """The form of prices; those of a public list are offered where they are of the account's currency."""
    currency = creditor_in_scope().country.currency
    fits = stands if stands and stands.currency == currency else None
    return PricesForm(data, fits, figures.written(page.seat.country))


def _asked(page: Page, chosen: Partner, forms: Forms, at: reads.AgreementLine | None, *, secret: str = "") -> HttpResponse:
    wrong = any(each.errors for each in forms.all)
    currency = creditor_in_scope().country.currency
    stands = at.prices if at else chosen.prices
    shown = forms.prices.prices(currency) if forms.prices.is_bound and forms.prices.is_valid() else stands
    return page.render(
        "partners/agreement.html",
        422 if wrong else 200,
        partner=chosen,
        verified=translator(reader())(chosen.verified),
        forms=forms,
        at=at,
        examples=examples(shown) if shown and shown.currency == currency else [],
        hook=page.request.build_absolute_uri(address(at.id)) if at and chosen.asks else "",
        secret=secret,
    )
