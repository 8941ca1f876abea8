"""Krav: open, self-hosted receivables and debt collection for the Nordic countries."""
