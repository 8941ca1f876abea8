"""Pages of a bookkeeping firm: its people, its clients, what it tells them, and how it stands."""
