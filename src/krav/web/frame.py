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
from krav.store.queries.frame import Counts, counts
from krav.store.queries.people import Seat
from krav.web.colours import COLOURS
from krav.web.figures import locale_of, reader
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
            nav=_nav(seat, where) if user else (),
            bar=_bar(),
            theme=user.theme if user else "",
            density="dense" if user and user.dense else "",
            language=get_language() or "en",
            single_keys=user.single_keys if user else True,
            role=seat.role if seat else None,
        )
    }


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


def _nav(seat: Seat | None, where: str) -> tuple[Where, ...]:
    """The places one can go; a place is current by the first word of the view's name."""
    room = where.split("_", maxsplit=1)[0]
    first = Where("needs", _("Needs you"), reverse("needs"), "tray", current=room == "needs")
    if seat is None:
        return (first,)
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
    waiting = counts(seat.account_id, clock.today())
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
