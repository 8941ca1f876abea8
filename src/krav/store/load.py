"""Rows to the values of the domain, one direction only, in bulk: a handful of queries however many claims."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from krav.claims.case import CaseKind, Happened
from krav.claims.interruptions import INTERRUPTING, interruption
from krav.claims.ledger import ENDS_BY_ITSELF, Claim, Entry, EntryKind, Hold, Interruption, Relation, arrears_from
from krav.claims.letter import Sender
from krav.claims.policy import Policy, read_policy
from krav.countries import country
from krav.law.country import Country
from krav.law.payment import Payee
from krav.law.step import CORRECTION, DebtorKind, PastLetter, StepKind, Terms
from krav.store import models as rows
from krav.store.prepared import Facts
from krav.store.scope import account_in_scope

_KINDS = {kind.value: kind for kind in EntryKind}
_STEPS = {kind.value: kind for kind in StepKind}
_NO_INTEREST = Decimal(0)
"""The rate of a claim that is an interest invoice: interest bears none."""

_DEBTORS = {"": DebtorKind.CONSUMER} | {kind.value: kind for kind in DebtorKind}

_STANDING = ("on", "lost")
"""The states of an agreement whose notices still stand."""

_FEW = 500
"""So many cases are asked for by their ids, of more of them all are read."""

Ids = QuerySet[Any, Any] | Iterable[int]


@dataclass(frozen=True, slots=True)
class Creditor:
    """An account as the domain sees it. `language` is for debtors who have none of their own, `logo` names a kept file.

    In `quarantine` nothing is asked of anybody: a person has yet to see what its accounting system brought. Nor while its
    `books_unread` could not be read.
    """

    id: int
    slug: str
    country: Country
    policy: Policy
    sender: Sender
    payee: Payee
    texts_approved: bool
    money_known_until: date | None
    ledger_known_until: date | None
    language: str = ""
    logo: str = ""
    quarantine: bool = False
    books_unread: bool = False


class Seen(NamedTuple):
    """How much of the facts is seen: entries up to an id, and letters sent before a day."""

    entries_to: int
    letters_before: date


def creditor(account: rows.Account) -> Creditor:
    """The creditor an account stands for."""
    law = country(account.country)
    return Creditor(
        id=account.id,
        slug=account.slug,
        country=law,
        policy=read_policy(json.loads(account.policy or "{}"), law),
        sender=Sender(
            account.name,
            account.company_number,
            account.street,
            account.postcode,
            account.city,
            account.phone,
            account.email,
            account.web,
            account.accent,
            account.collector,
        ),
        payee=Payee(account.name, account.company_number, account.bank_account, json.loads(account.scheme)),
        texts_approved=account.texts_approved_on is not None,
        money_known_until=account.money_known_until,
        ledger_known_until=account.ledger_known_until,
        language=account.language,
        logo=account.logo,
        quarantine=account.quarantine,
        books_unread=account.books_unread,
    )


def creditor_in_scope() -> Creditor:
    """The creditor of the account in scope."""
    return creditor(rows.Account.objects.get(pk=account_in_scope()))


def claims(ids: Ids, seen: Seen | None = None) -> dict[int, Claim]:
    """The claims of these ids, by id; with all their facts, or as much of them as `seen` says."""
    if not isinstance(ids, QuerySet) and not ids:
        return {}
    entries, letters, holds = _entries(ids, seen), _letters(ids, seen), _holds(ids)
    cases, interruptions = _cases(ids)
    return {
        row[0]: Claim(
            id=row[0],
            debtor_id=row[1],
            number=row[2],
            currency=row[3],
            terms=Terms(row[4], row[5], row[6]),
            debtor=_DEBTORS[row[7]],
            fee_agreed=row[8],
            entries=tuple(entries.get(row[0], ())),
            letters=tuple(letters.get(row[0], ())),
            holds=tuple(holds.get(row[0], ())),
            contract_rate=_NO_INTEREST if row[9] == "interest" else None,
            case_id=cases.get(row[0], 0),
            interruptions=tuple(interruptions.get(row[0], ())),
        )
        for row in _terms(ids)
    }


@Facts("id")
def _terms(mine: Q) -> QuerySet[Any, Any]:
    terms = ("due_on", "due_agreed", "issued_on")
    columns = ("id", "debtor_id", "number", "currency", *terms, "debtor__kind", "fee_agreed", "kind")
    return rows.Claim.objects.filter(mine).values_list(*columns)


def _entries(ids: Ids, seen: Seen | None) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    told = _all_entries(Q(claim_id__in=ids)).filter(id__lte=seen.entries_to) if seen else _told_entries(ids)
    for claim_id, kind, amount, on, aim, label in told:
        found[claim_id].append(Entry(_KINDS[kind], amount, on, aim, label))
    return found


def _all_entries(mine: Q) -> QuerySet[Any, Any]:
    columns = ("claim_id", "kind", "amount", "on", "aim", "label")
    return rows.Entry.objects.filter(mine).order_by("id").values_list(*columns)


_told_entries = Facts("claim_id")(_all_entries)


def _letters(ids: Ids, seen: Seen | None) -> dict[int, list[PastLetter]]:
    """The letters that count: of those that came back, what had not come back then. A correction gives time to pay anew."""
    found: dict[int, list[PastLetter]] = defaultdict(list)
    if seen:
        back_later = Q(letter__returned__isnull=True) | Q(letter__returned__on__gt=seen.letters_before)
        told: Iterable[Any] = _all_letters(Q(claim_id__in=ids)).filter(back_later, letter__sent_on__lt=seen.letters_before)
    else:
        told = _standing_letters(ids)
    elsewhere = _elsewhere(ids, seen)
    for claim_id, step, kind, sent_on, deadline_on, fee, total, agreement in told:
        letters = found[claim_id]
        if step != CORRECTION:
            goes = agreement in _STANDING
            letters.append(PastLetter(step, _STEPS[kind], sent_on, deadline_on, fee, total, goes))
        elif letters:
            letters[-1] = letters[-1]._replace(deadline_on=max(deadline_on, letters[-1].deadline_on))
    for claim_id, others in elsewhere.items():
        found[claim_id] = sorted((*others, *found[claim_id]), key=attrgetter("sent_on"))
    return found


def _all_letters(mine: Q) -> QuerySet[Any, Any]:
    names = ("kind", "sent_on", "deadline_on", "fee", "total", "partnernotice__agreement__state")
    columns = ("claim_id", "step", *(f"letter__{name}" for name in names))
    standing = rows.LetterClaim.objects.filter(mine, letter__withdrawal__isnull=True)
    return standing.order_by("letter_id").values_list(*columns)


@Facts("claim_id")
def _standing_letters(mine: Q) -> QuerySet[Any, Any]:
    return _all_letters(mine).filter(letter__returned__isnull=True)


def _elsewhere(ids: Ids, seen: Seen | None) -> dict[int, list[PastLetter]]:
    """The letters that other systems sent; hardly any claim has one."""
    found: dict[int, list[PastLetter]] = defaultdict(list)
    told = _all_elsewhere(Q(claim_id__in=ids)).filter(sent_on__lt=seen.letters_before) if seen else _told_elsewhere(ids)
    for claim_id, step, kind, sent_on, deadline_on, fee in told:
        found[claim_id].append(PastLetter(step, _STEPS[kind], sent_on, deadline_on, fee))
    return found


def _all_elsewhere(mine: Q) -> QuerySet[Any, Any]:
    columns = ("claim_id", "step", "kind", "sent_on", "deadline_on", "fee")
    return rows.SentElsewhere.objects.filter(mine).order_by("id").values_list(*columns)


_told_elsewhere = Facts("claim_id")(_all_elsewhere)


def cases_of(ids: Ids) -> dict[int, int]:
    """The case each claim is in, by claim; a case that was withdrawn has let its claims go."""
    gathered = rows.CaseClaim.objects.filter(claim_id__in=ids)
    return dict(gathered.exclude(case__caseevent__kind="withdrawn").values_list("claim_id", "case_id"))


def _cases(ids: Ids) -> tuple[dict[int, int], dict[int, list[Interruption]]]:
    """The case each claim is in, and what every case it was ever in tells of its limitation, both by claim."""
    gathered = list(_gathered(ids))
    if not gathered:
        return {}, {}
    told = rows.CaseEvent.objects.filter(fact="", kind__in=INTERRUPTING).order_by("case_id", "seq")
    if len(gathered) <= _FEW:
        told = told.filter(case_id__in={case_id for case_id, _, _ in gathered})
    lines: dict[int, list[Happened]] = defaultdict(list)
    for case_id, kind, on, data in told.values_list("case_id", "kind", "on", "data"):
        lines[case_id].append(Happened(CaseKind(kind), on, json.loads(data)))
    found: dict[int, list[Interruption]] = defaultdict(list)
    for case_id, claim_id, joined_on in gathered:
        found[claim_id] += _interrupted(lines[case_id], claim_id, joined_on)
    withdrawn = {case_id for case_id, told in lines.items() if any(line.kind is CaseKind.WITHDRAWN for line in told)}
    return {claim_id: case_id for case_id, claim_id, _ in gathered if case_id not in withdrawn}, found


@Facts("claim_id")
def _gathered(mine: Q) -> QuerySet[Any, Any]:
    return rows.CaseClaim.objects.filter(mine).values_list("case_id", "claim_id", "joined_on")


def _interrupted(lines: Iterable[Happened], claim_id: int, joined_on: date) -> list[Interruption]:
    """What concerns the claim: a line that names its `claims`, or else one of a day on which the claim was in the case."""
    mine = (line for line in lines if (claim_id in line.data["claims"] if "claims" in line.data else line.on >= joined_on))
    return [found for line in mine if (found := interruption(line))]


def _holds(ids: Ids) -> dict[int, list[Hold]]:
    found: dict[int, list[Hold]] = defaultdict(list)
    for claim_id, reason, from_on, until_on, lifted_on in _told_holds(ids):
        ends = [day for day in (until_on if reason in ENDS_BY_ITSELF else None, lifted_on) if day]
        found[claim_id].append(Hold(reason, from_on, min(ends, default=None)))
    return found


@Facts("claim_id")
def _told_holds(mine: Q) -> QuerySet[Any, Any]:
    columns = ("claim_id", "reason", "from_on", "until_on", "holdlift__on")
    return rows.Hold.objects.filter(mine).values_list(*columns)


def relations(debtors: Ids, on: date) -> dict[int, Relation]:
    """What each debtor's claims share on a day; debtors without a fee-bearing letter are left out."""
    fees = fee_days(debtors)
    if not fees:
        return {}
    spans = arrears_spans(debtors, min(map(min, fees.values())))
    return {
        debtor_id: Relation(tuple(day for day in sorted(days) if day >= arrears_from(spans[debtor_id], on)))
        for debtor_id, days in fees.items()
    }


def fee_days(debtors: Ids) -> dict[int, list[date]]:
    """The days of the fee-bearing letters to each debtor that had one."""
    found: dict[int, list[date]] = defaultdict(list)
    for debtor_id, sent_on in _with_fee(debtors):
        found[debtor_id].append(sent_on)
    for debtor_id, sent_on, _step in _with_fee_elsewhere(debtors):
        found[debtor_id].append(sent_on)
    return found


@Facts("debtor_id")
def _with_fee(theirs: Q) -> QuerySet[Any, Any]:
    sent = rows.Letter.objects.filter(theirs, fee__gt=0, withdrawal__isnull=True, returned__isnull=True)
    return sent.values_list("debtor_id", "sent_on")


@Facts("claim__debtor_id")
def _with_fee_elsewhere(theirs: Q) -> QuerySet[Any, Any]:
    told = rows.SentElsewhere.objects.filter(theirs, fee__gt=0)
    return told.values_list("claim__debtor_id", "sent_on", "step").distinct()


def arrears_spans(debtors: Ids, since: date) -> dict[int, list[tuple[date, date | None]]]:
    """The (due, settled or None) of each debtor's claims that are open or were settled since a day."""
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    recent = Q(settled_on__isnull=True) | Q(settled_on__gte=since)
    overdue = rows.ClaimState.objects.filter(recent, debtor_id__in=debtors).exclude(claim__kind__in=("credit", "payment"))
    for debtor_id, due_on, settled_on in overdue.values_list("debtor_id", "claim__due_on", "settled_on"):
        found[debtor_id].append((due_on, settled_on))
    return found
