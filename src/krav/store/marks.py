"""Where each table stands: what an account writes from now on, under its lock, has higher ids."""

from collections.abc import Sequence

from django.db import connection, models


def last_ids(tables: Sequence[type[models.Model]]) -> list[int]:
    """The highest id of each table, of whatever account; 0 where there is none.

    PostgreSQL is asked for the last id that was given: the wall would have it search for the account's own.
    """
    given = "pg_sequence_last_value(pg_get_serial_sequence('\"{}\"', 'id'))"
    asked = given if connection.vendor == "postgresql" else '(SELECT MAX(id) FROM "{}")'
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(asked.format(table._meta.db_table) for table in tables))
        return [last or 0 for last in cursor.fetchone()]
