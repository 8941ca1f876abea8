"""`krav demo`: three invented companies, their ledgers and their bank's files, day by day."""
