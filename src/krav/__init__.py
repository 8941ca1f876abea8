"""Krav: open, self-hosted receivables and debt collection for the Nordic countries."""

from krav.library import check, explain, quote

__all__ = ["check", "explain", "quote"]
