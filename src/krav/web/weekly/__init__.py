"""The weekly list."""
