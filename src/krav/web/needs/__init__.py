"""Pages: needs."""
