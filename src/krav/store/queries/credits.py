"""Reads of credits: what is for sale, what lies in a purse, who pays for an account, and what was ordered."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from krav.claims.packages import UNITS, Company, CreditInvoice, Offer, Vat, category, order_sum, part
from krav.claims.packages import Sum as Total
from krav.countries import country
from krav.kernel.money import Minor
from krav.store import models as rows


class Owner(NamedTuple):
    """Whose purse: an account's or a firm's; one of the two."""

    account_id: int | None = None
    firm_id: int | None = None


class Payer(NamedTuple):
    """Who pays for what an account sends: kind is account or firm; no purse where none was ever filled."""

    kind: str
    name: str
    purse_id: int | None


class PackageSeen(NamedTuple):
    """A package."""

    id: int
    offer: Offer


class DiscountSeen(NamedTuple):
    """What members of a trade association pay less, in hundredths of a per cent."""

    association: str
    name: str
    country: str
    rate: int
    until: date | None


class LotSeen(NamedTuple):
    """Credits that came together and are not all used."""

    unit: str
    bought: int
    left: int
    price: Minor
    currency: str
    since: date
    until: date | None


class PurseSeen(NamedTuple):
    """A purse: what is left by unit, its lots (first to end, first), when to warn, and the membership that was told of."""

    id: int
    owner: Owner
    name: str
    left: Mapping[str, int]
    lots: tuple[LotSeen, ...]
    warn_below: Mapping[str, int]
    association: str
    member_number: str
    member_since: date | None


class OrderSeen(NamedTuple):
    """An order and its invoice. States: ordered, granted, paid, cancelled."""

    id: int
    number: str
    owner: Owner
    package: str
    units: Mapping[str, int]
    valid_days: int
    on: date
    due_on: date
    currency: str
    price: Minor
    discount: Minor
    vat: Minor
    vat_rate: int
    buyer: Company
    seller: Company
    state: str
    ordered_by: str
    granted_by: str
    granted_on: date | None
    paid_on: date | None

    @property
    def net(self) -> Minor:
        """Without VAT."""
        return self.price - self.discount

    @property
    def total(self) -> Minor:
        """What is to be paid."""
        return self.net + self.vat


def good_on(on: date) -> Q:
    """Lots that may be drawn from that day."""
    return Q(until__isnull=True) | Q(until__gte=on)


def owned_by(owner: Owner, before: str = "") -> Q:
    """Purses of an owner; `before` leads to the purse."""
    kind = "account" if owner.account_id else "firm"
    return Q((f"{before}{kind}_id", owner.account_id or owner.firm_id))


def payer(account_id: int) -> Payer:
    """The firm that looks after the account where it pays, else the account itself."""
    client = rows.Client.objects.filter(account_id=account_id, pays="firm").values_list("firm_id", "firm__name").first()
    if client:
        firm_id, name = client
        return Payer("firm", name, rows.Purse.objects.filter(firm_id=firm_id).values_list("id", flat=True).first())
    return Payer("account", "", rows.Purse.objects.filter(account_id=account_id).values_list("id", flat=True).first())


def sold_units(code: str, on: date) -> tuple[str, ...]:
    """The units that the operator sells, or has sold, to accounts of the country; all others are free."""
    found = rows.Package.objects.filter(country=code, sold_from__lte=on).values_list("units", flat=True)
    known = {unit for units in found for unit in json.loads(units)}
    return tuple(unit for unit in UNITS if unit in known)


# --- what is for sale


def packages(code: str = "") -> list[PackageSeen]:
    """All packages, of one country where it is named, the newest first."""
    found = rows.Package.objects.filter(country=code) if code else rows.Package.objects.all()
    return [_package(row) for row in found.order_by("country", "-sold_from", "-id")]


def on_sale(code: str, on: date) -> list[PackageSeen]:
    """What may be bought that day, the cheapest first."""
    found = rows.Package.objects.filter(Q(sold_until__isnull=True) | Q(sold_until__gte=on), country=code, sold_from__lte=on)
    return [_package(row) for row in found.order_by("price", "id")]


def package(package_id: int) -> PackageSeen | None:
    """One package."""
    row = rows.Package.objects.filter(pk=package_id).first()
    return _package(row) if row else None


def discounts(code: str = "", on: date | None = None) -> list[DiscountSeen]:
    """What members of associations pay less; those of a country that stand on a day where these are named."""
    found = rows.Discount.objects.order_by("name", "id")
    if code:
        found = found.filter(country=code)
    if on:
        found = found.filter(Q(until__isnull=True) | Q(until__gte=on))
    return [DiscountSeen(*row) for row in found.values_list(*DiscountSeen._fields)]


def discount_rate(purse_id: int | None, code: str, on: date) -> int:
    """What the purse's owner pays less, once an operator has seen the membership."""
    member = rows.Purse.objects.filter(pk=purse_id or 0, member_since__lte=on).values_list("association", flat=True).first()
    return next((each.rate for each in discounts(code, on) if each.association == member), 0)


def priced(offer: Offer, purse_id: int | None, seller: str, on: date) -> Total:
    """What a package costs the owner of a purse that day, bought from a seller of a country."""
    rate = discount_rate(purse_id, offer.country, on)
    return order_sum(offer.price, rate, country(seller), country(offer.country), on)


def _package(row: rows.Package) -> PackageSeen:
    said = (row.code, row.country, row.name, row.currency, row.price, json.loads(row.units), row.valid_days)
    return PackageSeen(row.id, Offer(*said, row.sold_from, row.sold_until))


# --- purses


def purse(owner: Owner, on: date) -> PurseSeen | None:
    """What an owner's purse holds; None where it was never filled."""
    return next(iter(_purses(rows.Purse.objects.filter(owned_by(owner)), on)), None)


def members_told(on: date) -> list[PurseSeen]:
    """Purses whose owner tells of a membership that no operator has looked at."""
    return _purses(rows.Purse.objects.exclude(association="").filter(member_since__isnull=True), on)


def all_purses(on: date) -> list[PurseSeen]:
    """Every purse."""
    return _purses(rows.Purse.objects.all(), on)


def _purses(query: QuerySet[rows.Purse], on: date) -> list[PurseSeen]:
    found = list(query.select_related("account", "firm").order_by("id"))
    lots: dict[int, list[LotSeen]] = {each.id: [] for each in found}
    standing = rows.Lot.objects.filter(good_on(on), purse_id__in=lots, left__gt=0)
    for purse_id, *lot in standing.order_by(F("until").asc(nulls_last=True), "id").values_list("purse_id", *LotSeen._fields):
        lots[purse_id].append(LotSeen(*lot))
    return [_purse(each, lots[each.id]) for each in found]


def _purse(row: rows.Purse, lots: list[LotSeen]) -> PurseSeen:
    left = {unit: sum(lot.left for lot in lots if lot.unit == unit) for unit in UNITS}
    return PurseSeen(
        id=row.id,
        owner=Owner(row.account_id, row.firm_id),
        name=(row.account or row.firm).name,  # type: ignore[union-attr]  # the database knows one of them
        left={unit: count for unit, count in left.items() if count},
        lots=tuple(lots),
        warn_below=json.loads(row.warn_below),
        association=row.association,
        member_number=row.member_number,
        member_since=row.member_since,
    )


def low_units(purse_ids: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """What has come to its end in each purse: the units that were ever bought, at or below what the owner wants to keep."""
    ids = list(purse_ids)
    if not ids:
        return {}
    wanted = {key: json.loads(text) for key, text in rows.Purse.objects.filter(pk__in=ids).values_list("id", "warn_below")}
    lots = rows.Lot.objects.filter(purse_id__in=ids).values_list("purse_id", "unit").order_by("purse_id", "unit")
    low: dict[int, dict[str, int]] = {}
    for purse_id, unit, left in lots.annotate(unused=Sum("left", filter=good_on(on))):
        if (left or 0) <= wanted[purse_id].get(unit, 0):
            low.setdefault(purse_id, {})[unit] = left or 0
    return low


def low_for(account_ids: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """What runs low for accounts, whoever pays for them; accounts for which nothing does are left out."""
    ids = list(account_ids)
    if not rows.Lot.objects.exists():
        return {}
    paid_by = dict(rows.Client.objects.filter(account_id__in=ids, pays="firm").values_list("account_id", "firm_id"))
    of_firm = dict(rows.Purse.objects.filter(firm_id__in=set(paid_by.values())).values_list("firm_id", "id"))
    own = dict(rows.Purse.objects.filter(account_id__in=ids).values_list("account_id", "id"))
    purse_of = {each: of_firm.get(paid_by[each]) if each in paid_by else own.get(each) for each in ids}
    low = low_units({key for key in purse_of.values() if key}, on)
    return {account_id: low[key] for account_id, key in purse_of.items() if key in low}


# --- orders

_ORDER = (
    "id", "number", "purse__account_id", "purse__firm_id", "package__name", "package__units", "package__valid_days", "on",
    "due_on", "currency", "price", "discount", "vat", "vat_rate", "buyer", "seller", "state", "ordered_by", "granted_by",
    "granted_on", "paid_on",
)  # fmt: skip


def orders(owner: Owner | None = None, state: str = "", before: int | None = None, most: int = 100) -> list[OrderSeen]:
    """Orders, newest first: of one owner, or of all; in a state where one is named."""
    found = rows.CreditOrder.objects.order_by("-id")
    if owner:
        found = found.filter(owned_by(owner, "purse__"))
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(pk__lt=before)
    return [_order(row) for row in found.values_list(*_ORDER)[:most]]


def order(order_id: int, owner: Owner | None = None) -> OrderSeen | None:
    """One order; None where it is not the owner's."""
    found = rows.CreditOrder.objects.filter(pk=order_id)
    if owner:
        found = found.filter(owned_by(owner, "purse__"))
    row = found.values_list(*_ORDER).first()
    return _order(row) if row else None


def numbered(number: str) -> int | None:
    """The order of an invoice number."""
    return rows.CreditOrder.objects.filter(number=number).values_list("id", flat=True).first()


def invoice_of(seen: OrderSeen) -> CreditInvoice:
    """The invoice on an order."""
    return _invoice(seen, Total(seen.price, seen.discount, Vat(_category(seen), seen.vat_rate, seen.vat)))


def credit_note_of(seen: OrderSeen) -> CreditInvoice | None:
    """The credit note on a cancelled order: on all of it where it was never granted, else on what was unused."""
    if seen.state != "cancelled":
        return None
    net = _unused(seen.id) if seen.granted_on else seen.net
    if not net:
        return None
    total = Total(net, 0, Vat(_category(seen), seen.vat_rate, part(net, seen.vat_rate)))
    return _invoice(seen, total)._replace(number=f"{seen.number}-K", credits=seen.number)


def _invoice(seen: OrderSeen, total: Total) -> CreditInvoice:
    return CreditInvoice(
        number=seen.number,
        on=seen.on,
        due_on=seen.due_on,
        currency=seen.currency,
        seller=seen.seller,
        buyer=seen.buyer,
        package=seen.package,
        units=seen.units,
        valid_days=seen.valid_days,
        sum=total,
    )


def _category(seen: OrderSeen) -> str:
    return category(country(seen.seller.country), country(seen.buyer.country))


def _unused(order_id: int) -> Minor:
    """The price without VAT of what was taken back."""
    taken = rows.CreditLine.objects.filter(lot__order_id=order_id, move__kind="taken")
    return -sum(count * price for count, price in taken.values_list("count", "lot__price"))


def _order(row: tuple[Any, ...]) -> OrderSeen:
    key, number, account_id, firm_id, name, units, *rest = row
    buyer, seller = Company(**json.loads(rest[8])), Company(**json.loads(rest[9]))
    told = (key, number, Owner(account_id, firm_id), name, json.loads(units), *rest[:8], buyer, seller, *rest[10:])
    return OrderSeen(*told)
