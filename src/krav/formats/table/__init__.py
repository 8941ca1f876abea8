"""Ledgers as tables: CSV and XLSX, whatever their headings."""

from krav.formats.table.file import read, recognises

__all__ = ["read", "recognises"]
