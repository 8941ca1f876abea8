"""What carries letters: mail, SMS, print houses and digital mailboxes, each behind the same protocol."""
