"""Floor 3: everything beyond the process: the clock, mail, files."""
