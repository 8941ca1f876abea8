"""The tables, a file a room."""

from krav.store.models.accounts import Account
from krav.store.models.audit import Audit
from krav.store.models.cases import (
    Attachment,
    Case,
    CaseClaim,
    CaseDraft,
    CaseEvent,
    CaseState,
    Returned,
    SentElsewhere,
    Voucher,
)
from krav.store.models.claims import Claim, ClaimState, Entry, Hold, HoldLift, LetterClaim, Note
from krav.store.models.interest import InterestCredit, InterestInvoice, InterestLine, InterestOrder, InterestOrderItem
from krav.store.models.letters import Dispatch, Letter, Outbox, Withdrawal
from krav.store.models.parties import Debtor
from krav.store.models.payments import (
    ImportedFile,
    ImportReport,
    LoosePayment,
    Matched,
    PaidBack,
    Payment,
    PendingPayment,
    Upload,
)
from krav.store.models.people import ApiToken, Invitation, Membership, Setup, User

__all__ = [
    "Account",
    "ApiToken",
    "Attachment",
    "Audit",
    "Case",
    "CaseClaim",
    "CaseDraft",
    "CaseEvent",
    "CaseState",
    "Claim",
    "ClaimState",
    "Debtor",
    "Dispatch",
    "Entry",
    "Hold",
    "HoldLift",
    "ImportReport",
    "ImportedFile",
    "InterestCredit",
    "InterestInvoice",
    "InterestLine",
    "InterestOrder",
    "InterestOrderItem",
    "Invitation",
    "Letter",
    "LetterClaim",
    "LoosePayment",
    "Matched",
    "Membership",
    "Note",
    "Outbox",
    "PaidBack",
    "Payment",
    "PendingPayment",
    "Returned",
    "SentElsewhere",
    "Setup",
    "Upload",
    "User",
    "Voucher",
    "Withdrawal",
]

FACTS = (
    Attachment,
    Audit,
    Case,
    CaseClaim,
    CaseEvent,
    Claim,
    Dispatch,
    Entry,
    Hold,
    HoldLift,
    ImportReport,
    ImportedFile,
    InterestCredit,
    InterestInvoice,
    InterestLine,
    Letter,
    LetterClaim,
    Matched,
    Note,
    PaidBack,
    Payment,
    Returned,
    SentElsewhere,
    Voucher,
    Withdrawal,
)
"""The append-only tables: a database trigger refuses every update and delete of their rows."""
