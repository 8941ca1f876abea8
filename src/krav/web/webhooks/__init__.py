"""Programs that are told of events."""
