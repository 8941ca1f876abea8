"""The cast of the tests of cases: claims taken along the letters that a person asks for, then along those of their case."""

from dataclasses import replace
from datetime import date

from krav.claims.case import Case, Choice, choices, plan_letter
from krav.claims.decide import PlannedLetter, decide
from krav.claims.ledger import Claim, EntryKind, Relation
from krav.kernel.refusal import Refusal
from tests.claims.cast import COUNTRIES, POLICIES, after

Steps = list[tuple[str, date]]


def sent(code: str, claims: list[Claim], *steps: tuple[str, date]) -> list[Claim]:
    """The claims after the letters that were asked for on these days, before they are in a case."""
    for step, on in steps:
        found = decide(claims, relation(claims), COUNTRIES[code], POLICIES[code], on, None, step)
        assert found.letters, found.refusals
        claims = _written(claims, found.letters[0])
    return claims


def gathered(claims: list[Claim], *joining: Claim) -> Case:
    """A case of the claims."""
    members = tuple(replace(claim, case_id=1) for claim in (*claims, *joining))
    return Case(1, "S2026-0001", 7, members[0].currency, members[0].terms.due_on, members)


def asked(code: str, case: Case, step: str, on: date) -> tuple[PlannedLetter | None, dict[int, Refusal]]:
    """The letter of the case that is asked for, and why claims are not in it."""
    land = COUNTRIES[code]
    return plan_letter(case, land.step(step), relation(case.claims), land, POLICIES[code], on)


def taken(code: str, case: Case, *steps: tuple[str, date]) -> tuple[Case, PlannedLetter]:
    """The case after the letters, and the last of them."""
    letters: list[PlannedLetter] = []
    for step, on in steps:
        letter, refusals = asked(code, case, step, on)
        assert letter, refusals
        letters.append(letter)
        case = replace(case, claims=tuple(_written(list(case.claims), letter)))
    return case, letters[-1]


def chosen(code: str, case: Case, on: date) -> dict[str, Choice]:
    """Everything that may be asked for that day, by its key."""
    found = choices(case, relation(case.claims), COUNTRIES[code], POLICIES[code], on)
    return {choice.key: choice for choice in found}


def why_not(code: str, case: Case, on: date) -> dict[str, tuple[str, str, date | None] | None]:
    """Why each of them may not be taken that day: code, section and the day it may; None where it may."""
    return {
        key: (choice.refusal.code, choice.refusal.section, choice.refusal.until) if choice.refusal else None
        for key, choice in chosen(code, case, on).items()
    }


def relation(claims: tuple[Claim, ...] | list[Claim]) -> Relation:
    """The days of the letters that cost something; all of them belong to one arrears."""
    return Relation(tuple(sorted({letter.sent_on for claim in claims for letter in claim.letters if letter.fee})))


def sums(letter: PlannedLetter) -> dict[str, object]:
    """What a letter asks for, part by part, with the interest of each claim and what this letter adds."""
    entries = [entry for item in letter.taken for entry in item.entries if entry.kind is not EntryKind.INTEREST]
    return {
        "days": (letter.sent_on.isoformat(), letter.deadline_on.isoformat()),
        "principal": [item.reckoning.principal for item in letter.taken],
        "interest": [item.reckoning.interest for item in letter.taken],
        "before": sum(item.reckoning.fees + item.reckoning.compensation + item.reckoning.costs for item in letter.taken),
        "new": {entry.label: entry.amount for entry in entries},
        "total": letter.total,
    }


def _written(claims: list[Claim], letter: PlannedLetter) -> list[Claim]:
    told = {item.claim.id for item in letter.taken}
    return [after(claim, letter) if claim.id in told else claim for claim in claims]
