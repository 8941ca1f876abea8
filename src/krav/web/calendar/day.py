"""What comes on one day, a line a letter: to whom, about which invoices, what it adds, and why where nothing leaves."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from krav.claims.outlook import Outlook
from krav.kernel.money import Money
from krav.store.queries.ahead import DayLine, day_lines
from krav.web.page import Page
from krav.web.written import refusal, word

LIMIT = 100
MOST_NAMED = 3
"""So many invoices of a letter are named; the others are counted."""


class Row(NamedTuple):
    """A line of the list. `why` is empty for a letter that leaves; `asked` waits for a yes only."""

    value: str
    group: str
    customer: str
    again: bool
    claims: Sequence[tuple[int, str]]
    others: int
    step: str
    fee: Money | None
    total: Money | None
    deadline_on: date | None
    why: str
    section: str
    asked: bool


class Day(NamedTuple):
    """A page of the list of a day; `next_url` is empty at the end."""

    on: date
    rows: list[Row]
    next_url: str


def day(page: Page, found: Outlook, on: date, after: int, url: Callable[[int], str]) -> Day:
    """The lines of a day from the debtor after `after` on."""
    among = found.debtors_on.get(on, set())
    lines = day_lines(found.from_on, on, among=among, after=after, limit=LIMIT)
    last = lines[-1].debtor_id if lines else 0
    return Day(on, list(_rows(page, lines)), url(last) if lines and last < max(among) else "")


def _rows(page: Page, lines: Sequence[DayLine]) -> Iterator[Row]:
    before = 0
    for line in lines:
        claims = list(zip(line.claim_ids, line.numbers, strict=True))
        refused = line.refusal
        yield Row(
            value=",".join(map(str, line.claim_ids)),
            group=f"{line.debtor_id} {line.step}",
            customer=line.debtor,
            again=line.debtor_id == before,
            claims=claims[:MOST_NAMED],
            others=len(claims[MOST_NAMED:]),
            step=word(line.step) if line.step else "",
            fee=line.fee,
            total=line.total,
            deadline_on=line.deadline_on,
            why=refusal(page, refused) if refused else "",
            section=refused.section if refused else "",
            asked=refused is not None and refused.code == "approval",
        )
        before = line.debtor_id
