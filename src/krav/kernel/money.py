"""Exact amounts: an integer of minor units and a currency."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

Minor = int
"""An amount in minor units (øre) of the one currency that stands beside it."""

_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST = 10**18
"""More minor units than this do not fit the database's integers."""


class MoneyError(ValueError):
    """An amount that cannot be money: too many decimals, no currency, two currencies in one sum."""


def half_up(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, halves away from zero.

    >>> half_up(5, 10), half_up(-5, 10), half_up(14, 10)
    (1, -1, 1)
    """
    if numerator < 0:
        return -half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency, in minor units; every currency of the Nordic countries has two decimals."""

    minor: Minor
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Self:
        """Money from a decimal amount of major units; more than two decimals are refused, not rounded.

        >>> Money.of("12500.00", "DKK")
        Money(minor=1250000, currency='DKK')
        """
        if not _CURRENCY.fullmatch(currency):
            raise MoneyError(f"“{currency}” is not a currency code of three capital letters")
        try:
            scaled = Decimal(amount).scaleb(2)
        except InvalidOperation as error:
            raise MoneyError(f"“{amount}” is not an amount") from error
        if not scaled.is_finite() or abs(scaled) > _MOST:
            raise MoneyError(f"“{amount}” is not an amount of money")
        if scaled != scaled.to_integral_value():
            raise MoneyError(f"{amount} {currency} has more than two decimals")
        return cls(int(scaled), currency)

    @classmethod
    def total(cls, parts: Iterable[Self], currency: str) -> Self:
        """The sum of the parts, zero of `currency` when there are none."""
        result = cls(0, currency)
        for part in parts:
            result = result + part
        return result

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with two decimals."""
        return Decimal(self.minor).scaleb(-2)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Self:
        return type(self)(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"

    def _same(self, other: Self) -> Minor:
        if other.currency != self.currency:
            raise MoneyError(f"{self} and {other} are of two currencies and cannot be added or compared")
        return other.minor
