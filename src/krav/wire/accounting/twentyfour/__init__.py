"""24SevenOffice: its books, read and written by its REST API."""
