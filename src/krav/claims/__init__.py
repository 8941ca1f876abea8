"""Floor 2: the domain, pure. Ledger, reckoning, ladder, decision and letter."""
