"""The demo's people: a bookkeeper who has all the companies, and two who have one of them."""

from collections.abc import Sequence
from datetime import date

from krav.actions.people import add_person, seat_person
from krav.actions.unit import machine
from krav.kernel.role import Role
from krav.store.queries.people import person_id

BY = machine("demo")
PASSWORD = "open-the-ledger"  # noqa: S105 it is told to everybody
BOOKKEEPER = ("mette@holm.example", "Mette Holm")
OTHERS = (("lars@fjordbo.example", "Lars Bjerre", Role.CASEWORKER), ("karen@fjordbo.example", "Karen Lund", Role.GUEST))


def seat_people(account_ids: Sequence[int], *, on: date) -> None:
    """Gives everybody their places, unless that was done before."""
    address, name = BOOKKEEPER
    if person_id(address):
        return
    bookkeeper = add_person(address, name, PASSWORD)
    for account_id in account_ids:
        seat_person(account_id, bookkeeper, Role.ADMINISTRATOR, on=on, by=BY)
    for other, called, role in OTHERS:
        seat_person(account_ids[0], add_person(other, called, PASSWORD), role, on=on, by=BY)


def who() -> str:
    """As whom to log in."""
    others = "; ".join(f"{address} ({called}, {role.key})" for address, called, role in OTHERS)
    return f"Log in as {BOOKKEEPER[0]} ({BOOKKEEPER[1]}, bookkeeper of all three) or {others}. The password is {PASSWORD}"
