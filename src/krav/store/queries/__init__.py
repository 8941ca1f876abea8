"""Reads that answer with plain values."""
