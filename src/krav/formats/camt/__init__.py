"""ISO 20022 bank files: camt.052, .053 and .054 of every version seen."""

from krav.formats.camt.file import read, recognises

__all__ = ["read", "recognises"]
