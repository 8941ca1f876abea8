"""Amounts of the agency: text with two decimals outside, whole minor units inside; what it keeps and charges of a case."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_AMOUNT = re.compile(r"(-?)(\d{1,13})(?:[.,](\d{1,2}))?")
PARTS = ("principal", "interest", "fees", "costs")


class Terms(NamedTuple):
    """What the agency takes, in whole per cent: of principal as commission, and of what it collects of each other part.

    `vat` is on all of it.
    """

    commission: int = 10
    interest: int = 0
    fees: int = 0
    vat: int = 25


def minor(told: str) -> int:
    """An amount as somebody writes it."""
    found = _AMOUNT.fullmatch(told.strip().replace(" ", "").replace("\u00a0", ""))
    if not found:
        raise ValueError(f"“{told}” is no amount such as 1250.00")
    sign, whole, cents = found.groups()
    return (-1 if sign else 1) * (int(whole) * 100 + int((cents or "").ljust(2, "0")))


def text(amount: int) -> str:
    """An amount as the contract writes it."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def shown(amount: int) -> str:
    """An amount as a page shows it."""
    return f"{'−' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}".replace(",", "\u00a0")


def share(amount: int, rate: int) -> int:
    """So many per cent, halves away from zero."""
    half = 50 if amount >= 0 else -50
    return int((amount * rate + half) / 100)


def settled(reference: str, collected: Mapping[str, int], terms: Terms) -> dict[str, Any]:
    """A case's part of a settlement: costs are the agency's own and never the creditor's money."""
    kept = collected["costs"] + share(collected["interest"], terms.interest) + share(collected["fees"], terms.fees)
    commission = share(collected["principal"], terms.commission)
    vat = share(commission + kept - collected["costs"], terms.vat)
    amounts = {"kept": kept, "commission": commission, "start": 0, "other": 0, "vat": vat}
    amounts["paid_out"] = sum(collected.values()) - kept - commission - vat
    parts = {name: text(collected[name]) for name in PARTS}
    return {"reference": reference, "collected": parts, **{name: text(value) for name, value in amounts.items()}}
