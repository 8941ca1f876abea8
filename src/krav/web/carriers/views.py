"""The channels an account has and what a letter costs by each; one carrier: how it stands, the domain, a test, its end."""

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from krav.actions.carriers import change_carrier, check_carrier, end_carrier, hook, secret_of, try_carrier
from krav.actions.lines import UNIT_OF
from krav.actions.purses import costs
from krav.countries import translator
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store.load import creditor_in_scope
from krav.store.queries.carriers import CarrierLine, carrier_line, carrier_lines
from krav.web.carriers import words
from krav.web.carriers.forms import SelectorForm, TryForm
from krav.web.figures import reader
from krav.web.page import Page, account_page
from krav.web.papers import renderer
from krav.web.written import refusal
from krav.wire import clock
from krav.wire.sending.carriers import carriers as known
from krav.wire.sending.mail.domain import Finding
from krav.wire.sending.protocol import Carrier

CHANNELS = ("email", "sms", "print", "digital")


class Way(NamedTuple):
    """A channel as the page shows it: what it is connected to, what else it could be, and what one costs (None: free)."""

    channel: str
    name: str
    about: str
    at: CarrierLine | None
    carrier: Carrier | None
    others: tuple[Carrier, ...]
    price: Money | None
    sold: bool


@account_page()
def carriers(page: Page) -> HttpResponse:
    """The channels, each with its carrier, those it could have, and its price."""
    at, law, spent = (
        {each.channel: each for each in carrier_lines()},
        creditor_in_scope().country,
        costs(page.account_id, on=page.on),
    )
    found = [each for each in known().values() if each.ready and (not each.countries or law.code in each.countries)]
    ways = []
    for channel in CHANNELS:
        here, unit = at.get(channel), UNIT_OF[channel]
        others = tuple(each for each in found if each.channel == channel and not (here and each.code == here.code))
        if here or others:
            carrier = known().get(here.code) if here else None
            price, sold = spent.price(unit), not spent.is_free(unit)
            ways.append(Way(channel, words.channel(channel), words.about(channel), here, carrier, others, price, sold))
    return page.render("carriers/carriers.html", ways=ways, may=page.may(Role.ADMINISTRATOR), left=spent.left)


@account_page()
def carrier(page: Page, carrier_id: int) -> HttpResponse:
    """How one carrier stands."""
    return _shown(page, carrier_id)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def check(page: Page, carrier_id: int) -> HttpResponse:
    """Asks the carrier, and the names of the internet, whether all is well."""
    wrong = check_carrier(page.account_id, carrier_id, on=page.on, by=page.by)
    if wrong:
        page.refuse(_("Looked at; something is wrong."))
    else:
        page.say(_("Looked at: the carrier answers."))
    return page.go("settings_carrier", carrier_id=carrier_id)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def change(page: Page, carrier_id: int) -> HttpResponse:
    """Keeps the name of the key that signs, and looks it up."""
    form = SelectorForm(page.request.POST)
    if form.is_valid():
        try:
            told = form.cleaned_data["selector"]
            change_carrier(page.account_id, carrier_id, told, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
            check_carrier(page.account_id, carrier_id, on=page.on, by=page.by)
        except KravError as error:
            form.add_error("selector", refusal(page, error))
        else:
            return page.go("settings_carrier", carrier_id=carrier_id)
    return _shown(page, carrier_id, selector=form)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def try_it(page: Page, carrier_id: int) -> HttpResponse:
    """Sends a test to whoever asks for it."""
    at = carrier_line(carrier_id)
    form = TryForm(at.channel if at else "", page.request.POST)
    if form.is_valid():
        try:
            to = form.cleaned_data.get("to", "")
            taken = try_carrier(page.account_id, carrier_id, to, on=page.on, by=page.by, renderer=renderer())
        except KravError as error:
            form.add_error(None, refusal(page, error))
        else:
            units = ngettext("%(num)s unit", "%(num)s units", taken.units) % {"num": taken.units}
            page.say(
                _("The carrier took the test (%(units)s) and calls it %(place)s.") % {"units": units, "place": taken.place}
            )
            return page.go("settings_carrier", carrier_id=carrier_id)
    return _shown(page, carrier_id, trying=form)


@require_POST
@account_page(needs=Role.ADMINISTRATOR)
def end(page: Page, carrier_id: int) -> HttpResponse:
    """Forgets the carrier's rights."""
    end_carrier(page.account_id, carrier_id, on=page.on, by=page.by, key=page.request.POST.get("key", ""))
    page.say(_("Disconnected. Nothing is handed to it any more; what it has told stays."))
    return page.go("settings_carriers")


def _shown(
    page: Page, carrier_id: int, *, selector: SelectorForm | None = None, trying: TryForm | None = None
) -> HttpResponse:
    at, may = carrier_line(carrier_id), page.may(Role.ADMINISTRATOR)
    if at is None or at.code not in known():
        return page.go("settings_carriers")
    chosen = known()[at.code]
    secret = secret_of(page.account_id, carrier_id, by=page.by) if may and chosen.tells == "password" else ""
    return page.render(
        "carriers/carrier.html",
        422 if selector or trying else 200,
        at=at,
        carrier=chosen,
        verified=translator(reader())(chosen.verified),
        channel=words.channel(at.channel),
        address=words.address(chosen, hook(carrier_id), secret) if may else None,
        findings=[Finding(*each) for each in at.findings],  # type: ignore[arg-type]  # as it was kept
        selector=selector or SelectorForm({"selector": at.selector} if at.selector else None),
        trying=trying or TryForm(at.channel, None),
        prices=[(each, Money(each.minor, each.currency)) for each in at.prices],
        told=clock.told,
        may=may,
    )
