"""Account statements that banks let people export as CSV and XLSX, whatever their headings."""

from krav.formats.statement.file import FORMAT, read, recognises

__all__ = ["FORMAT", "read", "recognises"]
