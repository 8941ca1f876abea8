"""Invoices and credit notes in UBL: Peppol BIS 3, EHF and OIOUBL."""

from krav.formats.ubl.file import read, recognises

__all__ = ["read", "recognises"]
