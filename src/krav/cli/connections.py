"""`krav connect`, `krav sync` and `krav post`: an account's accounting system."""

from datetime import date

import click

from krav.actions.connecting import Wanted, choose, companies, disconnect, let_go_on, rights_from
from krav.actions.connecting import connect as keep
from krav.actions.syncing import sync as read_books
from krav.actions.unit import machine
from krav.actions.write_back import post_vouchers
from krav.cli.accounts import named
from krav.cli.output import DAY, console, show
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries import connections as queries
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.accounting.systems import system, systems

BY = machine("command line")


@click.command()
@click.argument("account")
@click.option("--to", "code", type=click.Choice(list(systems())), help="The accounting system; how it stands unless given.")
@click.option("--company", default="", help="The company, where the right covers several.")
@click.option("--since", type=DAY, help="Leave invoices of before this day alone.")
@click.option("--journal", default="", help="Where vouchers are posted, as the system calls it.")
@click.option("--read-only", is_flag=True, help="Post nothing there.")
@click.option("--go-on", is_flag=True, help="You have seen what waits: let the account go on.")
@click.option("--end", is_flag=True, help="Disconnect, and forget the rights.")
def connect(
    account: str, code: str, company: str, since: date | None, journal: str, *, read_only: bool, go_on: bool, end: bool
) -> None:
    """Connect ACCOUNT to its accounting system, or show how the connection stands."""
    line, on = named(account), clock.today()
    if code:
        _connect(line.id, code, company, Wanted(since, journal, not read_only))
    elif go_on:
        let_go_on(line.id, on=on, by=BY)
    elif end:
        with account_scope(line.id):
            at = queries.link()
        if at is None:
            raise KravError("Nothing is connected.")
        disconnect(line.id, at.id, on=on, by=BY)
    _stands(line.id, line.name)


def _connect(account_id: int, code: str, wanted_company: str, wanted: Wanted) -> None:
    """Asks for the rights, and for the company where there are several."""
    asked, on = system(code), clock.today()
    if not asked.fields:
        raise KravError("{system} is connected in the browser: Settings, Accounting system.", {"system": asked.name})
    told = {
        each.name: click.prompt(each.label, None if each.needed else "", hide_input=each.secret, show_default=False)
        for each in asked.fields
    }
    rights = rights_from(code, told)
    found = {each.id: each for each in companies(code, rights)}
    if len(found) > 1 and wanted_company not in found:
        show(asked.name, ("--company", "Name", "Number"),
             [(each.id, each.party.name, each.party.company_number) for each in found.values()])  # fmt: skip
        raise KravError("Say which company with --company.")
    company = found.get(wanted_company) or next(iter(found.values()))
    choose(account_id, keep(account_id, code, rights, on=on, by=BY), wanted, company, on=on, by=BY)


def _stands(account_id: int, name: str) -> None:
    with account_scope(account_id):
        at = queries.link()
        if at is None:
            console.print(f"{name} is connected to no accounting system.")
            return
        found = queries.catch_up(creditor_in_scope(), clock.today()) if at.state == "quarantine" else None
    console.print(f"{name}: {system(at.system).name}, {at.name}: {at.state}{f'; {at.problem}' if at.problem else ''}")
    if found:
        lines = [(step, count) for step, count in found.steps.items()] + [("waiting", found.waiting)]
        show("What waits", ("Step", "Claims"), lines)
        for late in found.late:
            if late.steps > 1:
                console.print(f"{late.claims} would be {late.steps} steps late: the next lawful step only.")


@click.command()
@click.argument("account")
@click.option("--whole", is_flag=True, help="Read the whole ledger, not only what has changed.")
@click.option("--close", is_flag=True, help="What the whole ledger does not name is settled, even if it names little.")
def sync(account: str, *, whole: bool, close: bool) -> None:
    """Read the accounting system of ACCOUNT."""
    line = named(account)
    done = read_books(line.id, on=clock.today(), by=BY, whole=whole, close=close)
    if done is None:
        raise KravError("Nothing is connected that could be read.")
    read = "the whole ledger" if done.whole else "what has changed"
    console.print(
        f"{done.system}: {read}, {done.items} items: {done.new} new, {done.changed} moved, {done.closed} closed, "
        f"{done.left_out} left out, {done.letters} letters."
    )


@click.command()
@click.argument("account")
def post(account: str) -> None:
    """Post what was done before today in the accounting system of ACCOUNT."""
    line = named(account)
    done = post_vouchers(line.id, on=clock.today(), by=BY)
    if done is None:
        raise KravError("Nothing is connected that is posted to.")
    console.print(f"{done.posted} booked, {done.refused} refused, {done.uncertain} uncertain, {done.waiting} wait.")
