"""In which order files that were given together are taken in: what is owed before what was paid of it."""

from datetime import date

from krav.formats.values import BankFileIn, LedgerIn

Order = tuple[int, date]

LAST: Order = (4, date.max)
"""After everything else: a file that cannot be read."""


def order(content: LedgerIn | BankFileIn) -> Order:
    """Ledgers first, then invoices, then the credit notes on them, then the bank's files; of a kind the oldest first."""
    if isinstance(content, BankFileIn):
        return 3, max((statement.until_on for statement in content.statements), default=date.min)
    if content.everything is not False:
        return 0, content.until_on or date.min
    issued = [item.issued_on for item in content.items]
    credits_only = all(item.is_credit for item in content.items)
    return 2 if credits_only else 1, max(issued, default=date.min)
