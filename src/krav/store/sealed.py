"""Everything that is kept sealed, in one place: the table, the column, and where in a JSON text the sealed words stand.

`krav rotate-keys` seals it all anew. A column that is sealed and not listed here would be lost with its old key:
tests/store/test_sealed.py compares.
"""

from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.db import models

from krav.store import models as rows
from krav.store.scope import Owned

HEAD = "gAAAA"
"""How everything sealed begins."""


class Owner(NamedTuple):
    """A sealed column of the accounts' tables; `paths` as of Beside."""

    table: type[Owned]
    column: str
    paths: tuple[tuple[str, ...], ...] = ()


class Beside(NamedTuple):
    """A sealed column of no account's table; `paths` lead to sealed words in its JSON, none stands for all of it."""

    table: type[models.Model]
    column: str
    paths: tuple[tuple[str, ...], ...] = ()


OF_ACCOUNTS = (
    Owner(rows.Connection, "rights"),
    Owner(rows.Agreement, "rights"),
    Owner(rows.Agreement, "secret"),
    Owner(rows.Carrier, "rights"),
    Owner(rows.Carrier, "secret"),
    Owner(rows.Webhook, "secret"),
    Owner(rows.Debtor, "sealed_number"),
    Owner(rows.CaseDraft, "data", (("sealed",),)),
    Owner(rows.HandOver, "file", (("sealed",),)),
)
OF_THE_HOME = (
    Beside(rows.Setup, "data", (("books", "rights"),)),
    Beside(rows.LinkKey, "key"),
    Beside(Authenticator, "data", (("secret",), ("seed",))),
)


def rows_of(table: type[models.Model]) -> models.QuerySet[Any]:
    """The rows of a table: of the account in scope, where it is an account's."""
    return table._default_manager.all()  # noqa: SLF001 Django's own name for it


def at(told: Any, path: tuple[str, ...]) -> str:  # noqa: ANN401 a JSON value
    """The words at a place of a JSON value; empty where there are none.

    >>> at({"books": {"rights": "x"}}, ("books", "rights")), at({}, ("books", "rights"))
    ('x', '')
    """
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, str) else ""


def put(told: Any, path: tuple[str, ...], words: str) -> None:  # noqa: ANN401 a JSON value
    """Other words at that place."""
    for name in path[:-1]:
        told = told[name]
    told[path[-1]] = words
