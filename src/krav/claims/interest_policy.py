"""What a creditor has decided about interest invoices: whether, from how much on, at which rate and with which fee."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from krav.kernel.money import Minor
from krav.kernel.refusal import KravError

_MOST = Decimal(1000)
_COMMENT = 400


@dataclass(frozen=True, slots=True)
class InterestPolicy:
    """A creditor's choices for interest invoices. Amounts are minor units of the claims' currency.

    `rate` is an own yearly rate in per cent, None for the statutory one. A customer is invoiced once its interest reaches
    `threshold`; 0 invoices every claim. Claims paid less than `min_days` late or invoiced below `min_invoice` are left out.
    `first_number` begins the series of numbers, apart from the creditor's other invoices.
    """

    enabled: bool = True
    rate: Decimal | None = None
    fee: Minor = 0
    threshold: Minor = 10000
    min_days: int = 0
    min_invoice: Minor = 0
    days_to_pay: int = 14
    first_number: int = 900001
    comment: str = ""


_LIKE = InterestPolicy()


def read_interest(data: object) -> InterestPolicy:
    """The stored choices laid over the default.

    Raises:
        KravError: a choice that does not exist, or a value no invoice could live by.
    """
    if not isinstance(data, Mapping):
        raise KravError("The policy's interest is a table of choices, such as threshold and fee.")
    known = {field.name for field in fields(InterestPolicy)}
    if unknown := data.keys() - known:
        facts = {"choice": min(unknown), "choices": ", ".join(sorted(known))}
        raise KravError("The policy's interest has no choice “{choice}”. It may set {choices}.", facts)
    chosen: dict[str, Any] = {**data, "rate": _rate(data.get("rate"))}
    for name, value in chosen.items():
        like = getattr(_LIKE, name)
        if name != "rate" and (type(value) is not type(like) or (type(value) is int and value < 0)):
            facts = {"choice": name, "value": repr(value), "like": repr(like)}
            raise KravError("The policy's interest: {choice} is {value}; it should be like {like}.", facts)
    policy = replace(_LIKE, **chosen)
    if not policy.days_to_pay or not policy.first_number:
        raise KravError("The policy's interest: days_to_pay and first_number are at least 1.")
    if len(policy.comment) > _COMMENT:
        raise KravError("The policy's interest: the comment is longer than {most} letters.", {"most": _COMMENT})
    return policy


def _rate(value: object) -> Decimal | None:
    """An exact yearly rate from text or a whole number; a float has lost what was written."""
    if value is None or isinstance(value, Decimal):
        return value
    try:
        rate = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        rate = Decimal("NaN")
    if not (rate.is_finite() and 0 < rate < _MOST and rate * 100 == int(rate * 100)):
        wrong = "The policy's interest: rate is {value}; write per cent a year as text, such as “8.5”."
        raise KravError(wrong, {"value": repr(value)})
    return rate
