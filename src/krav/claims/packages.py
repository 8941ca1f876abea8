"""Packages of credits: what one unit of a bundle costs, what members pay less, and which VAT a buyer is charged."""

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from krav.kernel.money import Minor, half_up
from krav.kernel.refusal import KravError
from krav.law.country import Country

UNITS = ("case", "letter", "sms", "email")
"""What credits are for, the dearest first."""

_WEIGHTS = {"case": 200, "letter": 20, "sms": 2, "email": 1}
"""How the price of a bundle is shared among its kinds: a case weighs as much as ten letters, a letter as ten SMS."""

_WHOLE = 10_000
"""Rates are hundredths of a per cent."""

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_UNITS, _MOST_PRICE = 1_000_000, 10**12


class Offer(NamedTuple):
    """A package as it is set: so many units at a price in minor units without VAT, good for `valid_days` (0: for ever)."""

    code: str
    country: str
    name: str
    currency: str
    price: Minor
    units: Mapping[str, int]
    valid_days: int
    sold_from: date
    sold_until: date | None = None


class Company(NamedTuple):
    """A buyer or a seller as it stood on the day of an order; a seller says where it is paid."""

    name: str
    company_number: str
    street: str
    postcode: str
    city: str
    country: str
    email: str
    account: str = ""
    vat_number: str = ""


class Parcel(NamedTuple):
    """Units of one kind that cost the same each."""

    unit: str
    count: int  # type: ignore[assignment]  # a tuple counts, too
    price: Minor


class Vat(NamedTuple):
    """What a buyer is charged: UNCL 5305's category (S, AE or G), the rate in hundredths of a per cent, the amount."""

    category: str
    rate: int
    amount: Minor


class Sum(NamedTuple):
    """What an order comes to, in minor units."""

    price: Minor
    discount: Minor
    vat: Vat

    @property
    def net(self) -> Minor:
        """Without VAT."""
        return self.price - self.discount

    @property
    def total(self) -> Minor:
        """To be paid."""
        return self.net + self.vat.amount


class CreditInvoice(NamedTuple):
    """An invoice on credits, or the credit note on the one that `credits` names, in minor units.

    `package` and `units` say what was bought; `price` is without discount and VAT.
    """

    number: str
    on: date
    due_on: date
    currency: str
    seller: Company
    buyer: Company
    package: str
    units: Mapping[str, int]
    valid_days: int
    sum: Sum
    credits: str = ""


def check_offer(offer: Offer) -> None:
    """Refuses a package that cannot be sold.

    Raises:
        KravError: a code that is none, no units or unknown ones, a price below zero, days that do not follow each other.
    """
    if not _CODE.fullmatch(offer.code):
        raise KravError(
            "A package’s code is small letters, figures and hyphens, 40 at most: “{code}”.", {"code": offer.code}
        )
    if not offer.name.strip():
        raise KravError("A package has a name.")
    if not re.fullmatch("[A-Z]{3}", offer.currency):
        raise KravError("“{currency}” is not a currency code of three capital letters.", {"currency": offer.currency})
    counts = list(offer.units.values())
    if not counts or offer.units.keys() - set(UNITS) or not all(0 < count <= _MOST_UNITS for count in counts):
        raise KravError("A package holds from 1 to 1,000,000 of cases, letters, SMS or e-mails.")
    if not 0 <= offer.price <= _MOST_PRICE or offer.valid_days < 0:
        raise KravError("A package’s price and its days are not below zero.")
    if offer.sold_until and offer.sold_until < offer.sold_from:
        raise KravError("A package is sold until a day that does not lie before its first.")


def parcels(price: Minor, units: Mapping[str, int]) -> tuple[Parcel, ...]:
    """The units of a bundle with what each of them costs, which comes to the price exactly.

    Where a share cannot be divided, some of the units cost one more than the others.

    >>> parcels(1001, {"letter": 10})
    (Parcel(unit='letter', count=9, price=100), Parcel(unit='letter', count=1, price=101))
    """
    kinds = [unit for unit in UNITS if units.get(unit)]
    weights = [_WEIGHTS[unit] * units[unit] for unit in kinds]
    whole, before, given, found = sum(weights), 0, 0, list[Parcel]()
    for unit, weight in zip(kinds, weights, strict=True):
        before += weight
        share = half_up(price * before, whole) - given
        given += share
        each, dearer = divmod(share, units[unit])
        counts = ((units[unit] - dearer, each), (dearer, each + 1))
        found += [Parcel(unit, count, cost) for count, cost in counts if count]
    return tuple(found)


def part(amount: Minor, rate: int) -> Minor:
    """So many hundredths of a per cent of an amount.

    >>> part(100_00, 2500), part(99, 1000)
    (2500, 10)
    """
    return half_up(amount * rate, _WHOLE)


def vat(net: Minor, seller: Country, buyer: Country, on: date) -> Vat:
    """VAT on a service to a business: the standard rate at home, reverse charge within the union, none beyond it."""
    if seller.code == buyer.code:
        rate = int(next(iter(buyer.vat_rates(on).values())) * 100)
        return Vat("S", rate, part(net, rate))
    return Vat(category(seller, buyer), 0, 0)


def category(seller: Country, buyer: Country) -> str:
    """UNCL 5305's category of what one sells to the other: taxed at home, reverse charge, or beyond the union."""
    if seller.code == buyer.code:
        return "S"
    return "AE" if seller.vat_area == buyer.vat_area else "G"


def order_sum(price: Minor, discount_rate: int, seller: Country, buyer: Country, on: date) -> Sum:
    """What a package costs that day, with a member's discount and VAT."""
    discount = part(price, discount_rate)
    return Sum(price, discount, vat(price - discount, seller, buyer, on))
