"""OCR giro: the Norwegian banks' file of payments with KID."""

from krav.formats.ocr_giro.file import FORMAT, read, recognises

__all__ = ["FORMAT", "read", "recognises"]
