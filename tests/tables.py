"""A file with the tables that a run of the tests has made, for processes and connections of their own."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection


def copied_tables(file: Path) -> Path:
    """The file, new, with all that is in the tests' SQLite database: nothing but its tables, where no test is under way."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    return file
