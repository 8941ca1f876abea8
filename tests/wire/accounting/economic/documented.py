"""What the vendor's documentation names: the addresses that there are, and the words of a voucher that is sent."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.wire.accounting.described import SPECS
from tests.wire.accounting.server import Asked

_PLACE = SPECS / "docs" / "e-conomic_legacy_rest"
_HEADING = re.compile(r"### <span class='\w+'>(\w+)</span> (/\S*)")
_SINCE = {"customerInvoice", "departmentalDistribution", "departmentalDistributionNumber", "project", "projectNumber"}
"""Words that the vendor's newer schemas of a voucher have, and the saved documentation does not tell."""


def look(asked: Asked) -> None:
    """Raises an AssertionError for what nobody described. Where the documentation is absent, nothing is looked at."""
    known, first = _addresses(), asked.path.split("/")[1]
    if first in {path.split("/")[1] for _, path in known} and not asked.path.endswith("/pdf"):  # a link of its own
        found = [path for method, path in known if method == asked.method and re.fullmatch(_pattern(path), asked.path)]
        assert found, f"{asked.method} {asked.path} is not described"
    if asked.method == "POST" and known:
        assert not (strange := set(_names(asked.body)) - _words()), f"nobody knows {strange}"


@cache
def _addresses() -> frozenset[tuple[str, str]]:
    told = [_HEADING.findall(each.read_text()) for each in _PLACE.glob("*.md")]
    return frozenset((method, path.replace("journals-experimental", "journals")) for each in told for method, path in each)


@cache
def _words() -> frozenset[str]:
    """The names in the example of a voucher, and in the templates of its entries."""
    text = (_PLACE / "_journals.md").read_text()
    return frozenset(re.findall(r"""['"](\w+)['"]:""", text)) | _SINCE


def _pattern(path: str) -> str:
    return re.sub(r":[A-Za-z-]+", "[^/]+", path.rstrip("/"))


def _names(told: Any) -> Iterator[str]:  # noqa: ANN401 whatever is sent
    if isinstance(told, dict):
        for name, each in told.items():
            yield name
            yield from _names(each)
    elif isinstance(told, list):
        for each in told:
            yield from _names(each)
