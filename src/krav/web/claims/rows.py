"""The rows of a stage's list: what the database knows of each claim, reckoned and decided today."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from krav.actions.steps import Standing, standings
from krav.countries import step_name
from krav.kernel.money import Money
from krav.store.load import Creditor
from krav.store.queries.partners import with_partner
from krav.store.queries.stages import Candidate, Line, candidates, noted
from krav.web.claims import words
from krav.web.figures import reader


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `may`: it can be ticked. `after` says the next step, or why there is none, `until` from when there may be.

    `partner` is the collection partner it lies with; `collects` says that it can be ticked to go to one.
    """

    id: int
    debtor_id: int
    customer: str
    number: str
    state: str
    again: bool
    note: bool
    label: str
    due: date | None
    late: str
    extra: Money | None
    balance: Money
    may: bool
    after: str
    until: date | None
    match: Candidate | None
    partner: str = ""
    collects: bool = False


class _Around(NamedTuple):
    """What a row is among the others: the same customer's as the one above or below; noted, new, its match, its partner."""

    again: bool
    followed: bool
    noted: bool
    new: bool
    match: Candidate | None
    partner: str


def rows(
    lines: Sequence[Line], creditor: Creditor, on: date, *, stopped: bool, new: Collection[int] = (), hands: bool = False
) -> list[Row]:
    """The lines as rows; `stopped`: nothing may move at all today. `new` are claims that were just moved.

    With `hands` there is a collection partner that what has come to its end may go to.
    """
    ids = [line.claim_id for line in lines]
    known, notes, there = standings(ids, on, creditor), noted(ids), with_partner(ids)
    offered = candidates({line.debtor_id for line in lines if line.blocked == "to_match"})
    debtors = [None, *(line.debtor_id for line in lines), None]
    return [
        _row(
            line,
            known[line.claim_id],
            _after(line, known[line.claim_id], creditor, on),
            _Around(
                again=debtors[place] == line.debtor_id,
                followed=debtors[place + 2] == line.debtor_id,
                noted=line.claim_id in notes,
                new=line.claim_id in new,
                match=_best(offered.get(line.debtor_id, ()), line) if line.blocked == "to_match" else None,
                partner=there.get(line.claim_id, ""),
            ),
            on,
            stopped=stopped,
            hands=hands,
        )
        for place, line in enumerate(lines)
    ]


def _row(
    line: Line,
    standing: Standing,
    after: tuple[str, date | None],
    around: _Around,
    on: date,
    *,
    stopped: bool,
    hands: bool,
) -> Row:
    still = line.settled or line.blocked == "to_match"
    may = standing.step is not None and not stopped and not still
    collects = hands and not still and not around.partner and (may or line.blocked == "ladder_ended")
    reckoning = standing.reckoning
    balance = reckoning.total if reckoning else line.balance
    states = {
        "still": still,
        "wait": not (still or may or collects),
        "first": around.followed and not around.again,
        "more": around.again,
        "new": around.new,
    }
    return Row(
        id=line.claim_id,
        debtor_id=line.debtor_id,
        customer=line.debtor,
        number=line.number,
        state=" ".join(name for name, holds in states.items() if holds),
        again=around.again,
        note=around.noted,
        label=_("Choose invoice %(number)s, %(customer)s") % {"number": line.number, "customer": line.debtor},
        due=None if line.blocked == "to_match" else line.due_on,
        late="—" if still else _days((on - line.due_on).days, reader()),
        extra=Money(balance - reckoning.principal, line.currency) if reckoning and not still else None,
        balance=Money(balance, line.currency),
        may=may,
        after="" if around.partner else after[0],
        until=None if around.partner else after[1],
        match=around.match,
        partner=around.partner,
        collects=collects,
    )


@lru_cache(maxsize=4096)
def _days(count: int, _language: str) -> str:
    """How many days, in the reader's language."""
    return ngettext("%(num)s day", "%(num)s days", count) % {"num": count}


def _after(line: Line, standing: Standing, creditor: Creditor, on: date) -> tuple[str, date | None]:
    """What comes next, in words, and the day until which it waits."""
    if line.settled:
        return _("More was paid than is owed") if line.balance < 0 else _("Balance is zero; leaves the list tonight"), None
    if line.blocked == "to_match":
        return _("Nothing of this customer is open to match it with"), None
    if standing.step:
        name = step_name(standing.step.key, reader())
        waits = standing.step.key in creditor.policy.approval
        return (_("%(step)s, on your yes") if waits else _("%(step)s now")) % {"step": name}, None
    if standing.refusal is None:
        return "", None
    return words.reason(standing, standing.refusal, creditor, on), standing.refusal.until


def _best(offered: Sequence[Candidate], line: Line) -> Candidate | None:
    """The customer's open item of just that amount, else the oldest."""
    same = (item for item in offered if item.balance == -line.balance and item.currency == line.currency)
    return next(same, None) or next((item for item in offered if item.currency == line.currency), None)
