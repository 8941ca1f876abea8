"""What runs by itself: each day's run, pause, and what the next day would do."""
