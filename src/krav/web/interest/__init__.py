"""Pages: interest."""
