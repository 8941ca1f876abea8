"""Bookkeeping: what Krav did in a period, as a file for an accounting system that has no connection."""
