"""Instalment plans."""
