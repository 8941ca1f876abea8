"""Cases before a court or an authority: filed with the package as it was, ended without a title, or decided."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from krav.actions import states
from krav.actions.cases import open_one
from krav.actions.daily import stale_news
from krav.actions.unit import Actor, Unit, unit
from krav.claims.case import Case, CaseKind, Happened, filing_refusal
from krav.claims.ledger import EntryKind, Relation
from krav.countries import masked_number
from krav.kernel.money import Minor, Money
from krav.kernel.refusal import KravError, Refusal, Refused
from krav.law.matter import Matter
from krav.law.package import Answers, Package
from krav.law.procedure import Filing
from krav.render.court import package_sheet
from krav.render.pdf import Renderer
from krav.store import load
from krav.store import models as rows
from krav.store.entries import NewEntry, insert_entries, last_entry
from krav.store.load import Creditor
from krav.store.numbers import whole
from krav.store.queries.matters import matter_of
from krav.wire import kept

ENDINGS = ("withdrawn", "objected", "rejected")
RULINGS = ("judgment", "order", "endorsed", "court_settlement")

_KIND = "filings"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A package as it would be filed: the matter behind it, its content, and its data as bytes."""

    filing: Filing
    matter: Matter
    package: Package
    data: bytes

    @property
    def sha256(self) -> str:
        """What names the package ever after."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class ToFile:
    """What is filed, with the answers a person gave; `reference` is the authority's own number."""

    filing: str
    answers: Answers
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a filing ended without a title: `how` is one of ENDINGS.

    `served` says that the debtor had got it, `costs_stay` that the debtor owes what filing cost all the same.
    """

    how: str
    note: str = ""
    served: bool = False
    costs_stay: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a court decided: `how` is one of RULINGS, `awarded` minor units of the case's currency."""

    how: str
    ruled_on: date
    awarded: Minor
    reference: str = ""
    enforceable: bool = True


def filing_of(creditor: Creditor, key: str) -> Filing:
    """A filing of the account's country.

    Raises:
        KravError: the country has none of that name.
    """
    found = next((filing for filing in creditor.country.filings if filing.key == key), None)
    if found is None:
        raise KravError("There is no filing “{filing}” in this country.", {"filing": key})
    return found


def prepare(case: Case, creditor: Creditor, key: str, answers: Answers, on: date) -> Prepared:
    """The package of a case on a day. Reads only; the account must be in scope.

    Raises:
        KravError: there is no such filing, or an amount of that day is not known.
    """
    filing = filing_of(creditor, key)
    matter = matter_of(case, creditor, on, filing)
    debtor = matter.debtor
    named = replace(matter, debtor=debtor._replace(number=whole(debtor.number, debtor.sealed), sealed=""))
    package = creditor.country.package(filing, named, answers)
    return Prepared(filing, matter, package, written(package.data))


def written(data: Mapping[str, Any]) -> bytes:
    """Data as JSON with one spelling only."""
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def filed_papers(account_id: int, line: Happened) -> tuple[bytes, bytes]:
    """The PDF and the data of a package as they were filed.

    Raises:
        KravError: they are not there any more, or are not what they were.
    """
    digest = line.data["sha256"]
    try:
        pdf, data = (kept.kept(_KIND, account_id, f"{digest}.{kind}") for kind in ("pdf", "json"))
    except FileNotFoundError:
        pdf, data = b"", b""
    if sha256(data).hexdigest() != digest or sha256(pdf).hexdigest() != line.data["pdf_sha256"]:
        raise KravError("The package as it was filed is not there any more; restore it from the backup.")
    return pdf, data


def file_case(
    account_id: int, case_id: int, wanted: ToFile, *, renderer: Renderer, on: date, by: Actor, key: str = ""
) -> str:
    """Marks a case as filed with the package of that day, and puts what filing costs on its oldest claim; its hash.

    The answers are kept with the case alone; they may hold a person's number and stand in no log.

    Raises:
        KravError: there is no such case or filing, or it is closed.
        Refused: the law does not allow it that day, or the package is not complete.
    """
    with unit(account_id, "file_case", on=on, by=by, key=key) as work:
        case, creditor = open_one(case_id), work.creditor
        if refusal := why_not(case, creditor, filing_of(creditor, wanted.filing), on):
            raise Refused(refusal)
        made = prepare(case, creditor, wanted.filing, wanted.answers, on)
        if made.package.problems:
            raise Refused(made.package.problems[0])
        pdf = renderer.sheet(package_sheet(made.matter, made.package))
        kept.keep(_KIND, account_id, f"{made.sha256}.json", made.data)
        kept.keep(_KIND, account_id, f"{made.sha256}.pdf", pdf)
        work.cases.tell(case_id, CaseKind.FILED, on, **_told(wanted, made, sha256(pdf).hexdigest()))
        _charge(work, made.matter.owed[0].id, [(charge.label, charge.amount) for charge in made.package.charges])
        work.said = {"case": case.number, "filing": wanted.filing, "claimed": made.package.claimed, "sha256": made.sha256}
    return made.sha256


def _told(wanted: ToFile, made: Prepared, pdf_sha256: str) -> dict[str, Any]:
    """What the journal says; `entries_to` is the last entry the court knows of, `claim` bears the costs.

    Numbers of persons are masked: the package has them whole.
    """
    return {
        "filing": wanted.filing,
        "court": wanted.answers.get("court", ""),
        "reference": wanted.reference,
        "answers": {name: masked_number(text) or text for name, text in wanted.answers.items()},
        "sha256": made.sha256,
        "pdf_sha256": pdf_sha256,
        "claimed": made.package.claimed.minor,
        "claim": made.matter.owed[0].id,
        "costs": [[charge.label, charge.amount] for charge in made.package.charges],
        "entries_to": last_entry(),
    }


def why_not(case: Case, creditor: Creditor, filing: Filing, on: date) -> Refusal | None:
    """Why a case may not be filed that day, whatever the package says; None where it may. The account must be in scope."""
    relation = load.relations([case.debtor_id], on).get(case.debtor_id, Relation())
    law = creditor.country
    return filing_refusal(case, filing, relation, law, creditor.policy, on) or stale_news(creditor, on)


def _charge(work: Unit, claim_id: int, costs: Sequence[tuple[str, Minor]]) -> None:
    """What filing costs, as costs of a claim, labelled by the table each rests on."""
    book, on = work.creditor.country.book.version, work.on
    insert_entries(NewEntry(claim_id, EntryKind.COSTS, amount, on, on, label=label, book=book) for label, amount in costs)
    states.refresh([claim_id], work.creditor)


def end_filing(account_id: int, case_id: int, ending: Ending, *, on: date, by: Actor, key: str = "") -> None:
    """What was filed has come back without a title: withdrawn, rejected, or ended by an objection.

    Withdrawn or rejected, the debtor does not owe what filing cost unless it is said to stay. An objection stops what is
    owed until it is settled.

    Raises:
        KravError: nothing is filed, or it cannot end like that.
    """
    if ending.how not in ENDINGS:
        raise KravError("A filing ends {endings}.", {"endings": ", ".join(ENDINGS)})
    with unit(account_id, "end_filing", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        filed, how = _filed(case), ending.how
        if how == "objected":
            _object(work, case, ending.note)
        elif not ending.costs_stay:
            _charge(work, filed.data["claim"], [(label, -amount) for label, amount in filed.data["costs"]])
        told = {"withdrawn": how == "withdrawn", "served": ending.served, "note": ending.note}
        work.cases.tell(case_id, CaseKind.FILING_ENDED, on, how=how, **told)
        work.said = {"case": case.number, "how": how}


def _object(work: Unit, case: Case, note: str) -> None:
    owed = rows.ClaimState.objects.filter(claim_id__in=[claim.id for claim in case.claims], settled_on__isnull=True)
    ids = list(owed.order_by("claim_id").values_list("claim_id", flat=True))
    for claim_id in ids:
        rows.Hold.objects.create(
            claim_id=claim_id, reason="objection", note=note[:400], from_on=work.on, placed_by=work.by.name
        )
    states.refresh(ids, work.creditor)


def rule(account_id: int, case_id: int, ruling: Ruling, *, on: date, by: Actor, key: str = "") -> None:
    """The court has decided: a judgment, an order (utslag), an endorsed påkrav or a settlement, and how much it awarded.

    Raises:
        KravError: nothing is filed, or the day or the amount cannot be.
    """
    if ruling.how not in RULINGS:
        raise KravError("A ruling is one of {rulings}.", {"rulings": ", ".join(RULINGS)})
    with unit(account_id, "rule", on=on, by=by, key=key) as work:
        case = open_one(case_id)
        filed = _filed(case)
        if not filed.on <= ruling.ruled_on <= on:
            facts = {"filed": filed.on, "on": on}
            raise KravError("A ruling comes between the day of filing, {filed}, and today, {on}.", facts)
        if ruling.awarded < 0:
            raise KravError("What is awarded is not below zero.")
        told = {"how": ruling.how, "awarded": ruling.awarded, "enforceable": ruling.enforceable}
        work.cases.tell(
            case_id, CaseKind.RULED, ruling.ruled_on, filing=filed.data["filing"], reference=ruling.reference, **told
        )
        work.said = {"case": case.number, "how": ruling.how, "awarded": Money(ruling.awarded, case.currency)}


def _filed(case: Case) -> Happened:
    if case.filed is None:
        raise KravError("Nothing is filed in case {number}.", {"number": case.number})
    return case.filed
