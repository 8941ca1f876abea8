"""How an account's letters leave: its carriers, and the door at which they tell what became of letters."""
