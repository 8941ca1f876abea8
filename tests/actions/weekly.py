"""An account with a weekly list: its invoices, its setting, and what its mails say."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from krav.actions.weekly_setup import Weekly, set_weekly
from krav.claims.weekly import GO, Answer
from krav.store import models as rows
from krav.store.queries.weekly import lists, the_list
from krav.store.scope import account_scope
from krav.wire import clock
from tests.actions.cast import ANN, FIRST, SECOND, bank, ledger, line, run, take
from tests.wire.postbox import Postbox

ITEMS = (
    line("1001", "10.000,00"),
    line("1002", "2.000,00", customer="18", name="Birthe Prøve", kind="privat"),
    line("1003", "500,00", customer="19", name="Carl & Søn <ApS>"),
)
"""Three customers whose second reminder is due on SECOND, a Tuesday."""

EIGHT = datetime(2026, 3, 24, 7, tzinfo=UTC)
"""Eight o'clock in Copenhagen, in winter, on SECOND."""

SET = Weekly(1, 8, "rykker_2", "bo@fjordbo.example", managers=True, answer_hours=24, silence=GO)


def waiting(account_id: int, asked: Weekly = SET) -> int:
    """The account with the list set before its day, and the bank's news up to it."""
    take(account_id, ledger(*ITEMS), on=FIRST)
    take(account_id, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    run(account_id, FIRST)
    set_weekly(account_id, asked, on=FIRST, by=ANN)
    take(account_id, bank(until=SECOND.isoformat()), "later.xml", on=SECOND)
    return account_id


def managed(account_id: int, by_number: Mapping[str, str]) -> None:
    """The accounting system names the account managers of invoices."""
    with account_scope(account_id):
        connection = rows.Connection.objects.create(system="files", rights="", made_by="Ann", made_at=EIGHT)
        for number, manager in by_number.items():
            claim = rows.Claim.objects.get(number=number)
            rows.BooksItem.objects.create(
                connection=connection,
                item=number,
                number=number,
                claim=claim,
                currency="DKK",
                rest=1,
                manager=manager,
                whole=1,
            )


def listed(account_id: int) -> dict[str, dict[str, str]]:
    """Every list by whom it went to, with each invoice and its answer; of silence also why it did nothing."""
    found: dict[str, dict[str, str]] = {}
    with account_scope(account_id):
        for each in reversed(lists()):
            whole = the_list(each.head.id)
            assert whole
            said = {row.number: row.answer for row in whole.lines}
            found[each.head.to] = {number: _said(answer) for number, answer in said.items()}
    return found


def _said(answer: Answer | None) -> str:
    return f"{answer.answer} {answer.refused}".strip() if answer else ""


def links(postbox: Postbox, to: str) -> dict[str, str]:
    """The addresses in the newest mail to somebody: of the whole list, and of each answer to an invoice."""
    (message,) = [each for each in postbox.messages if each["To"] == to][-1:]
    body = message.get_body(("plain",))
    assert body
    found, number = {}, ""
    for row in body.get_content().splitlines():
        if told := re.search(r"(?:Faktura|Invoice) (\d+) ·", row):
            number = told[1]
        if address := re.search(r"https?://[^/]+(/weekly/\S+/)", row):
            answer = next((word for word in ("stop", "allow", "call") if f"/{word}/" in address[1]), "")
            found[f"{answer} {number}" if answer else "whole"] = address[1]
    return found


def letters(account_id: int) -> list[tuple[str, str]]:
    """The invoice and step of every letter that was made and not taken back."""
    with account_scope(account_id):
        joined = rows.LetterClaim.objects.filter(letter__withdrawal__isnull=True)
        return sorted(joined.values_list("claim__number", "step"))


def holds(account_id: int) -> list[tuple[str, str, str]]:
    """The invoice, the reason and the note of every hold."""
    with account_scope(account_id):
        return sorted(rows.Hold.objects.values_list("claim__number", "reason", "note"))


def one_list(account_id: int, on: date) -> int:
    """A list of an open invoice as it was mailed and not yet answered; its id."""
    with account_scope(account_id):
        claim = rows.ClaimState.objects.filter(settled_on=None, balance__gt=0).earliest("claim_id")
        made = rows.WeeklyList.objects.create(
            step="rykker_2", to="bo@fjordbo.example", manager="", on=on, answer_by=clock.now() + timedelta(hours=9),
            silence="wait", made_at=clock.now() - timedelta(days=3),
        )  # fmt: skip
        rows.WeeklyLine.objects.create(list=made, claim_id=claim.claim_id, open=claim.balance)
    return made.id
