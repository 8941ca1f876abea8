"""`krav webhooks`: the addresses that are told of an account's events, and sending again what they did not take."""

import click

from krav.actions.unit import machine
from krav.actions.webhooks import send_again
from krav.cli.accounts import named
from krav.cli.output import console, show
from krav.store.queries.webhooks import webhooks as read
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


@click.command()
@click.argument("account")
@click.option("--again", type=int, metavar="ID", help="Send all that this webhook did not take once more.")
def webhooks(account: str, *, again: int | None) -> None:
    """Show the webhooks of ACCOUNT, and how many events wait for each or were given up."""
    line = named(account)
    if again is not None:
        count = send_again(line.id, again, on=clock.today(), by=BY)
        console.print(f"{count} events are sent again within a minute.")
        return
    with account_scope(line.id):
        found = read()
    heads = ("ID", "Address", "Told of", "State", "Waiting", "Given up")
    lines = [(one.id, one.url, ", ".join(one.kinds) or "everything", one.state, one.waiting, one.failed) for one in found]
    show(f"{line.slug}: {len(found)} webhooks", heads, lines)
