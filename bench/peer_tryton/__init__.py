"""Krav beside Tryton on the same PostgreSQL: the same open items, the same levels. `make bench-peer`; README.md says how."""
