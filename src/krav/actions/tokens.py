"""Programs' keys to an account: made once and shown once, used, revoked."""

from datetime import date
from secrets import token_urlsafe

from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.tokens import fingerprint
from krav.wire import clock


def make_token(account_id: int, name: str, role: Role, *, on: date, by: Actor, key: str = "") -> str:
    """A new key, which is not kept: who asked for it sees it now and never again."""
    secret = f"krav_{token_urlsafe(32)}"
    with unit(account_id, "make_token", on=on, by=by, key=key) as work:
        made = rows.ApiToken.objects.create(
            account_id=account_id,
            name=name,
            role=role,
            sha256=fingerprint(secret),
            made_by=by.name,
            made_at=clock.now(),
        )
        work.said = {"token": made.id, "name": name, "role": role.key}
    return secret


def revoke_token(account_id: int, token_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """Ends a key at once; answers its name.

    Raises:
        KravError: the account has no such key, or it was revoked before.
    """
    with unit(account_id, "revoke_token", on=on, by=by, key=key) as work:
        token = rows.ApiToken.objects.filter(account_id=account_id, id=token_id, revoked_at__isnull=True).first()
        if token is None:
            raise KravError("This key opens nothing any more; it was revoked before.")
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        work.said = {"token": token.id, "name": token.name}
    return token.name


def token_used(token_id: int, *, on: date) -> None:
    """Keeps the last day on which a key was used."""
    rows.ApiToken.objects.filter(id=token_id).update(used_on=on)
