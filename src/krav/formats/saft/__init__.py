"""SAF-T Financial: a year of bookkeeping read as a ledger of open items, and vouchers written."""

from krav.formats.saft.file import read, recognises
from krav.formats.saft.write import write

__all__ = ["read", "recognises", "write"]
