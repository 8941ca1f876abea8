"""OCR giro: the Norwegian banks' file of payments with KID."""

from krav.formats.ocr_giro.file import read, recognises

__all__ = ["read", "recognises"]
