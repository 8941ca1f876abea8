"""`krav case`: cases in the list, opened, taken further and ended."""

from collections.abc import Callable
from datetime import date

import click

from krav.actions import cases as deeds
from krav.actions.beginning import start_case
from krav.actions.unit import machine
from krav.cli.accounts import named
from krav.cli.commands import Commands
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries.cases import STATUSES, case_id_of, case_lines
from krav.store.queries.claims import claim_of
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")
_ON = click.option("--on", type=DAY, help="The day of the deed; today unless given.")


@click.group(cls=Commands)
def case() -> None:
    """Collection cases: from the expired notice to paid, to court, or to a loss."""


case.later("krav.cli.court", "file", "package")
case.later("krav.cli.elsewhere", "new")
case.later("krav.cli.losses", write_off="off")
case.later("krav.cli.plans", "plan")


@case.command("list")
@click.argument("account")
@click.option("--status", type=click.Choice(STATUSES), help="Only those that stand there; all open ones unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def listed(account: str, *, status: str | None, as_json: bool) -> None:
    """List the cases of ACCOUNT."""
    with account_scope(named(account).id):
        lines = case_lines(status=status or "", limit=10_000)
    rows = [
        (line.number, line.debtor, line.status, line.stage, line.next_step or line.blocked, line.next_on or "", line.balance)
        for line in lines
    ]
    heads = ("Case", "Customer", "Status", "Stage", "Next", "From", "Balance")
    if as_json:
        print_json([dict(zip((head.lower() for head in heads), row, strict=True)) for row in rows])
    else:
        show("Cases", heads, rows)


@case.command("show")
@click.argument("account")
@click.argument("number")
@_ON
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def one(account: str, number: str, *, on: date | None, as_json: bool) -> None:
    """Show what may be done in case NUMBER of ACCOUNT, at what cost, and why not yet."""
    day = on or clock.today()
    with account_scope(named(account).id):
        found = deeds.one(_id(number))
        choices = deeds.case_choices(found, creditor_in_scope(), day)
    rows = []
    for choice in choices:
        costs = sum(charge.amount for charge in choice.costs) + (choice.letter.fee if choice.letter else 0)
        asked = Money(choice.letter.total, found.currency) if choice.letter else ""
        why = choice.refusal.in_full() if choice.refusal else ""
        rows.append((choice.key, "" if why else Money(costs, found.currency), asked, why))
    if as_json:
        print_json([dict(zip(("step", "costs", "asks_for", "why_not"), row, strict=True)) for row in rows])
    else:
        numbers = ", ".join(claim.number for claim in found.claims)
        console.print(f"Case {found.number}, opened {found.opened_on}: invoices {numbers}.")
        show("What may be done", ("Step", "Costs", "Asks for", "Why not"), rows)


@case.command("open")
@click.argument("account")
@click.argument("numbers", nargs=-1, required=True)
@click.option("--send", is_flag=True, help="Also make the first letter of the case.")
@click.option("--department", default="", help="Where income and fees are booked.")
@click.option("--project", default="", help="The same.")
@_ON
def open_(account: str, numbers: tuple[str, ...], *, send: bool, department: str, project: str, on: date | None) -> None:
    """Open a case of the invoices NUMBERS of ACCOUNT."""
    line = named(account)
    with account_scope(line.id):
        ids = [_claim(number) for number in numbers]
    day = on or clock.today()
    made = start_case(line.id, ids, send=send, department=department, project=project, on=day, by=BY)
    with account_scope(line.id):
        console.print(f"Case {deeds.one(made.case_id).number} is open.")


@case.command("step")
@click.argument("account")
@click.argument("number")
@click.argument("step")
@_ON
def step_(account: str, number: str, step: str, *, on: date | None) -> None:
    """Make the letter STEP of case NUMBER of ACCOUNT."""
    _done(account, number, on, lambda of, case_id, day: deeds.take_case_step(of, case_id, step, on=day, by=BY))


@case.command("withdraw")
@click.argument("account")
@click.argument("number")
@click.option("--reason", default="", help="Why.")
@_ON
def withdraw(account: str, number: str, *, reason: str, on: date | None) -> None:
    """Take case NUMBER of ACCOUNT back; its invoices stand on their own again."""
    _done(account, number, on, lambda of, case_id, day: deeds.withdraw_case(of, case_id, reason, on=day, by=BY))


@case.command("close")
@click.argument("account")
@click.argument("number")
@click.option("--how", type=click.Choice(("given_up", "settled", "lost")), required=True, help="How it ends.")
@click.option("--reason", default="", help="Why.")
@_ON
def close(account: str, number: str, *, how: str, reason: str, on: date | None) -> None:
    """Close case NUMBER of ACCOUNT; the customer still owes what is open."""
    _done(account, number, on, lambda of, case_id, day: deeds.close_case(of, case_id, how, reason, on=day, by=BY))


@case.command("reopen")
@click.argument("account")
@click.argument("number")
@_ON
def reopen(account: str, number: str, *, on: date | None) -> None:
    """Open case NUMBER of ACCOUNT again."""
    _done(account, number, on, lambda of, case_id, day: deeds.reopen_case(of, case_id, on=day, by=BY))


def _done(account: str, number: str, on: date | None, deed: Callable[[int, int, date], object]) -> None:
    line = named(account)
    with account_scope(line.id):
        case_id = _id(number)
    deed(line.id, case_id, on or clock.today())
    console.print(f"Case {number}: done.")


def _id(number: str) -> int:
    found = case_id_of(number)
    if found is None:
        raise KravError("There is no case {number} in this account.", {"number": number})
    return found


def _claim(number: str) -> int:
    found = claim_of(number)
    if found is None:
        raise KravError("There is no claim on invoice {number} in this account.", {"number": number})
    return found.id
