"""Floor 3: a letter as a value becomes a PDF, an e-mail, a text message."""
