"""Svefaktura 1.0: the Swedish invoice before Peppol, an early kind of UBL."""

from krav.formats.svefaktura.file import read, recognises

__all__ = ["read", "recognises"]
