"""Floor 4: everything that changes something, one function a write."""
