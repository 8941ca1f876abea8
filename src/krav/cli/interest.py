"""`krav interest`: who may be invoiced for having paid late, and the invoices."""

from datetime import date
from pathlib import Path

import click

from krav.actions import interest_invoices
from krav.actions.unit import machine
from krav.claims.interest_invoice import vouchers
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.render.interest_ubl import interest_ubl
from krav.render.pdf import Renderer
from krav.store.load import creditor_in_scope
from krav.store.queries import interest as reads
from krav.store.scope import account_scope
from krav.wire import clock, files

BY = machine("command line")


@click.command()
@click.argument("account")
@click.option("--issue", "wanted", is_flag=True, help="Issue an invoice to every customer who has reached the threshold.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="Where issued invoices go as PDF and UBL.")
@click.option("--on", type=DAY, help="The day to reckon on; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def interest(account: str, *, wanted: bool, folder: Path | None, on: date | None, as_json: bool) -> None:
    """List what interest may be invoiced to customers of ACCOUNT who paid late, or issue the invoices."""
    line, day = named(account), on or clock.today()
    with account_scope(line.id):
        found = reads.ready(creditor_in_scope(), day)
        customers = reads.customers(pool.debtor_id for pool in (*found.pools, *found.waiting))
    rows = [
        (customers[pool.debtor_id].name, len(pool.items), Money(pool.amount, pool.currency), said)
        for pools, said in ((found.pools, "ready"), (found.waiting, "below the threshold"))
        for pool in pools
    ]
    if wanted and found.pools:
        _issue(line.id, {pool.debtor_id for pool in found.pools}, day, folder)
    elif as_json:
        heads = ("customer", "claims", "interest", "state")
        print_json([dict(zip(heads, row, strict=True)) for row in rows])
    else:
        show(line.name, ("Customer", "Claims", "Interest", ""), rows)


def _issue(account_id: int, debtor_ids: set[int], on: date, folder: Path | None) -> None:
    """Issues the invoices, writes them where a folder is given, and shows what the books are to say."""
    ids = interest_invoices.order(account_id, debtor_ids, on=on, by=BY)
    issued = interest_invoices.issue(account_id, ids, on=on, by=BY)
    renderer = Renderer() if folder else None
    postings: list[tuple[str, date, str, Money]] = []
    with account_scope(account_id):
        creditor = creditor_in_scope()
        made = [invoice for each in issued if (invoice := reads.invoice(each.id, creditor))]
    for invoice in made:
        if folder and renderer:
            files.put(folder, f"{invoice.number}.pdf", renderer.interest_invoice(invoice))
            files.put(folder, f"{invoice.number}.xml", interest_ubl(invoice))
        for voucher in vouchers(invoice, creditor.country):
            for account, amount in voucher.postings:
                postings.append((voucher.number, voucher.on, account, Money(amount, voucher.currency)))
    show("", ("Voucher", "Day", "Account", "Debit or credit"), postings)
    console.print(f"{len(issued)} interest invoices issued.")
