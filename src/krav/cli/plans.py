"""`krav case plan`: payment by instalments proposed, agreed, followed, ended, and looked at when it was not kept."""

from datetime import date
from decimal import Decimal
from typing import Any

import click

from krav.actions.cases import one
from krav.actions.plans import agree_plan, end_plan, review_plan
from krav.actions.unit import machine
from krav.claims.agreement import Acknowledged, Offer, Terms, no_plan, offer, plan_of, standing_of
from krav.claims.plan import Every, Interest
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import Refused
from krav.store.load import creditor_in_scope
from krav.store.queries.plans import case_numbered
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")

_TERMS = (
    click.option("--first", "first_on", type=DAY, required=True, help="The day of the first instalment."),
    click.option("--every", type=click.Choice([each.value for each in Every]), default="month", show_default=True),
    click.option("--count", type=click.IntRange(0, 120), default=0, help="How many instalments."),
    click.option("--amount", help="How large each is, as 1000.00, instead of how many."),
    click.option("--interest", type=click.Choice([each.value for each in Interest]), default="runs", show_default=True),
    click.option("--charged", is_flag=True, help="Charge what the law lets a plan cost."),
    click.option("--on", type=DAY, help="The day of the agreement; today unless given."),
)


def _with_terms(command: Any) -> Any:  # noqa: ANN401 click's own
    for each in reversed(_TERMS):
        command = each(command)
    return command


@click.group()
def plan() -> None:
    """Payment by instalments of a case."""


@plan.command()
@click.argument("account")
@click.argument("number")
@_with_terms
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def propose(account: str, number: str, on: date | None, *, as_json: bool, **told: Any) -> None:  # noqa: ANN401 the terms
    """Show case NUMBER of ACCOUNT in instalments; nothing is written."""
    day = on or clock.today()
    with account_scope(named(account).id):
        case, creditor = one(case_numbered(number)), creditor_in_scope()
        if refusal := no_plan(case, day):
            raise Refused(refusal)
        made = offer(case, _terms(case.currency, **told), creditor.country, creditor.policy, day)
    _show(made, case.currency, as_json=as_json)


@plan.command()
@click.argument("account")
@click.argument("number")
@_with_terms
@click.option("--acknowledged", "acknowledged_on", type=DAY, help="The day the debtor acknowledged the debt in writing.")
@click.option("--proof", default="", help="What shows the acknowledgement.")
def agree(
    account: str, number: str, on: date | None, acknowledged_on: date | None, proof: str, **told: Any  # noqa: ANN401
) -> None:  # fmt: skip
    """Agree that case NUMBER of ACCOUNT is paid in instalments; nothing is sent while the plan runs."""
    line = named(account)
    with account_scope(line.id):
        case = one(case_numbered(number))
    terms = _terms(case.currency, **told)
    told_of = Acknowledged(acknowledged_on, proof) if acknowledged_on else None
    made = agree_plan(line.id, case.id, terms, acknowledged=told_of, on=on or clock.today(), by=BY)
    _show(made, case.currency, as_json=False)


@plan.command("show")
@click.argument("account")
@click.argument("number")
@click.option("--on", type=DAY, help="The day to look at; today unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def shown(account: str, number: str, on: date | None, *, as_json: bool) -> None:
    """Show each instalment of case NUMBER of ACCOUNT as it stands."""
    with account_scope(named(account).id):
        case, creditor = one(case_numbered(number)), creditor_in_scope()
        runs = plan_of(case)
        stands = standing_of(case, runs, creditor.country, creditor.policy, on or clock.today()) if runs else None
    if stands is None:
        console.print(f"Case {number} has no plan that runs.")
        return
    rows = [(part.due_on, Money(part.amount, case.currency), Money(part.paid, case.currency), part.state.value,
             part.paid_on) for part in stands.parts]  # fmt: skip
    heads = ("Due", "Amount", "Paid", "Stands", "Paid on")
    if as_json:
        print_json([dict(zip(("due_on", "amount", "paid", "state", "paid_on"), row, strict=True)) for row in rows])
    else:
        show(f"Case {number}", heads, rows)


@plan.command()
@click.argument("account")
@click.argument("number")
@click.option("--note", default="", help="Why.")
@click.option("--on", type=DAY, help="The day; today unless given.")
def end(account: str, number: str, note: str, on: date | None) -> None:
    """End the plan of case NUMBER of ACCOUNT; its next step comes the day after at the earliest."""
    line, day = named(account), on or clock.today()
    with account_scope(line.id):
        case_id = case_numbered(number)
    end_plan(line.id, case_id, note, on=day, by=BY)
    console.print(f"The plan of case {number} is ended.")


@plan.command()
@click.argument("account")
@click.argument("number")
@click.option("--note", default="", help="What was decided.")
@click.option("--on", type=DAY, help="The day; today unless given.")
def review(account: str, number: str, note: str, on: date | None) -> None:
    """Say that somebody has looked at the plan of case NUMBER of ACCOUNT that was not kept."""
    line, day = named(account), on or clock.today()
    with account_scope(line.id):
        case_id = case_numbered(number)
    review_plan(line.id, case_id, note, on=day, by=BY)
    console.print(f"Case {number} may take its next step from the day after.")


def _terms(
    currency: str, *, first_on: date, every: str, count: int, amount: str | None, interest: str, charged: bool
) -> Terms:
    minor = Money.of(Decimal(amount), currency).minor if amount else 0
    return Terms(first_on, Every(every), count, minor, Interest(interest), charged)


def _show(made: Offer, currency: str, *, as_json: bool) -> None:
    rows = [(each.due_on, Money(each.amount, currency)) for each in made.plan.instalments]
    expected = None if made.expected is None else Money(made.expected, currency)
    if as_json:
        print_json({
            "instalments": [{"due_on": day, "amount": amount} for day, amount in rows],
            "total": Money(made.plan.total, currency),
            "cost": Money(made.plan.costs, currency),
            "expected_interest": expected,
        })  # fmt: skip
        return
    show("", ("Due", "Amount"), rows)
    if made.charges.no_fee:
        console.print(f"No cost: {made.charges.no_fee}")
    if made.expected:
        console.print(f"With the last instalment comes interest, {expected} if each is paid on its day.")
