"""The people of a bookkeeping firm: joining, given another role, leaving; their seats on its clients go with them."""

from collections.abc import Collection
from datetime import date

from krav.actions.firms import at_firm
from krav.actions.unit import Actor, unit
from krav.kernel.refusal import KravError
from krav.kernel.role import Role
from krav.store import models as rows
from krav.store.queries.people import proved_addresses


def join_firm(firm_id: int, user_id: int, email: str, role: Role, *, asked_by: str, on: date) -> None:
    """Somebody takes the place at a firm that they were asked to take by e-mail, and their seats on its clients.

    Raises:
        KravError: they do not own the address, work there already, or whoever asked no longer speaks for the firm.
    """
    speaks = rows.FirmMember.objects.filter(firm_id=firm_id, user__email=asked_by, role=Role.ADMINISTRATOR).exists()
    if not speaks or email not in proved_addresses(user_id):
        raise KravError("No invitation with this number waits for you.")
    by = Actor(asked_by, Role.ADMINISTRATOR)
    with at_firm(firm_id, "join_firm", by=by):
        if rows.FirmMember.objects.filter(firm_id=firm_id, user_id=user_id).exists():
            raise KravError("{email} works at this firm already.", {"email": email})
        highest = _highest(firm_id)
        rows.FirmMember.objects.create(firm_id=firm_id, user_id=user_id, role=role)
        for account_id, most in highest.items():
            _give(account_id, user_id, Role(min(role, most)), on=on, by=by)


def change_colleague(firm_id: int, user_id: int, role: Role, *, on: date, by: Actor) -> str:
    """Gives somebody another role at the firm, and on its clients no higher one than its people have there; their name.

    Where nobody else administers a client, their seat on it stays as it is.

    Raises:
        KravError: they work there no more, or are the firm's last administrator.
    """
    with at_firm(firm_id, "change_colleague", by=by):
        member = _colleague(firm_id, user_id)
        if role < Role.ADMINISTRATOR:
            _keep_an_administrator(firm_id, member)
        highest, seats = _highest(firm_id), _seats(firm_id, user_id)
        alone = _alone(seats, user_id)
        rows.FirmMember.objects.filter(pk=member.pk).update(role=role)
        for account_id in (each for each in seats if each not in alone):
            _give(account_id, user_id, Role(min(role, highest[account_id])), on=on, by=by)
    return member.user.name or member.user.email


def let_go(firm_id: int, user_id: int, *, on: date, by: Actor) -> list[str]:
    """Somebody works at the firm no more, and loses their seats on its clients.

    A seat without which nobody would administer the account stays; answers the accounts of which that is so.

    Raises:
        KravError: they work there no more, or are the firm's last administrator.
    """
    with at_firm(firm_id, "let_go", by=by):
        member = _colleague(firm_id, user_id)
        _keep_an_administrator(firm_id, member)
        seats = _seats(firm_id, user_id)
        stay = _alone(seats, user_id)
        for account_id in (each for each in seats if each not in stay):
            with unit(account_id, "end_firm_seat", on=on, by=by) as work:
                rows.Membership.objects.filter(account_id=account_id, user_id=user_id).delete()
                work.said = {"email": member.user.email}
        rows.FirmMember.objects.filter(pk=member.pk).delete()
    return sorted(rows.Account.objects.filter(id__in=stay).values_list("name", flat=True))


def _give(account_id: int, user_id: int, role: Role, *, on: date, by: Actor) -> None:
    with unit(account_id, "give_firm_seat", on=on, by=by) as work:
        rows.Membership.objects.update_or_create(account_id=account_id, user_id=user_id, defaults={"role": role})
        work.said = {"person": user_id, "role": role.key}


def _highest(firm_id: int) -> dict[int, int]:
    """The highest role that the firm's people have on each client: nobody is let in where the client let all of them out."""
    people = rows.FirmMember.objects.filter(firm_id=firm_id).values("user_id")
    found = rows.Membership.objects.filter(account__client__firm_id=firm_id, user_id__in=people)
    highest: dict[int, int] = {}
    for account_id, role in found.values_list("account_id", "role"):
        highest[account_id] = max(role, highest.get(account_id, 0))
    return highest


def _seats(firm_id: int, user_id: int) -> list[int]:
    found = rows.Membership.objects.filter(account__client__firm_id=firm_id, user_id=user_id)
    return sorted(found.values_list("account_id", flat=True))


def _alone(account_ids: Collection[int], user_id: int) -> set[int]:
    """The accounts that nobody but this person administers."""
    others = rows.Membership.objects.filter(account_id__in=account_ids, role=Role.ADMINISTRATOR).exclude(user_id=user_id)
    return set(account_ids) - set(others.values_list("account_id", flat=True))


def _colleague(firm_id: int, user_id: int) -> rows.FirmMember:
    found = rows.FirmMember.objects.select_related("user").filter(firm_id=firm_id, user_id=user_id).first()
    if found is None:
        raise KravError("This person works at the firm no more.")
    return found


def _keep_an_administrator(firm_id: int, leaving: rows.FirmMember) -> None:
    others = rows.FirmMember.objects.filter(firm_id=firm_id, role=Role.ADMINISTRATOR).exclude(pk=leaving.pk)
    if leaving.role == Role.ADMINISTRATOR and not others.exists():
        raise KravError("A firm has at least one administrator. Make somebody else one first.")
