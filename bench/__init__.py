"""Measurements as ratios within one run: `make bench`. They are figures to read, not tests that can fail."""
