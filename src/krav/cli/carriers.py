"""`krav carriers`: what carries an account's letters."""

from pathlib import Path

import click

from krav.actions.carriers import check_carrier, connect_carrier, end_carrier
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import console, show
from krav.kernel.refusal import KravError
from krav.store.queries.carriers import CarrierLine, carrier_lines
from krav.store.scope import account_scope
from krav.wire import clock
from krav.wire.rights import Field
from krav.wire.sending.carriers import carrier
from krav.wire.sending.carriers import carriers as known
from krav.wire.sending.mail.domain import Finding

BY = machine("command line")


@click.command()
@click.argument("account")
@click.option(
    "--connect", "code", type=click.Choice(list(known())), help="Connect this carrier in the place of the channel's."
)
@click.option("--check", is_flag=True, help="Ask each whether all is well, and the names of the internet.")
@click.option("--end", "channel", type=click.Choice(["email", "sms", "print", "digital"]), help="Disconnect a channel.")
def carriers(account: str, code: str, channel: str, *, check: bool) -> None:
    """Show what carries ACCOUNT's letters, connect a carrier, look at all or end one."""
    line, on = named(account), clock.today()
    if code:
        connect_carrier(line.id, code, {each.name: _typed(each) for each in carrier(code).fields}, on=on, by=BY)
    found = _lines(line.id)
    if channel:
        at = next((each for each in found if each.channel == channel), None)
        if at is None:
            raise KravError("Nothing is connected.")
        end_carrier(line.id, at.id, on=on, by=BY)
    if check:
        for each in _lines(line.id):
            check_carrier(line.id, each.id, on=on, by=BY)
    found = _lines(line.id)
    show(f"{line.name}: how letters leave", ("Channel", "Carrier", "State", "Problem"),
         [(each.channel, each.code, each.state, each.problem) for each in found])  # fmt: skip
    for told_of in (Finding(*told) for each in found for told in each.findings):  # type: ignore[arg-type]  # as it was kept
        console.print(
            f"{told_of.about.upper()}: {told_of.said()}{f' {told_of.name} TXT {told_of.value}' if told_of.value else ''}"
        )


def _typed(field: Field) -> str:
    """What a person types; of a key with many lines, the file that it lies in."""
    empty = None if field.needed else ""
    if not field.long:
        return str(click.prompt(field.label, empty, hide_input=field.secret, show_default=False))
    path = click.prompt(f"{field.label}: a file that holds it", empty, show_default=False)
    try:
        return Path(path).read_text("utf-8") if path else ""
    except (OSError, ValueError) as error:
        raise KravError("The file {path} cannot be read.", {"path": path}) from error


def _lines(account_id: int) -> list[CarrierLine]:
    with account_scope(account_id):
        return carrier_lines()
