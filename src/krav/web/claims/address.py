"""The address of a stage's list: everything one has chosen on the page stands in it, so that a link is a saved view."""

from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from krav.formats.sheets.amounts import read_amounts
from krav.formats.sheets.reading import CellError
from krav.kernel.money import Minor
from krav.store.queries.stages import OVERDUE, SHOWS, SORTS, Wanted


class Address(NamedTuple):
    """What the list is asked for. `made` is the key of the form that letters were just made with."""

    stage: str = OVERDUE
    show: str = ""
    find: str = ""
    sort: str = SORTS[0]
    after: int = 0
    made: str = ""

    def url(self, slug: str, name: str = "invoices") -> str:
        """The address of the page; what is as always is left out."""
        told = {key: value for key, value in self._asdict().items() if value != Address._field_defaults[key]}
        return reverse(name, kwargs={"slug": slug}) + (f"?{urlencode(told)}" if told else "")

    def wanted(self, currency: str) -> Wanted:
        """The list as the database is asked for it."""
        return Wanted(self.stage, self.show, self.find, _amount(self.find, currency), self.sort, self.after)


def address(told: Mapping[str, str], stages: tuple[str, ...]) -> Address:
    """The address as a reader's browser tells it; what makes no sense is as always."""
    after = told.get("after", "")
    return Address(
        stage=_one_of(told.get("stage", ""), stages, OVERDUE),
        show=_one_of(told.get("show", ""), SHOWS, ""),
        find=told.get("find", "").strip()[:80],
        sort=_one_of(told.get("sort", ""), SORTS, SORTS[0]),
        after=int(after) if after.isdecimal() and len(after) < 19 else 0,
        made=told.get("made", "")[:40],
    )


def _one_of(value: str, known: tuple[str, ...], usual: str) -> str:
    return value if value in known else usual


def _amount(text: str, currency: str) -> Minor | None:
    """The amount a reader may be looking for, in minor units."""
    with suppress(CellError):
        return read_amounts([text], currency).minors[0] if text else None
    return None
