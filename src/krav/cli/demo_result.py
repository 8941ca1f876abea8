"""What the demo came to: a table an account, and a fingerprint of everything that must be the same a second time."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from krav.actions.daily import plan_day
from krav.cli.output import console, show
from krav.kernel.money import Minor, Money
from krav.store.load import creditor_in_scope
from krav.store.queries.accounts import AccountLine
from krav.store.queries.cases import STATUSES
from krav.store.queries.letters import LetterLine, letter_lines
from krav.store.queries.results import CaseStood, Received, Standing, cases, charged, received, standing
from krav.store.scope import account_scope

_WHY = {
    "waiting": "the next step is still to come",
    "approval": "the next step waits for a yes",
    "on_hold": "on hold",
    "in_case": "in a case",
    "written_off": "written off in the books",
    "to_match": "to be matched with an invoice",
    "ladder_ended": "every step taken, a person decides",
    "only_costs_left": "only costs left, a person decides",
    "too_small": "below the least amount pursued",
    "paid": "a rest the policy tolerates",
    "unmatched_money": "money that may be for it is not placed yet",
    "in_transit": "money that may be for it is under way",
    "credit_open": "covered by what lies to the customer's credit",
    "not_in_force": "the law's figures are not known",
}

_STANDS = {
    "open": "at their letters",
    "plan": "paid by instalments",
    "court": "with a court",
    "title": "decided by a court",
    "partner": "with a collection partner",
    "closed": "closed",
}


@dataclass(frozen=True, slots=True)
class Result:
    """An account at the end. `open_by` has the open claims by the reason why nothing more is sent that day."""

    account: AccountLine
    currency: str
    claims: tuple[Standing, ...]
    letters: tuple[LetterLine, ...]
    charged: dict[str, Minor]
    received: Received
    open_by: dict[str, list[Standing]]
    cases: tuple[CaseStood, ...]

    @property
    def sent(self) -> list[LetterLine]:
        """The letters that left."""
        return [letter for letter in self.letters if letter.state == "delivered"]

    @property
    def unsent(self) -> list[LetterLine]:
        """The letters that were decided and did not leave: taken back, failed or waiting."""
        return [letter for letter in self.letters if letter.state != "delivered"]

    @property
    def paid(self) -> list[Standing]:
        """The claims that are settled."""
        return [claim for claim in self.claims if claim.settled_on]


def result(line: AccountLine, on: date) -> Result:
    """What an account has come to after that day's run."""
    with account_scope(line.id):
        creditor = creditor_in_scope()
        claims = standing()
        decisions, _ = plan_day(creditor, on)
        refusals = {key: refusal.code for decision in decisions for key, refusal in decision.refusals.items()}
        open_by = defaultdict(list)
        for key, claim in claims.items():
            if not claim.settled_on:
                open_by[refusals.get(key) or claim.blocked or "waiting"].append(claim)
        currency = creditor.country.currency
        letters = tuple(letter_lines())
        opened = tuple(cases())
        return Result(line, currency, tuple(claims.values()), letters, charged(), received(), dict(open_by), opened)


def show_result(found: Result, folder: Path) -> None:
    """The table of an account, and where its PDFs lie."""
    heads = (f"{found.account.name} ({found.account.slug})", "Number", "Amount")
    show("", heads, ((what, number, Money(minor, found.currency)) for what, number, minor in _lines(found)))
    for problem in sorted({letter.problem for letter in found.unsent if letter.problem}):
        console.print(f"Not sent: {problem}", soft_wrap=True, markup=False)
    console.print(f"PDFs: {folder / found.account.slug}", soft_wrap=True, markup=False)


def _lines(found: Result) -> Iterator[tuple[str, int | None, Minor]]:
    yield "Invoices", len(found.claims), sum(claim.face for claim in found.claims)
    for step, totals in _by_step(found.sent).items():
        yield f"Letters sent: {step}", len(totals), sum(totals)
    if found.unsent:
        yield "Letters not sent", len(found.unsent), sum(letter.total.minor for letter in found.unsent)
    yield "Fees demanded", None, found.charged["fee"]
    yield "Compensation demanded", None, found.charged["compensation"]
    yield "Interest demanded", None, found.charged["interest"]
    for status, balances in _by_status(found.cases).items():
        yield f"Cases: {_STANDS[status]}", len(balances), sum(balances)
    yield "Costs of cases demanded", None, found.charged["costs"]
    yield "Payments received", found.received.payments, found.received.amount
    yield "  not placed on any claim", None, found.received.amount - found.received.placed
    yield "Claims paid", len(found.paid), _face(found.paid)
    for code, claims in sorted(found.open_by.items()):
        yield f"Open: {_WHY.get(code, code)}", len(claims), sum(claim.balance for claim in claims)


def _by_step(letters: Iterable[LetterLine]) -> dict[str, list[Minor]]:
    """The totals of the letters by step, in the order in which the steps were first taken."""
    found: dict[str, list[Minor]] = defaultdict(list)
    for letter in letters:
        found[letter.step].append(letter.total.minor)
    return found


def _by_status(found: Iterable[CaseStood]) -> dict[str, list[Minor]]:
    """The balances of the cases by status, in the order of a case's life."""
    balances: dict[str, list[Minor]] = {status: [] for status in STATUSES}
    for case in found:
        balances[case.status].append(case.balance)
    return {status: sums for status, sums in balances.items() if sums}


def _face(claims: Iterable[Standing]) -> Minor:
    return sum(claim.face for claim in claims)


def end_state(results: Iterable[Result]) -> str:
    """One line that two runs have in common: the letters by account, and a fingerprint of every claim, letter and case."""
    results = list(results)
    facts = [
        [found.account.slug, found.claims, found.letters, found.cases, found.charged, found.received] for found in results
    ]
    digest = hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()
    counts = ", ".join(f"{found.account.slug} {len(found.sent)} letters" for found in results)
    return f"End state: {counts}, sha256 {digest[:32]}"


def data(found: Result) -> dict[str, object]:
    """The result for machines."""

    def money(minor: Minor) -> Money:
        return Money(minor, found.currency)

    return {
        "currency": found.currency,
        "invoices": len(found.claims),
        "letters": Counter(letter.step for letter in found.sent),
        "letters_not_sent": len(found.unsent),
        "charged": {kind: money(minor) for kind, minor in found.charged.items()},
        "payments": found.received.payments,
        "received": money(found.received.amount),
        "not_placed": money(found.received.amount - found.received.placed),
        "paid": len(found.paid),
        "cases": Counter(case.status for case in found.cases),
        "open": {code: len(claims) for code, claims in sorted(found.open_by.items())},
    }
