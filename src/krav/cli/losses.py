"""`krav case write-off` and `krav vouchers`: claims written off in the books, and what the books are to say."""

import csv
import sys
from datetime import date

import click

from krav.actions.cases import one
from krav.actions.unit import machine
from krav.actions.writeoffs import propose, undo_write_off, write_off
from krav.claims.writeoff import Asked, Proposal
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError, Refusal
from krav.store.load import creditor_in_scope
from krav.store.queries.claims import claim_of
from krav.store.queries.journals import journals
from krav.store.queries.losses import VoucherSeen
from krav.store.queries.losses import vouchers as read
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")
_HEADS = ("voucher", "day", "kind", "invoice", "account", "text", "debit", "credit", "currency", "not_payment")


@click.command("write-off")
@click.argument("account")
@click.argument("number")
@click.option("--ground", default="", help="Why VAT comes back, such as small_claim; none comes back unless given.")
@click.option("--confirm", "confirmed", is_flag=True, help="The conditions of the ground are met.")
@click.option("--amount", help="A part of one invoice, as 5000.00; all of it unless given.")
@click.option("--evidence", default="", help="What shows the loss; it stands on the voucher.")
@click.option("--post", is_flag=True, help="Post it; the voucher is only shown unless given.")
@click.option("--on", type=DAY, help="The day of the voucher; today unless given.")
def off(
    account: str,
    number: str,
    *,
    ground: str,
    confirmed: bool,
    amount: str | None,
    evidence: str,
    post: bool,
    on: date | None,
) -> None:
    """Show what writing off NUMBER (a case or an invoice) of ACCOUNT would post, or post it. The customer owes as before."""
    line, day = named(account), on or clock.today()
    with account_scope(line.id):
        ids, creditor = _claims(number), creditor_in_scope()
        minor = Money.of(amount, creditor.country.currency).minor if amount else None
        asked = Asked(minor, ground, confirmed)
        found = propose(ids, asked, creditor, day)
    if post:
        made = write_off(line.id, ids, asked, evidence=evidence, on=day, by=BY)
        with account_scope(line.id):
            _show([seen for seen in read() if seen.id in made])
        return
    for each in found.values():
        if isinstance(each, Refusal):
            console.print(each.in_full(), soft_wrap=True)
        elif isinstance(each, Proposal):
            rows = [(told.account, *_sides(told.debit, told.credit, creditor.country.currency)) for told in each.lines]
            show("", ("Account", "Debit", "Credit"), rows)


def _claims(number: str) -> list[int]:
    """The claims of a case, or the one of an invoice number."""
    if case := next(iter(journals(number)), None):
        return [claim.id for claim in one(case[0]).claims]
    claim = claim_of(number)
    if claim is None:
        raise KravError("There is no case and no invoice {number}.", {"number": number})
    return [claim.id]


@click.command()
@click.argument("account")
@click.option("--undo", "number", default="", help="Take this write-off back by a voucher of its own.")
@click.option("--csv", "as_csv", is_flag=True, help="Answer with a table, a row a line.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.option("--on", type=DAY, help="The day of the voucher; today unless given.")
def vouchers(account: str, *, number: str, as_csv: bool, as_json: bool, on: date | None) -> None:
    """List the vouchers of losses of ACCOUNT, oldest first."""
    line = named(account)
    with account_scope(line.id):
        found = read()[::-1]
    if number:
        seen = next((each for each in found if each.number == number), None)
        if seen is None:
            raise KravError("There is no voucher {number}.", {"number": number})
        back = undo_write_off(line.id, seen.id, on=on or clock.today(), by=BY)
        console.print(f"{back} stands in the books again.")
    elif as_json:
        print_json([seen._asdict() for seen in found])
    elif as_csv:
        table = csv.writer(sys.stdout, delimiter=";")
        table.writerow(_HEADS)
        for seen in found:
            for told in seen.lines:
                amounts = (Money(told[side], seen.amount.currency).decimal for side in ("debit", "credit"))
                head = (seen.number, seen.on, seen.kind, seen.claim, told["account"], told["text"])
                table.writerow((*head, *amounts, seen.amount.currency, seen.not_payment))
    else:
        _show(found)


def _show(found: list[VoucherSeen]) -> None:
    rows = [
        (seen.number, seen.on, seen.kind, seen.claim, each.account, *_sides(each.debit, each.credit, seen.amount.currency))
        for seen in found
        for each in seen.posted.lines
    ]
    show("", ("Voucher", "Day", "Kind", "Invoice", "Account", "Debit", "Credit"), rows)


def _sides(debit: int, credit: int, currency: str) -> tuple[Money | None, Money | None]:
    return Money(debit, currency) if debit else None, Money(credit, currency) if credit else None
