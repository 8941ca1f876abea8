"""Accounts with invoices that are due for their first letter, in whatever database the settings name."""

import sys
from dataclasses import replace

import django

django.setup()

from django.core.management import call_command  # noqa: E402 models need the settings

from krav.actions.accounts import open_account  # noqa: E402
from krav.store import models as rows  # noqa: E402
from tests.actions.cast import FIRST, FJORDBO, IMPORTED, bank, ledger, line, take  # noqa: E402


def fill(accounts: int, invoices: int) -> None:
    """So many accounts with so many invoices, each of a customer of its own; turns due at once."""
    call_command("migrate", verbosity=0)
    for number in range(accounts):
        new = replace(FJORDBO, slug=f"fjordbo-{number}")
        account_id = open_account(new, on=IMPORTED)
        lines = [
            line(f"{1001 + each}", "10.000,00", customer=f"{each}", name=f"Kunde {each} ApS") for each in range(invoices)
        ]
        take(account_id, ledger(*lines), on=FIRST)
        take(account_id, bank(until=FIRST.isoformat()), "bank.xml", on=FIRST)
    print(rows.Account.objects.count())  # noqa: T201


if __name__ == "__main__":
    fill(int(sys.argv[1]), int(sys.argv[2]))
