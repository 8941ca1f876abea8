"""What an agreement with a collection partner says a case costs, what it will come to, and how money is divided.

All amounts are minor units of the case's currency, without VAT where nothing else is said.
"""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NamedTuple

from krav.kernel.days import plain
from krav.kernel.money import Minor, Money, half_up
from krav.kernel.refusal import KravError
from krav.kernel.why import Why

_RATES = ("percent", "interest", "fees", "vat")
_AMOUNTS = ("start", "least", "recall")
_WHOLE = Decimal(100)


class Prices(NamedTuple):
    """What an agreement says a case costs the creditor. Rates are per cent; amounts minor units without VAT.

    `percent` is of what is collected of principal; the partner keeps of `interest` and `fees` that the debtor pays so many
    per cent. `recall` is what taking a case back costs, `vat` the rate on all that the partner charges.
    """

    currency: str
    start: Minor = 0
    percent: Decimal = Decimal(0)
    least: Minor = 0
    interest: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    recall: Minor = 0
    vat: Decimal = Decimal(0)


class QuoteLine(NamedTuple):
    """One line of what a case will cost. `when` says on what it depends: always, paid, unpaid or recalled."""

    code: str
    amount: Minor
    when: Literal["always", "paid", "unpaid", "recalled"]
    words: str = ""


class Quote(NamedTuple):
    """What a case will cost: `ours` where it was reckoned by the prices agreed, not told by the partner."""

    currency: str
    lines: tuple[QuoteLine, ...]
    vat: Decimal
    ours: bool
    until: date | None = None
    words: str = ""


class Parts(NamedTuple):
    """How money is divided: `costs` are the partner's own, which never were the creditor's claim."""

    principal: Minor = 0
    interest: Minor = 0
    fees: Minor = 0
    costs: Minor = 0

    @property
    def total(self) -> Minor:
        """All of it."""
        return sum(self)

    @property
    def ours(self) -> Minor:
        """What of it lowers the creditor's claim."""
        return self.total - self.costs

    def plus(self, other: "Parts") -> "Parts":
        """Both together, part by part."""
        return Parts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class SettledCase(NamedTuple):
    """A case's part of a settlement: what was collected, what the partner keeps of it, and what it charges without VAT."""

    reference: str
    collected: Parts
    kept: Minor
    commission: Minor
    start: Minor
    other: Minor
    vat: Minor
    paid_out: Minor
    other_words: str = ""


class SettlementIn(NamedTuple):
    """What a partner pays out: `paid_out` is the sum of its cases', as the partner has it."""

    number: str
    on: date
    currency: str
    cases: tuple[SettledCase, ...]
    paid_out: Minor
    account: str = ""
    text: str = ""


def share(amount: Minor, percent: Decimal) -> Minor:
    """So many per cent of an amount, rounded to the nearest minor unit."""
    top, bottom = (percent / _WHOLE).as_integer_ratio()
    return half_up(amount * top, bottom)


def commission(prices: Prices, principal: Minor) -> Minor:
    """What the partner charges in all of a case where so much of its principal has been collected."""
    return max(prices.least, share(principal, prices.percent)) if principal > 0 else 0


def quote(prices: Prices, owed: Parts) -> Quote:
    """What a case will cost by the prices agreed, where so much is open of it."""
    said: tuple[tuple[str, Minor, Literal["always", "paid", "unpaid", "recalled"]], ...] = (
        ("start", prices.start, "always"),
        ("commission", commission(prices, owed.principal), "paid"),
        ("interest", share(owed.interest, prices.interest), "paid"),
        ("fees", share(owed.fees, prices.fees), "paid"),
        ("recall", prices.recall, "recalled"),
    )
    lines = tuple(QuoteLine(code, amount, when) for code, amount, when in said if amount or code in {"start", "commission"})
    return Quote(prices.currency, lines, prices.vat, ours=True)


def explain(prices: Prices, owed: Parts, line: QuoteLine) -> Why:
    """Why a line of a quote that was reckoned by the prices agreed is what it is."""
    amount = str(Money(line.amount, prices.currency).decimal)
    match line.code:
        case "commission":
            facts = {"principal": Money(owed.principal, prices.currency), "percent": plain(prices.percent)}
            sum_ = "{percent} % of the principal of {principal}"
            if prices.least and line.amount == prices.least:
                sum_ = "{percent} % of the principal of {principal}, at least {least}"
                facts["least"] = Money(prices.least, prices.currency)
            return Why("Commission of what is collected, by the agreement", arithmetic=sum_, amount=amount, facts=facts)
        case "interest":
            facts = {"of": Money(owed.interest, prices.currency), "percent": plain(prices.interest)}
            rule = "What the partner keeps of the interest that is paid, by the agreement"
            return Why(rule, arithmetic="{percent} % of {of}", amount=amount, facts=facts)
        case "fees":
            facts = {"of": Money(owed.fees, prices.currency), "percent": plain(prices.fees)}
            rule = "What the partner keeps of the fees that are paid, by the agreement"
            return Why(rule, arithmetic="{percent} % of {of}", amount=amount, facts=facts)
        case "recall":
            return Why("What taking a case back costs, by the agreement", amount=amount)
    return Why("What opening a case costs, by the agreement", amount=amount)


def with_vat(quoted: Quote, line: QuoteLine) -> Minor:
    """A line of a quote with the VAT on it."""
    return line.amount + share(line.amount, quoted.vat)


def prices_data(prices: Prices) -> str:
    """Prices as they are kept."""
    return json.dumps({name: value if type(value) is int else str(value) for name, value in prices._asdict().items()})


def read_prices(text: str) -> Prices | None:
    """Prices that were kept; None where nothing was agreed."""
    data: dict[str, Any] = json.loads(text or "{}")
    if not data:
        return None
    rates = {name: Decimal(data[name]) for name in _RATES}
    return Prices(**(data | rates))


def checked(told: Mapping[str, object], currency: str) -> Prices:
    """Prices a person told: amounts as minor units, rates as text or numbers.

    Raises:
        KravError: a price that cannot be.
    """
    if unknown := told.keys() - {*_RATES, *_AMOUNTS, "currency"}:
        raise KravError("An agreement has no price “{price}”.", {"price": min(unknown)})
    found: dict[str, Any] = {"currency": str(told.get("currency") or currency)}
    for name in _AMOUNTS:
        amount = told.get(name, 0)
        if type(amount) is not int or amount < 0:
            raise KravError("The price “{price}” is an amount that is not below zero.", {"price": name})
        found[name] = amount
    for name in _RATES:
        try:
            rate = Decimal(str(told.get(name, 0)))
        except InvalidOperation:
            rate = Decimal(-1)
        if not rate.is_finite() or not 0 <= rate <= _WHOLE:
            raise KravError("The price “{price}” is a rate from 0 to 100 per cent.", {"price": name})
        found[name] = rate
    return Prices(**found)


def quote_data(quoted: Quote) -> str:
    """A quote as it is kept."""
    told = quoted._asdict() | {"vat": str(quoted.vat), "until": quoted.until.isoformat() if quoted.until else None}
    return json.dumps(told, ensure_ascii=False)


def read_quote(text: str) -> Quote | None:
    """A quote that was kept; None where the case went without one."""
    data: dict[str, Any] = json.loads(text or "{}")
    if not data:
        return None
    until = date.fromisoformat(data["until"]) if data["until"] else None
    lines = tuple(QuoteLine(*line) for line in data["lines"])
    return Quote(data["currency"], lines, Decimal(data["vat"]), data["ours"], until, data["words"])
