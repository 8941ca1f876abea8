"""Collection partners: agreements, the hand-over, what a case with a partner shows, settlements, and their webhooks."""
