"""The cast of the tests of cases: a claim taken along its ladder day by day, with the bank's news of every day."""

from datetime import date

from krav.actions.daily import run_day
from krav.kernel.days import days_after
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, bank, ledger, line, take

KONTO = {"DK": "DK5099990001234567", "NO": "12345678903", "SE": "50501055"}
"""The cast's bank accounts as their banks name them, by country."""


def owed(account_id: int, *lines: str) -> None:
    """Takes in the ledger of 6 March: one business with two late invoices, or the lines given."""
    take(account_id, ledger(*(lines or (line("1001", "12500,00"), line("1002", "2500,00")))))


def run_until(account_id: int, last: date, first: date = IMPORTED) -> None:
    """The daily runs up to and with the last day, of days on which a claim may move; the bank has told of each."""
    country = rows.Account.objects.get(pk=account_id).country
    day = first
    while True:
        take(account_id, bank(until=day.isoformat(), account=KONTO[country]), f"bank-{day}.xml", day)
        run_day(account_id, on=day, by=ANN)
        if day >= last:
            return
        day = min(last, max(days_after(day, 1), _moves(account_id) or last))


def _moves(account_id: int) -> date | None:
    with account_scope(account_id):
        return rows.ClaimState.objects.exclude(next_on=None).order_by("next_on").values_list("next_on", flat=True).first()


def claims_of(account_id: int) -> dict[str, int]:
    """The ids of the account's claims, by number."""
    with account_scope(account_id):
        return dict(rows.Claim.objects.values_list("number", "id"))
