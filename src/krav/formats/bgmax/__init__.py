"""BgMax: Bankgirot's file of payments to a Swedish bankgiro."""

from krav.formats.bgmax.file import FORMAT, read, recognises

__all__ = ["FORMAT", "read", "recognises"]
