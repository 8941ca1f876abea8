"""Sweden: räntelagen, inkassolagen, OCR."""
