"""A case of an invoice made elsewhere."""
