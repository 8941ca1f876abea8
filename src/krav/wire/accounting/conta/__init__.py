"""Conta (REST): a key is pasted, invoices are read by the page, and vouchers are booked in one piece."""
