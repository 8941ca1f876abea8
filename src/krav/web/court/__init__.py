"""Court packages and case files."""
