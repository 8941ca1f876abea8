"""Connecting an account to its accounting system: rights, company, what is fetched; and letting go of it again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from krav.actions.kept_rights import KeptRights, RightsToTry
from krav.actions.unit import Actor, Unit, unit
from krav.kernel.refusal import KravError
from krav.law.payment import digits
from krav.store import models as rows
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.accounting.systems import system
from krav.wire.accounting.values import CompanyIn
from krav.wire.rights import Told
from krav.wire.sealed import seal


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person chose: from which day on items are fetched, and what is posted.

    `journal` is where vouchers go; `posts` whether Krav posts at all. `places` are the system's names of our departments
    and projects.
    """

    since: date | None = None
    journal: str = ""
    posts: bool = True
    places: Mapping[str, str] = field(default_factory=dict)


def rights_from(code: str, told: Told, back: str = "") -> Told:
    """The rights that a system gives for what was typed, or for what its own page answered. Nothing is kept.

    Raises:
        Broken: the system does not know them, or cannot be asked.
        KravError: there is no such system.
    """
    return system(code).allowed(told, back)


def companies(code: str, rights: Told) -> Sequence[CompanyIn]:
    """The companies that rights cover which are not kept yet; asked of the system itself.

    Raises:
        Broken: the system cannot be asked.
    """
    return list(system(code).open(RightsToTry(rights)).companies())


def companies_of(account_id: int, connection_id: int) -> Sequence[CompanyIn]:
    """The companies that the rights of a connection cover; asked of the system itself.

    Raises:
        Broken: the system cannot be asked.
    """
    with account_scope(account_id):
        code = rows.Connection.objects.values_list("system", flat=True).get(pk=connection_id)
    return list(system(code).open(KeptRights(account_id, connection_id)).companies())


def connect(account_id: int, code: str, rights: Told, *, on: date, by: Actor, key: str = "") -> int:
    """Keeps rights, sealed, in the place of those the account had; the connection's id.

    The same system connected anew goes on where it was; another one ends the one before.
    """
    with unit(account_id, "connect_books", on=on, by=by, key=key) as work:
        before = rows.Connection.objects.exclude(state="ended").filter(system=code).order_by("-id").first()
        work.said = {"system": code, "anew": before is not None}
        if before:
            before.rights, before.problem, before.failed_at = seal(rights), "", None
            if before.state == "lost":
                before.state = "on" if before.whole_on and not work.creditor.quarantine else "quarantine"
            before.save(update_fields=["rights", "problem", "failed_at", "state"])
            return int(before.pk)
        _end(work)
        row = rows.Connection.objects.create(system=code, rights=seal(rights), made_by=by.name, made_at=clock.now())
        return int(row.pk)


def choose(
    account_id: int, connection_id: int, wanted: Wanted, company: CompanyIn, *, on: date, by: Actor, key: str = ""
) -> None:
    """Chooses the company and what is fetched. Before anything is asked of anybody a person sees what the books bring.

    Raises:
        KravError: the connection is over, or the books are another company's.
    """
    with unit(account_id, "connect_books", on=on, by=by, key=key) as work:
        row, name, theirs = _row(connection_id), company.party.name, digits(company.party.company_number)
        if theirs and theirs not in digits(work.creditor.sender.company_number):
            facts = {"name": name, "number": theirs, "own": work.creditor.sender.company_number}
            raise KravError("These are the books of {name} ({number}), and this account has the number {own}.", facts)
        row.company, row.name, row.since, row.journal = company.id, name[:120], wanted.since, wanted.journal
        row.places = json.dumps(dict(wanted.places))
        row.posts_from = (row.posts_from or on) if wanted.posts else None
        if row.state == "choosing":
            row.state = "quarantine"
            rows.Account.objects.filter(pk=account_id).update(quarantine=True)
        row.save()
        work.said = {"connection": row.pk, "company": row.company, "posts": wanted.posts}


def let_go_on(account_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """A person has seen what waits: the account goes on, each claim with its next lawful step only.

    Raises:
        KravError: nothing waits for that, or the first reading has not come to its end.
    """
    with unit(account_id, "let_go_on", on=on, by=by, key=key) as work:
        row = rows.Connection.objects.filter(state="quarantine").first()
        if row is None:
            raise KravError("Nothing waits to be let go on.")
        if row.whole_on is None:
            raise KravError("The accounting system has not been read to the end yet; wait until it is.")
        row.state = "on"
        row.save(update_fields=["state"])
        rows.Account.objects.filter(pk=account_id).update(quarantine=False)
        work.said = {"connection": row.pk}


def disconnect(account_id: int, connection_id: int, *, on: date, by: Actor, key: str = "") -> None:
    """Forgets the rights and reads no more; what was read stays.

    Raises:
        KravError: the connection is over.
    """
    with unit(account_id, "connect_books", on=on, by=by, key=key) as work:
        _row(connection_id)
        _end(work)
        work.said = {"ended": connection_id}


def _row(connection_id: int) -> rows.Connection:
    row = rows.Connection.objects.exclude(state="ended").filter(pk=connection_id).first()
    if row is None:
        raise KravError("This connection is over. Connect the system again.")
    return row


def _end(work: Unit) -> None:
    """Ends the connection there is. What is only read of it may be asked for again: nobody waits for it any more."""
    rows.Connection.objects.exclude(state="ended").update(state="ended", rights="")
    rows.Account.objects.filter(pk=work.creditor.id).update(quarantine=False, books_unread=False)
