"""A program's key: whose account it opens, as what; every operation happens with that account in scope."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.security import HttpBearer

from krav.actions.debtor_tries import count_wrong, waits_until
from krav.actions.rights import Forbidden
from krav.actions.tokens import token_used
from krav.actions.unit import Actor
from krav.kernel.plain import is_text
from krav.kernel.role import Role
from krav.store.queries.things import all_here, these_here
from krav.store.queries.tokens import seat_of_token
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.askers import place

_AROUND = 64 * 1024
"""Bytes of a form that are not its file's."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Caller:
    """A program: the account its key opens, its role there, and the day."""

    account_id: int
    slug: str
    on: date
    by: Actor

    def must_be(self, role: Role, action: str) -> None:
        """Refuses what is shown to a higher role only.

        Raises:
            Forbidden: the key's role is lower.
        """
        if self.by.role < role:
            raise Forbidden(action, role)


class Asked(HttpRequest):
    """A request that showed a key."""

    auth: Caller


class Bearer(HttpBearer):
    """`Authorization: Bearer krav_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who calls; None for a key that opens nothing.

        Raises:
            HttpError: too many of them came from this address, or more is sent than any operation takes. A key that opens
                something is not kept waiting.
        """
        seat, on = seat_of_token(token), clock.today()
        if seat is None:
            _count_wrong(place(request, on, "key"))
            return None
        if seat.used_on != on:
            token_used(seat.token_id, on=on)
        _bounded(request)
        return Caller(seat.account_id, seat.slug, on, Actor(seat.token_name, seat.role))


def _count_wrong(mark: str) -> None:
    """Counts a wrong key of an address, unless the address has to wait."""
    now = clock.now()
    until = waits_until(mark, now=now)
    if until is not None:
        raise HttpError(429, _("Too many keys that open nothing came from here. Wait, then try again."))
    count_wrong(mark, now=now)


def _bounded(request: HttpRequest) -> None:
    """Refuses a body before any of it is read: a file and what stands around it, or words."""
    filed = request.content_type == "multipart/form-data"
    most = settings.UPLOAD_LIMIT + _AROUND if filed else settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        told = {"most": most // 1024 // 1024}
        raise HttpError(413, _("This is larger than %(most)s MB. Send less at once. Nothing was taken in.") % told)


def must_have(name: str, ids: Collection[int]) -> None:
    """Refuses what names a thing that is not the account's: `name` is what a path would call it.

    Raises:
        Http404: one of them is not there.
    """
    if not these_here(name, ids):
        raise Http404


def in_account(operation: Callable[Concatenate[Asked, P], T]) -> Callable[Concatenate[Asked, P], T]:
    """The operation with the caller's account in scope; what is not there, or is another account's, is 404."""

    @wraps(operation)
    def inside(request: Asked, /, *args: P.args, **named: P.kwargs) -> T:
        with account_scope(request.auth.account_id):
            words = (value for value in named.values() if isinstance(value, str))
            if not all(map(is_text, words)) or not all_here(named):
                raise Http404
            return operation(request, *args, **named)

    return inside
