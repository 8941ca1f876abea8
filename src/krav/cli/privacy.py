"""`krav privacy`: what is kept of a customer, handing it out, erasing it, and whose time is up."""

from datetime import date
from pathlib import Path

import click

from krav.actions.erasure import change_keeping, erase, export, finish
from krav.actions.unit import machine
from krav.claims.retention import TimeUp
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.refusal import KravError
from krav.store.queries import privacy as read
from krav.store.queries.customers import debtor_id_of
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


@click.group()
def privacy() -> None:
    """What is kept of customers: until when and why, handing it out, erasing it."""


@privacy.command("show")
@click.argument("account")
@click.argument("number")
@click.option("--on", type=DAY, help="Today unless given.")
def show_(account: str, number: str, *, on: date | None) -> None:
    """Say what is kept of customer NUMBER of ACCOUNT, how much of each, and what keeps it."""
    account_id, debtor_id = _found(account, number)
    with account_scope(account_id):
        found, kept = read.what_keeps(debtor_id, on or clock.today()), read.everything_of(debtor_id)
    show("", ("Kept", "Rows"), [(table, len(told)) for table, told in kept.items() if told])
    console.print(_said(found), soft_wrap=True)


@privacy.command("export")
@click.argument("account")
@click.argument("number")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; standard output unless given.")
def export_(account: str, number: str, *, to: Path | None) -> None:
    """Write all that is kept of customer NUMBER of ACCOUNT as JSON (docs/schemas/debtor.md); the audit knows of it."""
    account_id, debtor_id = _found(account, number)
    told = export(account_id, debtor_id, on=clock.today(), by=BY)
    if to:
        to.write_text(read.as_json(told), "utf-8")
    else:
        click.echo(read.as_json(told), nl=False)


@privacy.command("erase")
@click.argument("account")
@click.argument("number")
def erase_(account: str, number: str) -> None:
    """Erase what is known of customer NUMBER of ACCOUNT, where the law lets it. Amounts and days of the books stay."""
    account_id, debtor_id = _found(account, number)
    erase(account_id, debtor_id, on=clock.today(), by=BY)
    console.print("Erased.")


@privacy.command("due")
@click.argument("account")
@click.option("--erase", "gone", is_flag=True, help="Erase them all; they are only listed unless given.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def due_(account: str, *, gone: bool, as_json: bool) -> None:
    """List the customers of ACCOUNT that no law keeps any more, or erase them."""
    account_id, on = named(account).id, clock.today()
    if gone:
        finish(account_id)
    with account_scope(account_id):
        found = read.time_is_up(on)
    if gone:
        for each in found:
            erase(account_id, each.id, on=on, by=BY)
        console.print(f"Erased: {len(found)}.")
    elif as_json:
        print_json([{"number": each.number, "name": each.name, "since": each.found.since} for each in found])
    else:
        rows = [(each.number, each.name, each.found.since, each.found.why.section) for each in found]
        show("", ("Customer", "Name", "Since", "By"), rows)


@privacy.command("set")
@click.argument("account")
@click.option("--year-ends", type=click.IntRange(1, 12), required=True, help="The last month of the financial year.")
@click.option("--by-itself/--by-hand", default=False, help="Whether what the time is up for goes by itself once a month.")
def set_(account: str, *, year_ends: int, by_itself: bool) -> None:
    """Say when ACCOUNT's financial year ends, and whether erasing goes by itself."""
    change_keeping(named(account).id, year_ends=year_ends, by_itself=by_itself, on=clock.today(), by=BY)


def _found(account: str, number: str) -> tuple[int, int]:
    """The ids of the account and of its customer."""
    account_id = named(account).id
    with account_scope(account_id):
        debtor_id = debtor_id_of(number)
    if debtor_id is None:
        raise KravError("There is no such customer in this account.")
    return account_id, debtor_id


def _said(found: object) -> str:
    return f"The time is up since {found.since} ({found.why.section})." if isinstance(found, TimeUp) else str(found)
