"""The debtor's page, opened by the link on a letter without an account, and what people of the account answer to it."""
