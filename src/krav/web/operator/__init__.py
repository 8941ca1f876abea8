"""The operator's desk: the accounts, firms, orders and queues of this installation, and never what debtors owe."""
