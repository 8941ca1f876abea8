"""`krav correct`: what letters asked for put right; letters that came back, and troubles of a customer."""

from datetime import date

import click

from krav.actions import corrections, returned, troubles, unsure
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.render.pdf import Renderer
from krav.store.load import creditor_in_scope
from krav.store.queries.claims import claim_of
from krav.store.queries.corrections import wrong_claims
from krav.store.queries.customers import debtor_id_of
from krav.store.queries.moves import letter as letter_of
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


@click.group()
def correct() -> None:
    """Put right what letters asked for; tell of letters that came back and of troubles of a customer."""


@correct.command("list")
@click.argument("account")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def list_(account: str, as_json: bool) -> None:
    """Show the invoices that wait to be put right."""
    with account_scope(named(account).id):
        found = wrong_claims(limit=1000)
    if as_json:
        print_json([each._asdict() for each in found])
        return
    rows = [(each.number, each.debtor, each.since, each.balance) for each in found]
    show("", ("Invoice", "Customer", "Since", "Balance"), rows)


@correct.command()
@click.argument("account")
@click.argument("invoice")
@click.option("--on", type=DAY, help="The day; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def look(account: str, invoice: str, on: date | None, as_json: bool) -> None:
    """Show what the letters about INVOICE asked for, and what they should have asked for."""
    account_id = named(account).id
    with account_scope(account_id):
        claim_id, currency = _claim(invoice)
        wanted = corrections.proposal(claim_id, creditor_in_scope(), on or clock.today())
    rows = [
        (each.told.number, each.told.sent_on, Money(each.demanded.total, currency), Money(each.lawful.total, currency))
        for each in wanted.wrong
    ]
    credit, refund = Money(wanted.credit, currency), Money(wanted.refund, currency)
    if as_json:
        heads = ("letter", "sent_on", "demanded", "lawful")
        letters = [dict(zip(heads, row, strict=True)) for row in rows]
        print_json({"letters": letters, "credit": credit, "refund": refund, "sends_letter": wanted.letter})
        return
    show("", ("Letter", "Sent", "Asked for", "Should have been"), rows)
    console.print(f"To take back {credit}, to pay back {refund}, {'one letter' if wanted.letter else 'no letter'}.")


@correct.command()
@click.argument("account")
@click.argument("invoice")
@click.option("--on", type=DAY, help="The day; today unless given.")
def make(account: str, invoice: str, on: date | None) -> None:
    """Put right what the letters about INVOICE asked for."""
    account_id = named(account).id
    with account_scope(account_id):
        claim_id, currency = _claim(invoice)
    done = corrections.correct(account_id, claim_id, on=on or clock.today(), by=BY)
    credit, refund = Money(done.credit, currency), Money(done.refund, currency)
    console.print(f"Taken back {credit}, set free {refund}, {'one letter' if done.letter_id else 'no letter'}.")


@correct.command()
@click.argument("account")
@click.argument("letter")
@click.argument("reason")
@click.option("--on", type=DAY, help="The day; today unless given.")
def came_back(account: str, letter: str, reason: str, on: date | None) -> None:
    """Tell that LETTER (its number) came back, and what the envelope says."""
    account_id = named(account).id
    letter_id = _letter_id(account_id, letter)
    void = returned.letter_returned(account_id, letter_id, reason, on=on or clock.today(), by=BY)
    console.print(f"Not counted any more: {', '.join(void)}.")


@correct.command()
@click.argument("account")
@click.argument("letter")
@click.option("--left/--never-left", required=True, help="What the carrier's log says; a letter that never left goes again.")
@click.option("--on", type=DAY, help="The day; today unless given.")
def looked_up(account: str, letter: str, *, left: bool, on: date | None) -> None:
    """Say whether LETTER (its number) left, where that was not known."""
    account_id = named(account).id
    unsure.looked_up(
        account_id, _letter_id(account_id, letter), left=left, renderer=Renderer(), on=on or clock.today(), by=BY
    )
    console.print(f"Letter {letter} has left." if left else f"Letter {letter} is sent again.")


def _letter_id(account_id: int, number: str) -> int:
    with account_scope(account_id):
        found = letter_of(number)
    if found is None:
        raise KravError("There is no such letter in this account.")
    return found.id


@correct.command()
@click.argument("account")
@click.argument("customer")
@click.argument("what", type=click.Choice(tuple(troubles.REASONS)))
@click.option("--note", default="", help="What is known.")
@click.option("--until", type=DAY, help="The day somebody looks again.")
@click.option("--on", type=DAY, help="The day; today unless given.")
def trouble(account: str, customer: str, what: str, note: str, until: date | None, on: date | None) -> None:
    """Stop everything of CUSTOMER (its number)."""
    account_id = named(account).id
    with account_scope(account_id):
        debtor_id = debtor_id_of(customer)
    if debtor_id is None:
        raise KravError("There is no such customer in this account.")
    day = on or clock.today()
    count = troubles.report_trouble(account_id, debtor_id, what, note=note, until_on=until, on=day, by=BY)
    console.print(f"{count} claims stopped.")


def _claim(invoice: str) -> tuple[int, str]:
    """The id and the currency of the claim on an invoice."""
    found = claim_of(invoice)
    if found is None:
        raise KravError("There is no claim on invoice {number} in this account.", {"number": invoice})
    return found.id, found.currency
