"""One account in scope: a query or an insert without scope raises, and no row of another account is ever seen."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.db import models

from krav.kernel.refusal import KravError

_current: ContextVar[int | None] = ContextVar("krav_account", default=None)
_across: ContextVar[bool] = ContextVar("krav_across", default=False)

M = TypeVar("M", bound=models.Model)


class ScopeError(KravError):
    """Rows of an account were asked for or written while another account, or none, was in scope."""


@contextmanager
def account_scope(account_id: int) -> Iterator[int]:
    """Puts one account in scope; scopes do not nest across accounts."""
    outer = _current.get()
    if outer not in (None, account_id):
        raise ScopeError(f"Account {outer} is in scope; account {account_id} cannot be opened inside it.")
    token = _current.set(account_id)
    try:
        yield account_id
    finally:
        _current.reset(token)


@contextmanager
def across_accounts() -> Iterator[None]:
    """Lets queries of accounts see what belongs to each of them; an account may be put in scope inside, and narrows it.

    For lists of accounts, for whoever comes to a door before an account is known, and for the operator.

    Raises:
        ScopeError: an account is in scope.
    """
    if (account_id := _current.get()) is not None:
        raise ScopeError(f"Account {account_id} is in scope; other accounts are not looked at inside it.")
    token = _across.set(True)
    try:
        yield
    finally:
        _across.reset(token)


@contextmanager
def own_or_across() -> Iterator[None]:
    """As across_accounts where no account is in scope; where one is, nothing beyond it is reached."""
    if _current.get() is not None:
        yield
        return
    with across_accounts():
        yield


def account_in_scope() -> int:
    """The account in scope.

    Raises:
        ScopeError: none is.
    """
    account_id = _current.get()
    if account_id is None:
        raise ScopeError("No account is in scope: open one with account_scope(account_id).")
    return account_id


def reach() -> str:
    """What may be reached now: the id of the account in scope, * across accounts, or empty."""
    account_id = _current.get()
    if account_id is not None:
        return str(int(account_id))
    return "*" if _across.get() else ""


class InScope(models.Expression):
    """The account in scope when a query runs, not when it was written: no query carries an account out of its scope."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler: object, connection: object) -> tuple[str, tuple[int]]:  # noqa: ARG002 Django's own
        return "%s", (account_in_scope(),)


class AccountQuerySet(models.QuerySet[M]):
    """A query set that writes only rows of the account in scope."""

    def create(self, **kwargs: Any) -> M:  # noqa: ANN401 Django's own signature
        named = kwargs.keys() & {"account", "account_id"}
        return super().create(**kwargs if named else kwargs | {"account_id": account_in_scope()})

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> list[M]:  # noqa: ANN401 Django's own signature
        return super().bulk_create([_checked(row) for row in objs], *args, **kwargs)

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> int:  # noqa: ANN401 Django's own signature
        return super().bulk_update([_checked(row) for row in objs], *args, **kwargs)

    def update(self, **kwargs: Any) -> int:  # noqa: ANN401 Django's own signature
        if kwargs.keys() & {"account", "account_id"}:
            raise ScopeError("Rows stay with their account: an update cannot give them to another.")
        return super().update(**kwargs)

    def raw(self, *_: Any, **__: Any) -> Any:  # noqa: ANN401 Django's own signature
        raise ScopeError("Raw SQL does not know the account in scope: write the query with the manager.")


class AccountManager(models.Manager[M]):
    """Sees the rows of the account in scope and no other."""

    def get_queryset(self) -> AccountQuerySet[M]:
        account_in_scope()
        return AccountQuerySet[M](self.model, using=self._db).filter(account_id=InScope())


class Owned(models.Model):
    """A row that belongs to one account; every table leads with it."""

    account = models.ForeignKey("store.Account", on_delete=models.PROTECT, db_index=False)

    objects = AccountManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's own signature
        """Refuses a row of an account that is not in scope: the wall stands on writes too."""
        _checked(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ANN401 Django's own signature
        """Refuses a row of an account that is not in scope."""
        _checked(self)
        return super().delete(*args, **kwargs)


def _checked(row: Any) -> Any:  # noqa: ANN401 any owned row
    """The row, when it is of the account in scope."""
    if row.account_id != account_in_scope():
        raise ScopeError(f"A row of account {row.account_id} cannot be written: account {account_in_scope()} is in scope.")
    return row
