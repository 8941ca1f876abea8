"""The tables that an installation consists of, and the kinds of their columns; and the numbers they give to their rows."""

from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import connection, connections, models

from krav.kernel.refusal import KravError
from krav.store.roles import maker
from krav.store.scope import Owned

_MADE_ANEW = {"auth", "contenttypes", "sessions"}
"""Apps whose rows are no part of an installation: Django makes them in every database, or they end with a restart."""

_KINDS = {
    "int": (models.IntegerField,),
    "bool": (models.BooleanField,),
    "moment": (models.DateTimeField,),  # Django counts it among the days
    "day": (models.DateField,),
    "json": (models.JSONField,),
    "bytes": (models.BinaryField,),
    "uuid": (models.UUIDField,),
    "text": (models.CharField, models.TextField, models.GenericIPAddressField),
}


@dataclass(frozen=True)
class Table:
    """A table: the names of its columns and their kinds, its key, and whether its rows belong to accounts."""

    model: type[models.Model]

    @property
    def name(self) -> str:
        """What the database calls it."""
        return self.model._meta.db_table

    @property
    def is_owned(self) -> bool:
        """Whether each row is seen and written only while its account is in scope."""
        return issubclass(self.model, Owned)

    @cached_property
    def columns(self) -> dict[str, str]:
        """The kind of each column, by its name."""
        return {str(field.column): kind_of(field) for field in self.model._meta.concrete_fields}

    @property
    def key(self) -> str:
        """The column of the primary key."""
        return str(self.model._meta.pk.column)

    @property
    def counts(self) -> bool:
        """Whether the database numbers the rows by itself."""
        return isinstance(self.model._meta.pk, models.AutoField)


def kind_of(field: "models.Field[Any, Any]") -> str:
    """The kind of a column's values.

    Raises:
        KravError: there is no way to write such values down.
    """
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, classes in _KINDS.items():
        if isinstance(field, classes):
            return kind
    raise KravError(f"The column {field.model._meta.db_table}.{field.column} is of a kind that backups do not know.")


def tables() -> list[Table]:
    """Every table that is a part of the installation; one that others point to stands before them."""
    every = {
        model: Table(model)
        for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.db_table)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label not in _MADE_ANEW
    }
    order = TopologicalSorter(
        {
            model: [to for field in model._meta.concrete_fields if (to := field.related_model) in every and to is not model]
            for model in every
        }
    )
    return [every[model] for model in order.static_order()]


def last_ids() -> dict[str, int]:
    """The last number each table has given to a row, whether that row is still there or not."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
            given = {name.removesuffix("_id_seq"): last for name, last in cursor.fetchall()}
        else:
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            given = dict(cursor.fetchall())
    return {table.name: last for table in tables() if table.counts and (last := given.get(table.name))}


def count_on_from(last: dict[str, int]) -> None:
    """Lets each table give its next row the number after these; on PostgreSQL the owner says it, and it stands at once."""
    with connections[maker()].cursor() as cursor:
        for name, given in sorted(last.items()):
            if connection.vendor == "postgresql":
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [f'"{name}"', given])
                continue
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, given])
