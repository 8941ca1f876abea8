"""Collection agencies and lawyers, each behind the same protocol."""
