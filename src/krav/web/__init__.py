"""Floor 5: the pages, a folder a room."""
