"""People on an account: asked to join, joining, given another role, removed; and what they tell of themselves."""

from dataclasses import asdict, dataclass
from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction

from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.people import proved_addresses, with_second_step
from krav.wire import clock


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person chooses for themselves; `language` and `theme` empty for the browser's and the system's."""

    name: str
    language: str
    theme: str
    dense: bool
    single_keys: bool


def invite(account_id: int, email: str, role: Role, *, on: date, by: Actor, key: str = "") -> int:
    """Asks somebody to join; whoever was asked before is asked again, for the role given now. The invitation's id.

    Raises:
        KravError: the address has a place on the account.
    """
    address = email.strip().lower()
    with unit(account_id, "invite", on=on, by=by, key=key) as work:
        if rows.Membership.objects.filter(account_id=account_id, user__email=address).exists():
            raise KravError("{email} has a place on this account already.", {"email": address})
        made, _ = rows.Invitation.objects.update_or_create(
            account_id=account_id, email=address, defaults={"role": role, "invited_by": by.name, "at": clock.now()}
        )
        work.said = {"email": address, "role": role.key}
    return made.id


def withdraw_invitation(account_id: int, invitation_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """Takes an invitation back; answers whose it was.

    Raises:
        KravError: it was answered or withdrawn before.
    """
    with unit(account_id, "withdraw_invitation", on=on, by=by, key=key) as work:
        found = rows.Invitation.objects.filter(account_id=account_id, id=invitation_id).first()
        if found is None:
            raise KravError("This invitation was answered or withdrawn before.")
        found.delete()
        work.said = {"email": found.email}
    return found.email


def accept_invitation(invitation_id: int, user_id: int, *, on: date) -> str:
    """Gives the person the place they were asked to take; the account's slug.

    Raises:
        KravError: the invitation is gone, or was sent to an address that the person has not proved to own.
    """
    user, waiting, account = _invited(invitation_id, user_id)
    with unit(account.id, "join", on=on, by=Actor(user.email, Role(waiting.role))) as work:
        if not rows.Invitation.objects.filter(id=waiting.id).delete()[0]:
            raise KravError("This invitation was answered or withdrawn before.")
        rows.Membership.objects.get_or_create(account=account, user=user, defaults={"role": waiting.role})
        work.said = {"email": user.email, "role": Role(waiting.role).key, "invited_by": waiting.invited_by}
    return account.slug


def decline_invitation(invitation_id: int, user_id: int, *, on: date) -> None:
    """Says no to an invitation.

    Raises:
        KravError: as for accepting it.
    """
    user, waiting, account = _invited(invitation_id, user_id)
    with unit(account.id, "decline_invitation", on=on, by=Actor(user.email, Role.GUEST)) as work:
        rows.Invitation.objects.filter(id=waiting.id).delete()
        work.said = {"email": user.email}


def change_role(account_id: int, user_id: int, role: Role, *, on: date, by: Actor, key: str = "") -> str:
    """Gives somebody another role; answers their name.

    Raises:
        KravError: they have no place any more, or are the last administrator.
    """
    with unit(account_id, "change_role", on=on, by=by, key=key) as work:
        member = _member(account_id, user_id)
        if role is not Role.ADMINISTRATOR:
            _keep_an_administrator(account_id, member)
        work.said = {"email": member.user.email, "from": Role(member.role).key, "role": role.key}
        member.role = role
        member.save(update_fields=["role"])
    return member.user.name or member.user.email


def remove_person(account_id: int, user_id: int, *, on: date, by: Actor, key: str = "") -> str:
    """Takes somebody's place on the account away; answers their name.

    Raises:
        KravError: they have no place any more, or are the last administrator.
    """
    with unit(account_id, "remove_person", on=on, by=by, key=key) as work:
        member = _member(account_id, user_id)
        _keep_an_administrator(account_id, member)
        work.said = {"email": member.user.email, "role": Role(member.role).key}
        member.delete()
    return member.user.name or member.user.email


def ask_second_step(account_id: int, *, asks: bool, on: date, by: Actor, key: str = "") -> None:
    """Lets only people with a second step at log-in open the account, or everybody again. Keys of programs open it.

    Raises:
        KravError: whoever asks for it has none.
    """
    with unit(account_id, "ask_second_step", on=on, by=by, key=key) as work:
        mine = rows.User.objects.filter(email=by.name.lower()).values_list("pk", flat=True)
        if asks and mine and not with_second_step(mine):
            raise KravError("Turn your own second step on first; else you would shut yourself out.")
        rows.Account.objects.filter(pk=account_id).update(second_step=asks)
        work.said = {"asks": asks}


def seat_person(account_id: int, user_id: int, role: Role, *, on: date, by: Actor) -> None:
    """Gives a person a role on an account, or another one, without asking them: the operator's way.

    Raises:
        KravError: the account would lose its last administrator.
    """
    with unit(account_id, "seat_person", on=on, by=by) as work:
        member = rows.Membership.objects.filter(account_id=account_id, user_id=user_id).first()
        if member and role < Role.ADMINISTRATOR:
            _keep_an_administrator(account_id, member)
        rows.Membership.objects.update_or_create(account_id=account_id, user_id=user_id, defaults={"role": role})
        work.said = {"person": user_id, "role": role.key}


def add_person(email: str, name: str, password: str) -> int:
    """A person whom the operator vouches for: the address counts as theirs without a mail to it."""
    with transaction.atomic():
        user = rows.User.objects.create_user(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user.id


def change_profile(user_id: int, profile: Profile) -> None:
    """Keeps what a person chose for themselves."""
    rows.User.objects.filter(pk=user_id).update(**asdict(profile))


def account_opened(account_id: int, user_id: int) -> None:
    """Keeps when a person last opened an account."""
    rows.Membership.objects.filter(account_id=account_id, user_id=user_id).update(opened_at=clock.now())


def _invited(invitation_id: int, user_id: int) -> tuple[rows.User, rows.Invitation, rows.Account]:
    found = rows.Invitation.objects.select_related("account").filter(id=invitation_id).first()
    if found is None or found.email not in proved_addresses(user_id):
        raise KravError("No invitation with this number waits for you.")
    return rows.User.objects.get(pk=user_id), found, found.account


def _member(account_id: int, user_id: int) -> rows.Membership:
    found = rows.Membership.objects.select_related("user").filter(account_id=account_id, user_id=user_id).first()
    if found is None:
        raise KravError("This person has no place on the account any more.")
    return found


def _keep_an_administrator(account_id: int, leaving: rows.Membership) -> None:
    others = rows.Membership.objects.filter(account_id=account_id, role=Role.ADMINISTRATOR).exclude(pk=leaving.pk)
    if leaving.role == Role.ADMINISTRATOR and not others.exists():
        raise KravError("An account has at least one administrator. Make somebody else one first.")
