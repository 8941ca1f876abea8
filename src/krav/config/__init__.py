"""Floor 6: settings and the entry point."""
