"""`krav books`: what was done in a period, as vouchers for an accounting system that has no connection."""

from datetime import date
from pathlib import Path

import click

from krav.cli.accounts import named
from krav.cli.output import DAY, console, show
from krav.formats.bookkeeping import FORMATS
from krav.kernel.money import Money
from krav.store.load import creditor_in_scope
from krav.store.queries.postings import books as read
from krav.store.scope import account_scope
from krav.wire import clock, files


@click.command()
@click.argument("account")
@click.option("--from", "since", type=DAY, required=True, help="The first day.")
@click.option("--until", type=DAY, required=True, help="The last day.")
@click.option("--format", "wanted", type=click.Choice(list(FORMATS)), default="csv", help="That of --to; csv unless given.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; shown unless given.")
@click.option("--currency", default="", help="Another currency than the country's own.")
def books(account: str, since: date, until: date, wanted: str, to: Path | None, currency: str) -> None:
    """Show the vouchers of ACCOUNT from a day to a day, or write them to a file."""
    line = named(account)
    with account_scope(line.id):
        found = read(creditor_in_scope(), since, until, clock.today(), currency)
    money = found.currency
    if to:
        files.put(to.parent, to.name, FORMATS[wanted].write(found))
        console.print(f"{to}: {len(found.vouchers)} vouchers of {line.name}, {since} to {until}.")
        return
    rows = [
        (voucher.name, voucher.on, voucher.text, each.account, each.customer, each.invoice, Money(each.amount, money))
        for voucher in found.vouchers
        for each in voucher.lines
    ]
    show(line.name, ("Voucher", "Day", "Text", "Account", "Customer", "Invoice", "Debit or credit"), rows)
