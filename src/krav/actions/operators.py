"""Who runs this installation, and what an account lets them see: nothing of its customers until somebody grants it."""

from datetime import date, datetime, timedelta

from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock

LONGEST = timedelta(days=7)
"""So long lasts a look at most; a longer one is granted anew."""


def add_operator(email: str) -> None:
    """Makes a person an operator of the installation; only its own machine's command line does that.

    Raises:
        KravError: nobody has that address.
    """
    _set(email, is_operator=True)


def remove_operator(email: str) -> None:
    """Takes the desk away again; looks that were granted end with it.

    Raises:
        KravError: nobody has that address.
    """
    _set(email, is_operator=False)


def grant_look(account_id: int, user_id: int, why: str, until: datetime, *, on: date, by: Actor, key: str = "") -> int:
    """Lets an operator look at the account, as a guest, until a moment; the grant's id. A look that lasts already ends.

    Raises:
        KravError: they are no operator, there is no reason, or the moment is past or too far away.
    """
    with unit(account_id, "grant_look", on=on, by=by, key=key) as work:
        user = rows.User.objects.filter(pk=user_id, is_operator=True, is_active=True).first()
        if user is None:
            raise KravError("Only an operator of this installation can be let in.")
        if not why.strip():
            raise KravError("Say why: the reason stands in the account’s list of looks.")
        now = clock.now()
        if not now < until <= now + LONGEST:
            raise KravError("A look lasts seven days at most.")
        _end(account_id, user_id)
        made = rows.OperatorGrant.objects.create(
            account_id=account_id, user=user, why=why.strip()[:300], granted_by=by.name, at=now, until=until
        )
        work.said = {"operator": user.email, "until": until.isoformat(), "why": made.why}
    return int(made.pk)


def end_look(account_id: int, grant_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """Ends a look before its time; answers whose it was.

    Raises:
        KravError: it is over.
    """
    with unit(account_id, "end_look", on=on, by=by, key=key) as work:
        found = rows.OperatorGrant.objects.select_related("user").filter(account_id=account_id, pk=grant_id).first()
        if found is None or found.ended_at is not None or found.until <= clock.now():
            raise KravError("This look is over already.")
        _end(account_id, found.user_id)
        work.said = {"operator": found.user.email}
    return found.user.name or found.user.email


def looked(account_id: int, grant_id: int, who: str, what: str) -> None:
    """Keeps that an operator opened a page of the account under a grant."""
    with account_scope(account_id):
        rows.OperatorLook.objects.create(grant_id=grant_id, who=who, what=what[:300], at=clock.now())


def _end(account_id: int, user_id: int) -> None:
    lasting = rows.OperatorGrant.objects.filter(account_id=account_id, user_id=user_id, ended_at__isnull=True)
    lasting.update(ended_at=clock.now())


def _set(email: str, *, is_operator: bool) -> None:
    if not rows.User.objects.filter(email=email.strip().lower()).update(is_operator=is_operator):
        raise KravError("Nobody has the address {email}. Make the person first: krav person.", {"email": email})
