"""What a bank calls one of its entries, so that a statement's sum and a notification's details are known as one."""

from collections.abc import Sequence
from itertools import pairwise

from krav.formats.camt.fields import Fields

_BATCHES = "NtryDtls/Btch/PmtInfId", "NtryDtls/Btch/MsgId"
_SHORTEST = 6


def bank_entry(entry: Fields, details: Sequence[Fields]) -> str:
    """The bank's reference of the entry, else the one all its transactions share, else that of the batch it is of."""
    own = entry.text("AcctSvcrRef")
    if own:
        return own
    shared = {detail.text("Refs/AcctSvcrRef") for detail in details}
    return shared.pop() if len(shared) == 1 and "" not in shared else entry.first(*_BATCHES)


def are_names(references: Sequence[str]) -> bool:
    """Whether the numbers of a statement's entries (NtryRef) name them at the bank; many banks only count them.

    >>> are_names(["1", "2"]), are_names(["1202092400", "1202092401"]), are_names(["7463038123", "7463040077"])
    (False, False, True)
    """
    if len(set(references)) < len(references) or min(map(len, references), default=0) < _SHORTEST:
        return False
    numbers = [int(reference) for reference in references if reference.isascii() and reference.isdecimal()]
    return not any(later - number == 1 for number, later in pairwise(numbers))
