"""Pages: claims."""
