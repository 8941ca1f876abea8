"""Limitation."""
