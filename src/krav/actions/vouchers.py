"""Vouchers made: numbered in one unbroken series a year, with the entry by which the books follow."""

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from krav.actions import states
from krav.claims.writeoff import RECEIVABLE, WRITE_OFF, Line
from krav.countries import translator
from krav.kernel.money import Minor
from krav.kernel.phrase import Translate
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries
from krav.store.load import Creditor
from krav.store.write import insert_many, reserve_ids

_COLUMNS = (
    "id", "number", "kind", "claim_id", "case_id", "on", "currency", "amount", "lines", "text", "not_payment", "department",
    "project", "made_by",
)  # fmt: skip
_TEXT = 200


class NewVoucher(NamedTuple):
    """A voucher to post on a claim; `of` is the number of the one it takes back."""

    claim_id: int
    kind: str
    lines: tuple[Line, ...]
    text: str
    of: str = ""

    @property
    def amount(self) -> Minor:
        """What leaves the customer's account in the books; below zero what comes back to it."""
        return sum(line.credit - line.debit for line in self.lines if line.role == RECEIVABLE)


def post(new: Sequence[NewVoucher], creditor: Creditor, on: date, by: str) -> list[int]:
    """Writes the vouchers, their entries and the claims' rows; the vouchers' ids, in order."""
    if not new:
        return []
    ids, numbers = list(reserve_ids(rows.Voucher, len(new))), _numbers(len(new), on)
    places, said = _places(new), translator(creditor.country.languages[0])
    columns = ("id", "number", "currency")
    claims = {row[0]: row for row in rows.Claim.objects.filter(id__in=places).values_list(*columns)}
    insert_many(
        rows.Voucher,
        _COLUMNS,
        [
            (key, number, each.kind, each.claim_id, case_id, on, currency, each.amount, _told(each.lines, claim, said),
             each.text[:_TEXT], each.kind == WRITE_OFF, department, project, by)
            for key, number, each in zip(ids, numbers, new, strict=True)
            for _, claim, currency in (claims[each.claim_id],)
            for case_id, department, project in (places[each.claim_id],)
        ],
    )  # fmt: skip
    book = creditor.country.book.version
    insert_entries(
        NewEntry(each.claim_id, WRITE_OFF, -each.amount, on, on, label=each.of or number, book=book)
        for number, each in zip(numbers, new, strict=True)
    )
    states.refresh(places.keys(), creditor)
    return ids


def _numbers(count: int, on: date) -> list[str]:
    """The next numbers of the year's series."""
    series = f"V-{on.year}-"
    before = rows.Voucher.objects.filter(number__startswith=series).count()
    return [f"{series}{place:04d}" for place in range(before + 1, before + count + 1)]


def _places(new: Sequence[NewVoucher]) -> dict[int, tuple[int | None, str, str]]:
    """The case, department and project that each claim's voucher belongs to."""
    case_of = load.cases_of([each.claim_id for each in new])
    found = rows.Case.objects.filter(id__in=set(case_of.values())).values_list("id", "department", "project")
    cases: dict[int, tuple[int | None, str, str]] = {row[0]: row for row in found}
    return {each.claim_id: cases.get(case_of.get(each.claim_id, 0), (None, "", "")) for each in new}


def _told(lines: Sequence[Line], claim: str, said: Translate) -> str:
    return json.dumps([line._asdict() | {"text": line.words(claim, said)} for line in lines], ensure_ascii=False)
