"""`krav operator`: who runs this installation. Only its own command line makes an operator, never a page."""

import click

from krav.actions.operators import add_operator, remove_operator
from krav.actions.people import add_person
from krav.cli.output import console, show
from krav.store.queries.operator import operators
from krav.store.queries.people import person_id


@click.group()
def operator() -> None:
    """Who runs this installation: its accounts, firms, prices and queues, and never what customers owe."""


@operator.command("add")
@click.argument("email")
@click.option("--name", default="", help="What the person is called, where they are new.")
def add(email: str, name: str) -> None:
    """Make the person of EMAIL an operator; who is new gets a password. The desk opens with a second step at log-in."""
    if person_id(email) is None:
        add_person(email, name or email, click.prompt("Password", hide_input=True, confirmation_prompt=True))
    add_operator(email)
    console.print(f"{email} is an operator. The desk asks for a second step at log-in.", soft_wrap=True)


@operator.command("remove")
@click.argument("email")
def remove(email: str) -> None:
    """Take the desk from the person of EMAIL."""
    remove_operator(email)
    console.print(f"{email} is no operator any more.", soft_wrap=True)


@operator.command("list")
def list_() -> None:
    """Name the operators."""
    found = operators()
    if found:
        show("Operators", ("Name", "E-mail"), [(each.name, each.email) for each in found])
    else:
        console.print("Nobody is an operator: krav operator add EMAIL.")
