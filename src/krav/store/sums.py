"""What the accounts of an installation come to, so that two databases can be compared."""

from typing import NamedTuple

from django.db import connection


class Sum(NamedTuple):
    """What an account comes to: `what` is open, entries, payments or credits; `unit` a currency, or what a credit is for."""

    account: str
    what: str
    unit: str
    amount: int


_SUMS = {
    "open": """
        SELECT state.account_id, claim.currency, SUM(state.balance) FROM claim_state AS state
        JOIN claim ON claim.id = state.claim_id WHERE state.settled_on IS NULL GROUP BY 1, 2""",
    "entries": """
        SELECT entry.account_id, claim.currency, SUM(entry.amount) FROM entry
        JOIN claim ON claim.id = entry.claim_id GROUP BY 1, 2""",
    "payments": "SELECT account_id, currency, SUM(amount) FROM payment GROUP BY 1, 2",
    "credits": """
        SELECT purse.account_id, lot.unit, SUM(lot."left") FROM credit_lot AS lot
        JOIN purse ON purse.id = lot.purse_id WHERE purse.account_id IS NOT NULL GROUP BY 1, 2""",
}


def sums() -> list[Sum]:
    """What each account comes to, in minor units."""
    found: list[Sum] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug FROM account")
        slugs = dict(cursor.fetchall())
        for what, sql in _SUMS.items():
            cursor.execute(sql)
            found += (Sum(slugs[account_id], what, unit, int(amount)) for account_id, unit, amount in cursor.fetchall())
    return sorted(found)
