"""`krav payments`: money that no claim has been given, and its paying back."""

from datetime import date

import click

from krav.actions.paying_back import not_paid_back, pay_back
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.store.load import creditor_in_scope
from krav.store.queries.loose import loose_payments
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


@click.group()
def payments() -> None:
    """Show money that no claim has been given, and tell of what was paid back."""


@payments.command()
@click.argument("account")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def loose(account: str, as_json: bool) -> None:
    """Show the payments of ACCOUNT that have no place, or not all of them."""
    with account_scope(named(account).id):
        found = loose_payments(limit=1000)
    if as_json:
        print_json([each._asdict() for each in found])
        return
    rows = [(str(each.id), each.received_on, each.payer_name, each.loose, each.amount) for each in found]
    show("", ("Payment", "Came", "From", "Loose", "Of"), rows)


@payments.command("pay-back")
@click.argument("account")
@click.argument("payment", type=int)
@click.option("--amount", help="A part of it, as 5000.00; all that is loose unless given.")
@click.option("--on", type=DAY, help="The day it was paid back; today unless given.")
@click.option("--note", default="", help="What is known.")
def pay(account: str, payment: int, amount: str | None, on: date | None, note: str) -> None:
    """Tell that loose money of PAYMENT (its number in the list) was paid back. Krav moves no money."""
    account_id, today = named(account).id, clock.today()
    with account_scope(account_id):
        currency = next((each.loose.currency for each in loose_payments(only=payment)), creditor_in_scope().country.currency)
    minor = Money.of(amount, currency).minor if amount else None
    back = pay_back(account_id, payment, minor, on or today, note=note, on=today, by=BY)
    console.print(f"Paid back {back}.")


@payments.command("not-paid-back")
@click.argument("account")
@click.argument("payment", type=int)
def undo(account: str, payment: int) -> None:
    """Undo what was told of the paying back of PAYMENT: it lies loose again."""
    back = not_paid_back(named(account).id, payment, on=clock.today(), by=BY)
    console.print(f"Not paid back {back}; it waits for a place.")
