"""What is wrong with an installation and how to mend it: looks that only read, a room each."""
