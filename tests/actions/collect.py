"""The cast of the tests of cases: a claim taken along its ladder day by day, with the bank's news of every day."""

from datetime import date

from krav.actions.daily import run_day
from krav.kernel.days import days_after
from krav.store import models as rows
from krav.store.scope import account_scope
from tests.actions.cast import ANN, IMPORTED, bank, ledger, line, take

KONTO = {"fjordbo": "DK5099990001234567", "nordlys": "12345678903", "provbygg": "50501055"}


def owed(account_id: int, *lines: str) -> None:
    """Takes in the ledger of 6 March: one business with two late invoices, or the lines given."""
    take(account_id, ledger(*(lines or (line("1001", "12500,00"), line("1002", "2500,00")))))


def run_until(account_id: int, last: date, first: date = IMPORTED) -> None:
    """The daily run of every day up to and with the last; the bank has told of every one."""
    slug = rows.Account.objects.get(pk=account_id).slug
    day = first
    while day <= last:
        take(account_id, bank(until=day.isoformat(), account=KONTO[slug]), f"bank-{day}.xml", day)
        run_day(account_id, on=day, by=ANN)
        day = days_after(day, 1)


def claims_of(account_id: int) -> dict[str, int]:
    """The ids of the account's claims, by number."""
    with account_scope(account_id):
        return dict(rows.Claim.objects.values_list("number", "id"))
