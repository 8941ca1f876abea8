"""Floor 5: the interface for programs."""
