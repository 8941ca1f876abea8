"""Xledger (GraphQL): the transactions of the customer ledger are read, and vouchers are laid among its imports."""
