"""The agencies that are known by name: what is public about each, from a file of facts with their sources."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from krav.wire.partners.values import Prices, Standing

_FILE = Path(__file__).with_name("agencies.toml")
_RATES = ("percent", "interest", "fees", "vat")


class Profile(NamedTuple):
    """An agency. `words` are its own names of states, in small letters, and what each stands for."""

    code: str
    name: str
    verified: str
    countries: tuple[str, ...]
    notices: bool
    prices: Prices | None
    words: Mapping[str, Standing]


@cache
def profiles() -> tuple[Profile, ...]:
    """All of them, as the file has them."""
    told = tomllib.loads(_FILE.read_text("utf-8"))
    return tuple(_profile(code, row) for code, row in told.items())


def _profile(code: str, row: Mapping[str, Any]) -> Profile:
    words = {word: Standing(standing) for standing, found in row.get("words", {}).items() for word in found}
    prices = _prices(row["prices"]) if "prices" in row else None
    return Profile(code, row["name"], row["verified"], tuple(row["countries"]), row["notices"], prices, words)


def _prices(row: Mapping[str, Any]) -> Prices:
    """Rates are written as text, so that none is ever a float; `source` is for whoever reads the file."""
    percent, interest, fees, vat = (Decimal(row.get(name, "0")) for name in _RATES)
    return Prices(row["currency"], percent=percent, interest=interest, fees=fees, vat=vat)
