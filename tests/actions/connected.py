"""Accounts connected to stand-ins of accounting systems, as a person connects them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import pytest
from pytest_django.fixtures import Settings

from krav.actions.accounts import open_account
from krav.actions.connecting import Wanted, choose, companies, connect, let_go_on
from krav.actions.syncing import Synced, sync
from krav.actions.write_back import PostedReport, post_vouchers
from krav.claims.books_policy import ACCOUNTS
from krav.store.models import Account, BooksItem, BooksPosted, Claim, ClaimState, Connection, Entry
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.accounting import systems
from krav.wire.sealed import seal
from tests.actions.cast import ANN, FJORDBO, NORDLYS, PROVBYGG
from tests.wire.accounting.economic.standin import standing_in as economic
from tests.wire.accounting.standin import StandIn
from tests.wire.accounting.tripletex.standin import standing_in

HOMES = {"DKK": FJORDBO, "NOK": NORDLYS, "SEK": PROVBYGG}
BOOKS = {"bank": "1920", "receivable": "1500"} | dict.fromkeys(set(ACCOUNTS) - {"bank", "receivable"}, "8050")
"""The accounts that every stand-in has."""


@contextmanager
def tripletex() -> Iterator[StandIn]:
    with standing_in() as found:
        yield found


@dataclass
class Linked:
    """An account, its accounting system, and what a test asks of both."""

    books: StandIn
    account: Account

    def sync(self, on: date, *, whole: bool = False, close: bool = False) -> Synced:
        found = sync(self.account.pk, on=on, by=ANN, whole=whole, close=close)
        assert found is not None
        return found

    def post(self, on: date) -> PostedReport:
        found = post_vouchers(self.account.pk, on=on, by=ANN)
        assert found is not None
        return found

    def go_on(self, on: date) -> None:
        let_go_on(self.account.pk, on=on, by=ANN)
        self.account.refresh_from_db()

    def entries(self, number: str) -> list[tuple[str, int, date]]:
        """What happened to a claim: kind, amount and day."""
        with account_scope(self.account.pk):
            found = Entry.objects.filter(claim__number=number).order_by("id")
            return list(found.values_list("kind", "amount", "on"))

    def claims(self) -> dict[str, int]:
        """The claims of which principal is owed, and how much."""
        with account_scope(self.account.pk):
            found = ClaimState.objects.filter(settled_on=None).exclude(balance=0)
            return dict(found.values_list("claim__number", "balance"))

    def connection(self) -> Connection:
        with account_scope(self.account.pk):
            return Connection.objects.exclude(state="ended").get()

    def claim(self, number: str) -> Claim:
        with account_scope(self.account.pk):
            return Claim.objects.get(number=number)


@contextmanager
def linked(standin: StandIn, patch: pytest.MonkeyPatch, on: date, since: date | None = None) -> Iterator[Linked]:
    """An account of the stand-in's country and company, connected to it; nothing is read yet."""
    patch.setattr(systems, "systems", lambda: {standin.system.code: standin.system})
    patch.setattr(clock, "wait", lambda _: None)
    (company, *_) = companies(standin.system.code, standin.rights)
    home = HOMES[standin.currency]
    company = company._replace(party=replace(company.party, company_number=home.company_number))
    account_id = open_account(replace(home, policy={"books": BOOKS}), on=on)
    link_id = connect(account_id, standin.system.code, standin.rights, on=on, by=ANN)
    choose(account_id, link_id, Wanted(since, standin.chosen.journal), company, on=on, by=ANN)
    yield Linked(standin, Account.objects.get(pk=account_id))


@contextmanager
def read_before(account_id: int, on: date, settings: Settings) -> Iterator[int]:
    """A Danish account waits in quarantine with what e-conomic told; a voucher was refused there, whose id this is."""
    with economic() as books:
        settings.KRAV_VENDORS = {"economic": {"url": books.server.url}}
        with account_scope(account_id):
            link = Connection.objects.exclude(state="ended").first() or Connection(made_by="ann", made_at=clock.now())
            link.account_id, link.system, link.state, link.whole_on = account_id, "economic", "quarantine", on
            link.rights, link.company = seal(books.rights), books.company
            link.save()
            BooksItem.objects.update(rest=0)
            told = {"on": on, "text": "Payment", "currency": "DKK", "lines": "[]", "state": "refused", "problem": "No."}
            row = BooksPosted.objects.create(connection=link, name="K1", **told)
        yield int(row.pk)
