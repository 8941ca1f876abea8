"""SMS: how many parts a text has, which numbers can have one, and the services that bring it."""
