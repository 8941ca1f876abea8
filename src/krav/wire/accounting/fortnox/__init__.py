"""Fortnox: a person allows the connection on its page, and invoices are settled by payments beside our vouchers."""
