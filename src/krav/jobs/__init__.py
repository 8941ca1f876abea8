"""Floor 5: what happens without anybody asking."""
