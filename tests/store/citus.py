"""`docs/citus.sql` as the models say it: `python -m tests.store.citus > docs/citus.sql` writes it anew."""

from collections.abc import Iterator

import django
from django.apps import apps
from django.db import models

if __name__ == "__main__":
    django.setup()

HEAD = """\
-- Krav on Citus: run once, as the owner, after “krav migrate” on an empty database. docs/citus.md says why.
-- Written from the models by “python -m tests.store.citus”; a test compares.
"""


def owned() -> list[type[models.Model]]:
    """The tables whose rows belong to an account."""
    found = [model for model in apps.get_models() if any(each.__name__ == "Owned" for each in model.__mro__)]
    return sorted(found, key=lambda model: model._meta.db_table)


def shared() -> list[type[models.Model]]:
    """Krav's tables of the installation, of its people and its firms."""
    mine = set(owned())
    found = [model for model in apps.get_app_config("store").get_models() if model not in mine]
    return sorted(found, key=lambda model: model._meta.db_table)


def keys(model: type[models.Model]) -> list[str]:
    """Columns that are unique by themselves: the primary key first."""
    key = model._meta.pk
    assert key is not None
    others = [each for each in model._meta.concrete_fields if each.unique and not each.primary_key]
    return [str(each.column) for each in (key, *others)]


def led(model: type[models.Model]) -> dict[str, list[str]]:
    """Indexes and constraints of several columns, or of one that was asked for, by name."""
    found: dict[str, list[str]] = {}
    for each in (*model._meta.constraints, *model._meta.indexes):
        expressions = [getattr(one, "name", str(one)) for one in getattr(each, "expressions", ())]
        found[each.name] = [*expressions, *getattr(each, "fields", ())]
    return found


def ties(model: type[models.Model]) -> Iterator[tuple[str, str, str]]:
    """Foreign keys to tables of the same account: the column, the other table and its key."""
    for each in model._meta.concrete_fields:
        other = each.remote_field.model if each.remote_field else None
        if other in owned():
            yield str(each.column), other._meta.db_table, keys(other)[0]


def sql() -> str:
    """The whole file."""
    lines = [HEAD, "-- 1. Known on every node: what is asked for before an account is known, or of several accounts."]
    lines += [f"SELECT create_reference_table('{model._meta.db_table}');" for model in shared()]
    lines += ["", "-- 2. Keys lead with the account; foreign keys that lean on the old ones go with them."]
    for model in owned():
        table, (key, *others) = model._meta.db_table, keys(model)
        lines.append(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_pkey" CASCADE;')
        lines.append(f'ALTER TABLE "{table}" ADD PRIMARY KEY (account_id, "{key}");')
        for column in others:
            lines.append(f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_{column}_key" CASCADE;')
            lines.append(f'ALTER TABLE "{table}" ADD UNIQUE (account_id, "{column}");')
    lines += ["", "-- 3. An account's rows lie together on one node."]
    first, *others = (model._meta.db_table for model in owned())
    lines.append(f"SELECT create_distributed_table('{first}', 'account_id');")
    lines += [f"SELECT create_distributed_table('{table}', 'account_id', colocate_with => '{first}');" for table in others]
    lines += ["", "-- 4. Foreign keys again, within the account."]
    for model in owned():
        for column, other, key in ties(model):
            to = f'REFERENCES "{other}" (account_id, "{key}")'
            lines.append(f'ALTER TABLE "{model._meta.db_table}" ADD FOREIGN KEY (account_id, "{column}") {to};')
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(sql(), end="")  # noqa: T201
