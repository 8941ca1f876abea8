"""Accounting systems: what Krav asks of each, in the same words, and what it tells them."""
