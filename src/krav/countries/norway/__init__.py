"""Norway: forsinkelsesrenteloven, inkassoloven, KID."""
