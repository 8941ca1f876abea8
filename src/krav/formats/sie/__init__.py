"""SIE, the Swedish format of bookkeeping: type 4 read as a ledger, vouchers written as 4I."""

from krav.formats.sie.file import read, recognises
from krav.formats.sie.write import write

__all__ = ["read", "recognises", "write"]
