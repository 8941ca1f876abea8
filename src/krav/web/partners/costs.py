"""What a case would cost by an agreement's prices, for people: what it depends on, and examples."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from krav.actions.hand_overs import Offer
from krav.claims.explain import amount as decimal
from krav.claims.partner import Parts, Prices, Quote, QuoteLine, quote, with_vat
from krav.kernel.money import Minor, Money
from krav.kernel.why import Why
from krav.web.partners import words
from krav.web.written import amount

_EXAMPLES: tuple[Minor, ...] = (1_000_00, 10_000_00)


class Cost(NamedTuple):
    """What a case costs, VAT on it: if it is paid, if it is not, and if it is taken back."""

    paid: Money
    unpaid: Money
    recalled: Money


class Example(NamedTuple):
    """A case of so much principal, and what it would cost."""

    principal: Money
    cost: Cost


def cost(quoted: Quote) -> Cost:
    """What a quote comes to."""

    def when(*wanted: str) -> Money:
        return Money(sum(with_vat(quoted, line) for line in quoted.lines if line.when in wanted), quoted.currency)

    return Cost(when("always", "paid"), when("always", "unpaid"), when("always", "recalled"))


def together(costs: Sequence[Cost], currency: str) -> Cost:
    """Several of them."""
    return Cost(*(Money.total(each, currency) for each in zip(*costs, strict=True))) if costs else _nothing(currency)


def examples(prices: Prices) -> list[Example]:
    """What a case of 1 000 and of 10 000 would cost, where no interest and no fees are paid."""
    found = []
    for minor in _EXAMPLES:
        principal = Money(minor, prices.currency)
        found.append(Example(principal, cost(quote(prices, Parts(minor)))))
    return found


def in_short(prices: Prices) -> str:
    """Prices in one line: what opens a case, and what is kept of what is paid."""
    rate = f"{prices.percent.normalize():f}"
    start = (
        _("%(sum)s to open") % {"sum": amount(Money(prices.start, prices.currency))} if prices.start else _("No start fee")
    )
    return _("%(start)s, %(rate)s %% of what is collected") % {"start": start, "rate": rate}


def why(offers: Sequence[Offer], when: str) -> Why:
    """Why handing cases over costs what it does, in so far as it depends on `when`: paid, unpaid or recalled."""
    every = tuple(_why(each, when) for each in offers if each.quote)
    total = sum(
        with_vat(each.quote, line) for each in offers if each.quote for line in each.quote.lines if _counts(line, when)
    )
    if len(every) == 1:
        return every[0]
    return Why("The cases together", amount=decimal(total), parts=every)


def _why(offer: Offer, when: str) -> Why:
    """One case: its lines by the prices agreed, or as the partner said them, and the VAT on them."""
    quoted = offer.quote
    if quoted is None:
        return Why("")
    counted = [line for line in quoted.lines if _counts(line, when)]
    parts = [offer.why(line) or Why(words.line(line.code, line.words), amount=decimal(line.amount)) for line in counted]
    vat = sum(with_vat(quoted, line) - line.amount for line in counted)
    if vat:
        facts = {"percent": f"{quoted.vat.normalize():f}"}
        parts.append(Why("VAT on what the partner charges, {percent} %", amount=decimal(vat), facts=facts))
    total = sum(line.amount for line in counted) + vat
    numbers = ", ".join(claim.number for claim in offer.case.claims)
    rule = "As the partner says, about invoice {numbers}" if not quoted.ours else "By the agreement, about invoice {numbers}"
    return Why(rule, amount=decimal(total), facts={"numbers": numbers}, parts=tuple(parts))


def _counts(line: QuoteLine, when: str) -> bool:
    return line.when in {"always", when}


def _nothing(currency: str) -> Cost:
    none = Money(0, currency)
    return Cost(none, none, none)
