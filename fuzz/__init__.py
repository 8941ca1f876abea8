"""Damaged files for every reader: nothing but the format's own refusal may come of one."""
