"""BgMax: Bankgirot's file of payments to a Swedish bankgiro."""

from krav.formats.bgmax.file import read, recognises

__all__ = ["read", "recognises"]
