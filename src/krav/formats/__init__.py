"""Floor 2: bytes to values and back, pure; a file a format."""
