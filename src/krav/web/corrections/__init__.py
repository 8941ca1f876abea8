"""Corrections, returned letters and troubles of a debtor."""
