"""What the journal of a case means for the limitation of its claims."""

from krav.claims.case import CaseKind, Happened
from krav.claims.ledger import Interruption

INTERRUPTING = frozenset(
    {
        CaseKind.ACKNOWLEDGED,
        CaseKind.RECEIVED,
        CaseKind.FILED,
        CaseKind.FILING_ENDED,
        CaseKind.RULED,
        CaseKind.WITHDRAWN,
    }
)
"""What may interrupt the limitation of a case's claims, or end that."""


def interruption(line: Happened) -> Interruption | None:
    """What the line means for the limitation of the claims it concerns; None for nothing.

    Its `data` may say that an acknowledgement was `written` and names the amount, of the end of a filing whether the
    creditor had it `withdrawn` and the debtor was `served`, and of a decision how much was `awarded`.
    """
    kind, on, data = line
    if kind is CaseKind.FILING_ENDED:
        ended = "withdrawn" if data.get("withdrawn") else "ended"
        return Interruption(f"{ended}_served" if data.get("served") else ended, on)
    if kind is CaseKind.RULED and data.get("awarded") == 0:
        return Interruption("refused", on)
    if kind is CaseKind.ACKNOWLEDGED and data.get("written"):
        return Interruption("written", on)
    return Interruption(str(kind), on) if kind in INTERRUPTING else None
