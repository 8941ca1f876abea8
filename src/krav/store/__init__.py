"""Floor 3: the database, one Django app."""
