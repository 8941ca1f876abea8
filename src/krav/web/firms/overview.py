"""All of a firm's clients at once: what needs a person, what is open, which credits are left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from krav.kernel.alphabet import alphabetical
from krav.kernel.money import Money
from krav.kernel.role import Role
from krav.store.queries.firms import Looked, clients, could_join, credits_left, figures, firm_credits_left
from krav.store.queries.needs import needs_counts
from krav.store.queries.people import seats
from krav.web.figures import count, reader
from krav.web.firms.page import FirmPage, firm_page
from krav.web.reader import reader_id


@dataclass(frozen=True, slots=True)
class Row:
    """A client in the list; `seen` is False where the reader has no place on the account: then it is only named."""

    client: Looked
    seen: bool
    needs: int = 0
    invoices: int = 0
    balance: Money | None = None
    credits: str = ""


@require_GET
@firm_page()
def overview(page: FirmPage) -> HttpResponse:
    """Who needs somebody stands first."""
    every = clients(page.firm.id)
    rows = _rows(page, every)
    find = page.request.GET.get("find", "").strip()
    sought = alphabetical(find, reader())
    shown = [row for row in rows if sought in alphabetical(row.client.name, reader())] if find else rows
    return page.render(
        "firms/overview.html",
        rows=shown,
        find=find,
        total=len(every),
        line=_line(rows),
        sums=_sums(rows),
        credits=units(firm_credits_left(page.firm.id, page.on)),
        mine=could_join(reader_id(page.request)) if page.may(Role.ADMINISTRATOR) else [],
        may=page.may(Role.ADMINISTRATOR),
    )


def units(left: Mapping[str, int]) -> str:
    """So many credits of each kind, in words."""
    names = {
        "case": lambda n: ngettext("%(num)s case", "%(num)s cases", n),
        "letter": lambda n: ngettext("%(num)s letter", "%(num)s letters", n),
        "sms": lambda n: ngettext("%(num)s SMS", "%(num)s SMS", n),
        "email": lambda n: ngettext("%(num)s e-mail", "%(num)s e-mails", n),
    }
    said = (names[unit](left[unit]) % {"num": count(left[unit], reader())} for unit in names if left.get(unit))
    return " · ".join(said)


def _rows(page: FirmPage, every: Sequence[Looked]) -> list[Row]:
    open_to = {seat.account_id for seat in seats(reader_id(page.request))}
    seen = [client.account_id for client in every if client.account_id in open_to]
    needs, stands, left = needs_counts(seen, page.on), figures(seen), credits_left(seen, page.on)
    made = []
    for client in every:
        at = client.account_id
        if at not in stands:
            made.append(Row(client, seen=False))
            continue
        of = stands[at]
        own = _("from the firm’s") if client.pays == "firm" else units(left.get(at, {})) or _("none")
        made.append(Row(client, True, needs[at], of.invoices, Money(of.balance, of.currency), own))
    return sorted(made, key=lambda row: -row.needs)


def _line(rows: Sequence[Row]) -> str:
    waiting = sum(1 for row in rows if row.needs)
    clients_said = ngettext("%(num)s client", "%(num)s clients", len(rows)) % {"num": count(len(rows), reader())}
    if not waiting:
        return _("%(clients)s. Nothing needs you.") % {"clients": clients_said}
    said = ngettext("%(clients)s. %(num)s needs you.", "%(clients)s. %(num)s need you.", waiting)
    return said % {"clients": clients_said, "num": count(waiting, reader())}


def _sums(rows: Sequence[Row]) -> list[Money]:
    """What is open, in each currency."""
    sums: dict[str, int] = {}
    for row in rows:
        if row.balance:
            sums[row.balance.currency] = sums.get(row.balance.currency, 0) + row.balance.minor
    return [Money(minor, currency) for currency, minor in sorted(sums.items())]
