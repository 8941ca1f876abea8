"""Facts guarded anew, as migrations leave them."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection

from krav.store.erasing import let_erase
from krav.store.personal import signs
from krav.store.triggers import guard


def guard_again(tables: Iterable[str]) -> Iterator[str]:
    """The statements that guard the tables, and let what is personal in them be erased."""
    tables = list(tables)
    yield from guard(connection.vendor, tables)
    models = {model._meta.db_table: model for model in apps.get_models()}
    for table, told in signs():
        if table in tables:
            columns = [str(field.column) for field in models[table]._meta.concrete_fields]
            yield from let_erase(connection.vendor, table, columns, told)
