"""Pages: payments."""
