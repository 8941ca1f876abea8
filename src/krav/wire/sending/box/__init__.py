"""Digital mailboxes: whether a debtor has one, and a letter put there by the debtor's own number, which is never logged."""
