"""A partner's settlement compared with its own arithmetic, the payments told before, and the prices agreed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from krav.claims.partner import Parts, Prices, SettledCase, SettlementIn, commission, share
from krav.kernel.days import plain
from krav.kernel.money import Minor, Money
from krav.kernel.why import Why

_ROUNDING = 1
"""So many minor units a rate may come out otherwise at the partner."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known here of a case that is settled.

    `paid` is what payments told of, `settled` what earlier settlements had, `costs` the costs told of; `recalled` whether
    the case was taken back. Charges of earlier settlements are without VAT.
    """

    number: str
    paid: Parts
    settled: Parts = field(default_factory=Parts)
    commission: Minor = 0
    start: Minor = 0
    other: Minor = 0
    costs: Minor = 0
    recalled: bool = False


class Difference(NamedTuple):
    """Something in a settlement that does not agree: `case` is ours, or the partner's reference of a case we do not know."""

    code: str
    case: str
    expected: Minor
    told: Minor
    why: Why

    def data(self) -> dict[str, Any]:
        """As it is kept."""
        return {"code": self.code, "case": self.case, "expected": self.expected, "told": self.told, "why": self.why.data()}


def compare(
    settlement: SettlementIn, known: Mapping[str, Known], prices: Prices | None, currency: str
) -> tuple[Difference, ...]:
    """What does not agree, case by case and then in all; `known` by the partner's reference. Without prices none are."""
    if settlement.currency != currency:
        rule = "The settlement is in {told}, and the account's cases are in {currency}"
        why = Why(rule, facts={"told": settlement.currency, "currency": currency})
        return (Difference("currency", "", 0, settlement.paid_out, why),)
    found = [each for case in settlement.cases for each in _case(case, known.get(case.reference), prices, currency)]
    total = sum(case.paid_out for case in settlement.cases)
    if total != settlement.paid_out:
        why = Why("What is paid out is the sum of what is paid out of each case", amount=str(Money(total, currency).decimal))
        found.append(Difference("sum", "", total, settlement.paid_out, why))
    return tuple(found)


def _case(case: SettledCase, mine: Known | None, prices: Prices | None, currency: str) -> Iterator[Difference]:
    yield from _own_sum(case, mine.number if mine else case.reference, currency)
    if mine is None:
        why = Why("No case of this account lies with the partner under that reference")
        yield Difference("unknown_case", case.reference, 0, case.paid_out, why)
        return
    yield from _collected(case, mine, currency)
    if prices:
        yield from _charged(case, mine, prices)


def _own_sum(case: SettledCase, number: str, currency: str) -> Iterator[Difference]:
    """Whether the case's own lines add up."""
    expected = case.collected.total - case.kept - case.commission - case.start - case.other - case.vat
    if expected != case.paid_out:
        facts = {
            name: Money(amount, currency)
            for name, amount in (("collected", case.collected.total), ("kept", case.kept), ("vat", case.vat),
                                 ("charged", case.commission + case.start + case.other))
        }  # fmt: skip
        arithmetic = "{collected} − {kept} − {charged} − {vat}"
        rule = "Collected, less what is kept and charged, and VAT"
        why = Why(rule, arithmetic=arithmetic, amount=str(Money(expected, currency).decimal), facts=facts)
        yield Difference("sum_case", number, expected, case.paid_out, why)


def _collected(case: SettledCase, mine: Known, currency: str) -> Iterator[Difference]:
    """Whether what was collected is what payments told of, part by part."""
    for name, paid, before, told in zip(Parts._fields, mine.paid, mine.settled, case.collected, strict=True):
        if paid - before != told:
            facts = {"paid": Money(paid, currency), "settled": Money(before, currency)}
            rule, arithmetic = "Payments told of, less what was settled before", "{paid} − {settled}"
            why = Why(rule, arithmetic=arithmetic, amount=str(Money(paid - before, currency).decimal), facts=facts)
            yield Difference(f"collected_{name}", mine.number, paid - before, told, why)


def _charged(case: SettledCase, mine: Known, prices: Prices) -> Iterator[Difference]:
    """Whether what the partner takes is what was agreed, of what it says it collected."""
    both, collected = mine.settled.plus(case.collected), case.collected
    kept = collected.costs + share(collected.interest, prices.interest) + share(collected.fees, prices.fees)
    outlays = mine.costs + (prices.recall if mine.recalled else 0)
    charged = case.commission + case.start + case.other + case.kept - collected.costs
    expected: tuple[tuple[str, Minor, Minor, Why], ...] = (
        ("kept", kept, case.kept, _why_kept(collected, kept, prices)),
        ("commission", commission(prices, both.principal) - mine.commission, case.commission,
         _rated("Commission of the principal collected, less what was charged before", prices.percent, both.principal,
                prices.currency)),
        ("start", prices.start - mine.start, case.start, Why("What opening a case costs, by the agreement")),
        ("other", outlays - mine.other, case.other, Why("Costs told of before, less what was settled before")),
        ("vat", share(charged, prices.vat), case.vat,
         _rated("VAT on what the partner charges", prices.vat, charged, prices.currency)),
    )  # fmt: skip
    for code, wanted, told, why in expected:
        if abs(wanted - told) > (_ROUNDING if code in {"kept", "commission", "vat"} else 0):
            amount = str(Money(wanted, prices.currency).decimal)
            yield Difference(code, mine.number, wanted, told, why._replace(amount=amount))


def _why_kept(collected: Parts, kept: Minor, prices: Prices) -> Why:
    facts = {
        "costs": Money(collected.costs, prices.currency), "interest": Money(collected.interest, prices.currency),
        "fees": Money(collected.fees, prices.currency), "rate": plain(prices.interest), "fee_rate": plain(prices.fees),
    }  # fmt: skip
    arithmetic = "{costs} + {rate} % of {interest} + {fee_rate} % of {fees}"
    rule = "The partner's own costs, and its part of interest and fees"
    return Why(rule, arithmetic=arithmetic, amount=str(Money(kept, prices.currency).decimal), facts=facts)


def _rated(rule: str, percent: Decimal, of: Minor, currency: str) -> Why:
    return Why(rule, arithmetic="{percent} % of {of}", facts={"percent": plain(percent), "of": Money(of, currency)})
