"""A firm takes clients on: those its people administer at once, others by an offer; says who pays, and lets them go."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from krav.actions.firms import CLIENT, FIRM, Offer, add_client, give_up_client, pay_for
from krav.actions.unit import Actor
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.queries.firms import Looked, clients
from krav.store.queries.people import seat
from krav.web.explained import said
from krav.web.figures import reader
from krav.web.firms.forms import OfferForm
from krav.web.firms.offers import offer_link
from krav.web.firms.page import FirmPage, firm_page
from krav.web.reader import reader_id


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def add(page: FirmPage) -> HttpResponse:
    """Takes on an account that the reader administers: they consent as its administrator."""
    found = seat(reader_id(page.request), page.request.POST.get("account", ""))
    if found is None:
        raise Http404
    pays_now = FIRM if page.request.POST.get("pays") == FIRM else CLIENT
    offer_made = Offer(page.firm.id, pays_now, Role.ADMINISTRATOR, page.by.name)
    by = Actor(page.by.name, found.role)
    try:
        add_client(found.account_id, offer_made, on=page.on, by=by, key=page.request.POST.get("key", ""))
    except KravError as error:
        page.refuse(said(error, reader()))
    else:
        page.say(_("%(account)s is a client of %(firm)s now.") % {"account": found.name, "firm": page.firm.name})
    return page.go("firm")


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def offer(page: FirmPage) -> HttpResponse:
    """A link that a company's administrator opens to become a client."""
    form = OfferForm(page.request.POST)
    if not form.is_valid():
        page.refuse(_("Choose who pays, and what the firm’s people may do at most."))
        return page.go("firm")
    made = Offer(page.firm.id, form.cleaned_data["pays"], form.cleaned_data["highest"], page.by.name)
    return page.render("firms/offer.html", offer=made, link=offer_link(page.request, made))


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def pays(page: FirmPage, client: str) -> HttpResponse:
    """Says whose credits are drawn from now on."""
    found, key = _client(page, client), page.request.POST.get("key", "")
    wanted = FIRM if page.request.POST.get("pays") == FIRM else CLIENT
    pay_for(page.firm.id, found.account_id, wanted, on=page.on, by=page.by, key=key)
    page.say(
        _("%(firm)s pays for %(account)s from now on.") % {"firm": page.firm.name, "account": found.name}
        if wanted == FIRM
        else _("%(account)s pays for itself from now on.") % {"account": found.name}
    )
    return page.go("firm")


@require_POST
@firm_page(needs=Role.ADMINISTRATOR)
def end(page: FirmPage, client: str) -> HttpResponse:
    """Lets a client go."""
    found = _client(page, client)
    stay = give_up_client(page.firm.id, found.account_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("%(account)s is no client any more.") % {"account": found.name} + " " + stays(stay))
    return page.go("firm")


def stays(emails: list[str]) -> str:
    """Whose seats stay, because nobody else would administer the account."""
    said_of = _("Nobody else administers it, so these keep their places: %(who)s.")
    return said_of % {"who": ", ".join(emails)} if emails else ""


def _client(page: FirmPage, slug: str) -> Looked:
    found = next((each for each in clients(page.firm.id) if each.slug == slug), None)
    if found is None:
        raise Http404
    return found
