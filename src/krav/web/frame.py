"""What stands around every page: whose account it is, where one can go, who is logged in, what they have chosen."""

from dataclasses import dataclass
from typing import Any

from babel.dates import format_date
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from krav.countries import country
from krav.kernel.role import Role
from krav.store.queries.firms import Client, Desk, desks, keeper
from krav.store.queries.frame import Counts, counts
from krav.store.queries.people import Seat
from krav.web import holes
from krav.web.colours import COLOURS
from krav.web.figures import locale_of, reader
from krav.web.kept import NUMBERS
from krav.web.reader import Request
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Where:
    """One place in the navigation; `count` is shown where work waits."""

    key: str
    label: str
    url: str
    icon: str
    count: int = 0
    foot: bool = False
    current: bool = False


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """The account as the top bar shows it."""

    slug: str
    name: str
    initials: str
    colour: str
    country_name: str
    company_number: str


@dataclass(frozen=True, slots=True)
class KeeperSeen:
    """The firm that looks after the account, named small at the foot of its pages; `logo` is an address or empty."""

    name: str
    words: str
    logo: str


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """Who is logged in."""

    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything the base template needs; `country` is empty where no account is open."""

    account: AccountSeen | None
    country: str
    user: PersonSeen | None
    nav: tuple[Where, ...]
    bar: str
    theme: str
    density: str
    language: str
    single_keys: bool
    role: Role | None
    keeper: KeeperSeen | None = None


def context(request: Request) -> dict[str, Any]:
    """The frame of a request, for every template."""
    user = request.user if request.user.is_authenticated else None
    seat = request.seat
    where = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "frame": Frame(
            account=account_seen(seat) if seat else None,
            country=seat.country if seat else "",
            user=PersonSeen(user.name or user.email, initials(user.name or user.email)) if user else None,
            nav=_places(request, where) if user else (),
            bar=_looking(request) or _bar(),
            theme=user.theme if user else "",
            density="dense" if user and user.dense else "",
            language=get_language() or "en",
            single_keys=user.single_keys if user else True,
            role=seat.role if seat else None,
            keeper=_keeper(seat, keeper(seat.account_id)) if seat else None,
        )
    } | holes.token(request)


def initials(name: str) -> str:
    """Two letters that stand for a name."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[1][0] if len(words) > 1 else words[0][1:2])).upper()


def account_seen(seat: Seat) -> AccountSeen:
    """An account as pages show it: its name, its tile, its number."""
    law = country(seat.country)
    colour, number = seat.colour or next(iter(COLOURS)), law.shown_number(seat.company_number)
    return AccountSeen(seat.slug, seat.name, initials(seat.name), colour, territory(law.code), number)


def _bar() -> str:
    """A demonstration says on which day its calendar stands still."""
    if settings.KRAV_TODAY is None:
        return ""
    day = format_date(settings.KRAV_TODAY, "long", locale_of(reader()))
    return _("Demonstration: the calendar stands still at %(day)s.") % {"day": day}


def _looking(request: Request) -> str:
    """An operator who was let in is told that each page is written down."""
    if request.looks_until is None:
        return ""
    day = format_date(clock.day_of(request.looks_until), "long", locale_of(reader()))
    at = {"at": f"{clock.told(request.looks_until)}, {day}"}
    return _("You were let in as a guest until %(at)s. Every page you open is shown to the account.") % at


def _keeper(seat: Seat, client: Client | None) -> KeeperSeen | None:
    """The firm, where its name may stand on the account's pages."""
    if client is None or not client.branded:
        return None
    logo = reverse("settings_firm_logo", kwargs={"slug": seat.slug}) if client.logo else ""
    return KeeperSeen(client.name, client.words, logo)


def territory(code: str) -> str:
    """A country's name in the reader's language."""
    return str(locale_of(reader()).territories[code])


_ACCOUNT_NAV = (
    ("invoices", "stairs"),
    ("cases", "case"),
    ("customers", "people"),
    ("payments", "coins"),
    ("calendar", "calendar"),
    ("overview", "bars"),
    ("policy", "scales"),
    ("settings", "sliders"),
)


_FIRM_NAV = (
    ("firm", "people"),
    ("firm_credits", "coins"),
    ("firm_people", "person"),
    ("firm_kit", "letter"),
    ("firm_settings", "sliders"),
)
_OPERATOR_NAV = (
    ("operator", "tray"),
    ("operator_accounts", "bank"),
    ("operator_firms", "people"),
    ("operator_orders", "case"),
    ("operator_credits", "coins"),
    ("operator_prices", "bars"),
    ("operator_law", "scales"),
)


def _places(request: Request, where: str) -> tuple[Where, ...]:
    """Where one can go: in an account, at a firm, at the operator's desk, or from one's own front page to each of them."""
    if request.seat:
        on = clock.today()
        fresh = request.method == "POST"  # what was just written is counted
        return _nav(request.seat, where, counts(request.seat.account_id, on) if fresh else NUMBERS.of(request.seat, on))
    user, room = request.user, where.split("_", maxsplit=1)[0]
    first = Where("needs", _("Needs you"), reverse("needs"), "tray", current=room == "needs")
    if request.desk:
        return (first, *_at_firm(request.desk, where))
    if not user.is_authenticated:
        return (first,)
    if room == "operator" and user.is_operator:
        return (first, *_at_desk(where))
    mine = [Where("firm", desk.firm.name, _to("firm", desk), "people") for desk in desks(user.pk)]
    operator = [Where("operator", _("The desk"), reverse("operator"), "sliders", foot=True)] if user.is_operator else []
    return (first, *mine, *operator)


def _at_firm(desk: Desk, where: str) -> tuple[Where, ...]:
    names = {
        "firm": _("Clients"),
        "firm_credits": _("Credits"),
        "firm_people": _("People"),
        "firm_kit": _("Tell your clients"),
        "firm_settings": _("Settings"),
    }
    return tuple(
        Where(name, names[name], _to(name, desk), icon, foot=name == "firm_settings", current=_in(where, name))
        for name, icon in _FIRM_NAV
    )


def _at_desk(where: str) -> tuple[Where, ...]:
    names = {
        "operator": _("The desk"),
        "operator_accounts": _("Accounts"),
        "operator_firms": _("Firms"),
        "operator_orders": _("Orders"),
        "operator_credits": _("Credits"),
        "operator_prices": _("Prices"),
        "operator_law": _("The law"),
    }
    return tuple(Where(name, names[name], reverse(name), icon, current=_in(where, name)) for name, icon in _OPERATOR_NAV)


def _in(where: str, name: str) -> bool:
    """Whether a view belongs to the place: by its first two words, or by its only one."""
    return where == name or ("_" in name and where.startswith(f"{name}_"))


def _to(name: str, desk: Desk) -> str:
    return reverse(name, kwargs={"slug": desk.firm.slug})


def _nav(seat: Seat, where: str, waiting: Counts) -> tuple[Where, ...]:
    """The places of an account; a place is current by the first word of the view's name."""
    room = where.split("_", maxsplit=1)[0]
    names = {
        "invoices": _("Invoices"),
        "cases": _("Cases"),
        "customers": _("Customers"),
        "payments": _("Payments"),
        "calendar": _("Calendar"),
        "overview": _("Overview"),
        "policy": _("Policy"),
        "settings": _("Settings"),
    }
    first = Where(
        "needs",
        _("Needs you"),
        reverse("needs_account", kwargs={"slug": seat.slug}),
        "tray",
        waiting.needs,
        current=room == "needs",
    )
    return (first, *(_place(key, names[key], icon, seat, waiting, room) for key, icon in _ACCOUNT_NAV))


def _place(key: str, label: str, icon: str, seat: Seat, waiting: Counts, room: str) -> Where:
    count = {"invoices": waiting.invoices, "cases": waiting.cases, "payments": waiting.payments}.get(key, 0)
    foot = key in {"policy", "settings"}
    return Where(key, label, reverse(key, kwargs={"slug": seat.slug}), icon, count, foot, current=room == key)
