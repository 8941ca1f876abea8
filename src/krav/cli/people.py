"""`krav person`: somebody who may log in, and what they may do on an account."""

import click

from krav.actions.people import add_person, seat_person
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import console
from krav.kernel.role import Role
from krav.store.queries.people import person_id
from krav.wire import clock

BY = machine("command line")
_ROLES = click.Choice([role.key for role in Role])


@click.command()
@click.argument("email")
@click.argument("name")
@click.option("--account", required=True, help="The account.")
@click.option("--role", type=_ROLES, default=Role.ADMINISTRATOR.key, show_default=True, help="What the person may do on it.")
def person(email: str, name: str, account: str, role: str) -> None:
    """Give EMAIL (a person called NAME) a role on an account; who is new gets a password."""
    user_id = person_id(email)
    if user_id is None:
        user_id = add_person(email, name, click.prompt("Password", hide_input=True, confirmation_prompt=True))
    seat_person(named(account).id, user_id, Role[role.upper()], on=clock.today(), by=BY)
    console.print(f"{email} is {role} of {account}.")
