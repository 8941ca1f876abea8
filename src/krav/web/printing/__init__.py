"""Letters printed here, ticked off when they are posted."""
