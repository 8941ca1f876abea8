"""Tripletex (API v2): invoices with their postings are read, vouchers and the payments of invoices are written."""
