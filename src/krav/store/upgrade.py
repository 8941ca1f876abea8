"""What bringing the tables up to date means for processes of the version before, told from the migrations themselves."""

from collections.abc import Iterator
from typing import Any

from django.db import connections
from django.db.migrations import operations as ops
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.models import NOT_PROVIDED

_TAKES = (ops.RemoveField, ops.DeleteModel, ops.RenameField, ops.RenameModel, ops.AlterModelTable)
_LOCKS = (ops.AlterField, ops.AddConstraint, ops.AddIndex, ops.AlterUniqueTogether)


def told(using: str = "default") -> Iterator[str]:
    """A sentence for each migration that is to come and the version before does not live with; none for a new database."""
    executor = MigrationExecutor(connections[using])
    if not any(app == "store" for app, _ in executor.loader.applied_migrations):
        return
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if found := [why for operation in migration.operations for why in stops(operation)]:
            yield f"{_name(migration)} {', '.join(dict.fromkeys(found))}: stop processes of the version before."
        elif locks := [each for each in migration.operations if isinstance(each, _LOCKS)]:
            yield f"{_name(migration)} changes {_tables(locks)}: whoever writes there waits meanwhile."


def stops(operation: Any) -> Iterator[str]:  # noqa: ANN401 any operation
    """Why the version before would fail after the operation; nothing where it would not."""
    if isinstance(operation, ops.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from stops(inner)
    elif isinstance(operation, _TAKES):
        yield f"takes away what is used ({operation.describe()})"
    elif isinstance(operation, ops.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED):
            yield f"adds {operation.model_name}.{operation.name}, which the version before does not fill"


def _name(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def _tables(found: list[Any]) -> str:
    return ", ".join(sorted({str(getattr(each, "model_name", None) or getattr(each, "name", "")) for each in found}))
