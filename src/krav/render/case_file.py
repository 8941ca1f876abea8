"""A case's file as data: JSON by the published schema (docs/schemas/case-file.schema.json) and CSV, a row a component."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any, NamedTuple

from krav.claims.explain import amount
from krav.law.matter import Accrued, Charged, Covered, Matter, MatterClaim, Party, Sent, totals
from krav.render.dossier import JournalLine

VERSION = "1"
SCHEMA = "case-file.schema.json"

_HEADS = (
    "case",
    "invoice",
    "part",
    "label",
    "day",
    "from",
    "to",
    "days",
    "base",
    "rate",
    "amount",
    "open",
    "currency",
    "section",
)
_HIDDEN = {"answers"}


class PaperTold(NamedTuple):
    """A paper that is in the bundle, by its hash."""

    kind: str
    name: str
    sha256: str
    pages: int
    on: date
    invoice: str


def case_json(matter: Matter, journal: Sequence[JournalLine], papers: Sequence[PaperTold]) -> bytes:
    """The file as JSON: amounts are decimal strings, days ISO; the same facts give the same bytes."""
    data = {
        "version": VERSION,
        "case": matter.case,
        "country": matter.country,
        "currency": matter.currency,
        "reckoned_on": matter.on,
        "creditor": _party(matter.creditor) | {"account": matter.payee.account},
        "debtor": _party(matter.debtor),
        "claims": [_claim(claim) for claim in matter.claims],
        "totals": {key: amount(minor) for key, minor in totals(matter.claims)._asdict().items()},
        "letters": [_letter(letter) for letter in matter.letters],
        "plan": matter.plan,
        "court": [{"kind": kind, "on": on, "data": _open_data(told)} for kind, on, told in matter.happened],
        "papers": [paper._asdict() for paper in papers],
        "journal": [line._asdict() | {"data": _open_data(json.loads(line.data))} for line in journal],
    }
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True, default=_iso) + "\n").encode()


def _open_data(data: Any) -> dict[str, Any]:  # noqa: ANN401 whatever a journal line tells
    """Without what a court alone is told."""
    return {key: value for key, value in data.items() if key not in _HIDDEN}


def _party(party: Party) -> dict[str, str]:
    """A person's number is masked here; what is sealed stays with us."""
    return {name: str(value) for name, value in party._asdict().items() if name != "sealed"}


def _claim(claim: MatterClaim) -> dict[str, Any]:
    return {
        "invoice": claim.number,
        "description": claim.description,
        "reference": claim.reference,
        "issued_on": claim.issued_on,
        "due_on": claim.due_on,
        "amount": amount(claim.amount),
        "movements": [
            {"kind": each.kind, "on": each.on, "amount": amount(each.amount), "principal": amount(each.principal)}
            for each in claim.moved
        ],
        "principal": amount(claim.principal),
        "interest_from": claim.interest_from,
        "interest": [_interest(each) for each in claim.accrued],
        "interest_open": amount(claim.interest),
        "interest_runs_from": claim.runs_from,
        "interest_rate": str(claim.percent),
        "interest_agreed": claim.agreed,
        "interest_per_day": amount(claim.per_day),
        "fees": [_charge(each) for each in claim.fees],
        "compensation": [_charge(each) for each in claim.compensation],
        "costs": [_charge(each) for each in claim.costs],
        "overpaid": amount(claim.overpaid),
        "total": amount(claim.total),
        "on_hold": [{"reason": stop.reason, "from": stop.from_on} for stop in claim.stops],
        "barred_on": claim.barred_on,
        "why": claim.why.data(),
    }


def _interest(each: Accrued) -> dict[str, Any]:
    line = each.line
    return {
        "first": each.first,
        "last": each.last,
        "days": line.days,
        "base": amount(line.principal),
        "rate": str(line.percent),
        "basis": line.basis,
        "amount": amount(line.amount),
        "covered": _covered(each.covered),
        "open": amount(each.open),
    }


def _charge(each: Charged) -> dict[str, Any]:
    return {
        "label": each.label,
        "letter": each.step,
        "on": each.on,
        "amount": amount(each.amount),
        "covered": _covered(each.covered),
        "open": amount(each.open),
        "why": each.why.data(),
    }


def _covered(shares: Sequence[Covered]) -> list[dict[str, Any]]:
    return [{"on": share.on, "amount": amount(share.amount)} for share in shares]


def _letter(letter: Sent) -> dict[str, Any]:
    return {**letter._asdict(), "kind": str(letter.kind), "claims": list(letter.claims)}


def _iso(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a case file.")


def case_csv(matter: Matter) -> bytes:
    """The components of every claim, a row each; the column `open` adds up to what is owed."""
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADS)
    for claim in matter.claims:
        writer.writerows([matter.case, claim.number, *row[:-1], matter.currency, row[-1]] for row in _components(claim))
    return b"\xef\xbb\xbf" + made.getvalue().encode()


def _components(claim: MatterClaim) -> Iterator[list[object]]:
    yield ["principal", "", claim.due_on, "", "", "", "", "", amount(claim.amount), amount(claim.principal), ""]
    for each in claim.accrued:
        line = each.line
        span = [each.first, each.last, line.days, amount(line.principal), line.percent]
        yield ["interest", "", "", *span, amount(line.amount), amount(each.open), each.why.section]
    for part in ("fees", "compensation", "costs"):
        for charge in getattr(claim, part):
            figures = [amount(charge.amount), amount(charge.open)]
            yield [part, charge.label, charge.on, "", "", "", "", "", *figures, charge.why.section]
    if claim.overpaid:
        yield ["overpaid", "", "", "", "", "", "", "", amount(-claim.overpaid), amount(-claim.overpaid), ""]
