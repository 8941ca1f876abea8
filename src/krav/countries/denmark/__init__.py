"""Denmark: renteloven, inkassoloven, FIK."""
