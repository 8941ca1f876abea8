"""Floor 0: the words everybody uses. Money, days, bank days, reasons and refusals."""
