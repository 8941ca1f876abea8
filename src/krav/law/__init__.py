"""Floor 1: the machinery of dated law. It knows no country."""
