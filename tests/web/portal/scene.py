"""Debtors with links: a landlord's letters that left, and whoever opens what they point to."""

from datetime import date
from pathlib import Path

from django.test import Client
from pytest_django.fixtures import Settings

from krav.actions.outbox import send_letters
from krav.render.pdf import Renderer
from krav.store.models import DebtorCode, Letter
from krav.store.scope import account_scope
from krav.wire.debtor_links import code_for, grouped
from tests.actions.cast import ANN, FIRST, SECOND, bank, credit, ledger, line, run, take

KARL = line("1001", "10.000,00", customer="17", name="Karl Øst", kind="privat")
SECOND_OF_KARL = line("1002", "2.000,00", customer="17", name="Karl Øst", kind="privat")
BIRTHE = line("1003", "500,00", customer="18", name="Birthe <b>Prøve</b>", kind="privat")


def dunned(account_id: int, settings: Settings, *lines: str) -> int:
    """The account has sent first reminders, each with a link."""
    settings.KRAV_DEBTOR_PAGES = True
    take(account_id, ledger(*(lines or (KARL, SECOND_OF_KARL, BIRTHE))), on=FIRST)
    take(account_id, bank(credit("77.00", on=FIRST.isoformat(), text="no idea"), until=FIRST.isoformat()), "b.xml", on=FIRST)
    run(account_id, FIRST)
    settings.KRAV_TODAY = FIRST
    leave(account_id, Path(settings.KRAV_HOME))
    return account_id


def leave(account_id: int, home: Path, on: date = FIRST) -> None:
    """What is in the outbox leaves."""
    for _ in send_letters(account_id, home / "letters", on=on, by=ANN, renderer=Renderer()):
        pass


def next_letters(account_id: int) -> None:
    """The bank has told of no payment, and the next reminders are made."""
    take(account_id, bank(until=SECOND.isoformat()), "none.xml", on=SECOND)
    run(account_id, SECOND)


def letter_id(account_id: int, number: str) -> int:
    """The letter about a customer's number."""
    with account_scope(account_id):
        return Letter.objects.filter(debtor__number=number).order_by("-id").values_list("id", flat=True)[0]


def page_of(account_id: int, number: str = "17") -> str:
    """The address that a customer's newest letter bears."""
    return f"/d/{grouped(code_for(account_id, letter_id(account_id, number)))}/"


def anybody(**how: str) -> Client:
    """Somebody who never logged in."""
    return Client(**how)  # type: ignore[arg-type]


def codes() -> int:
    """How many codes there are."""
    return DebtorCode.objects.count()
