"""The tables, a file a room."""

from krav.store.models.accounts import Account
from krav.store.models.audit import Audit
from krav.store.models.claims import Claim, ClaimState, Entry, Hold, HoldLift, LetterClaim
from krav.store.models.letters import Dispatch, Letter, Outbox, Withdrawal
from krav.store.models.parties import Debtor
from krav.store.models.payments import ImportedFile, Payment

__all__ = [
    "Account",
    "Audit",
    "Claim",
    "ClaimState",
    "Debtor",
    "Dispatch",
    "Entry",
    "Hold",
    "HoldLift",
    "ImportedFile",
    "Letter",
    "LetterClaim",
    "Outbox",
    "Payment",
    "Withdrawal",
]

FACTS = (Audit, Claim, Dispatch, Entry, Hold, HoldLift, ImportedFile, Letter, LetterClaim, Payment, Withdrawal)
"""The append-only tables: a database trigger refuses every update and delete of their rows."""
