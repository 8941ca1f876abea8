"""Debitura, by the paths and models of its own client."""
