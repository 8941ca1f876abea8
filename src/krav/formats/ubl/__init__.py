"""Invoices and credit notes in UBL: Peppol BIS 3, EHF and OIOUBL read, Peppol BIS 3 written."""

from krav.formats.ubl.file import read, recognises
from krav.formats.ubl.write import InvoiceOut, LineOut, VatOut, write

__all__ = ["InvoiceOut", "LineOut", "VatOut", "read", "recognises", "write"]
