"""`krav status`, `explain`, `hold`, `lift`, `rebuild`: what stands open, and why."""

from datetime import date

import click

from krav.actions import holds
from krav.actions.rebuild import rebuild as rewrite
from krav.actions.unit import machine
from krav.claims.explain import explain as explain_claim
from krav.claims.ledger import Claim
from krav.cli.accounts import chosen, named
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries.claims import claim_of, open_claims, settled, stages
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("command line")


@click.command()
@click.option("--account", default="", help="One account with its open claims; a summary of all unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def status(account: str, as_json: bool) -> None:
    """Show what is open, stage by stage."""
    answer: dict[str, object] = {}
    for line in chosen(account):
        with account_scope(line.id):
            by_stage, done, rows = stages(), settled(), open_claims() if account else []
        answer[line.slug] = {
            "settled": done,
            "stages": [row._asdict() for row in by_stage],
            "claims": [row._asdict() for row in rows],
        }
        if not as_json:
            show(f"{line.name} · {done} settled", ("Stage", "Stopped by", "Claims", "Balance"), by_stage)
            if rows:
                show("", ("Invoice", "Debtor", "Due", "Balance", "Stage", "Next", "From", "Stopped by"), rows)
    if as_json:
        print_json(answer)


@click.command()
@click.argument("claim")
@click.option("--on", type=DAY, help="The day to reckon to; today unless given.")
@click.option("--account", default="", help="The account, where two have an invoice of that number.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def explain(claim: str, on: date | None, account: str, as_json: bool) -> None:
    """Open every krone of CLAIM (an invoice number) to its section and source."""
    found = [(line, value) for line in chosen(account) if (value := _claim(line.id, claim))]
    if len(found) != 1:
        who = ", ".join(line.slug for line, _ in found)
        raise KravError(f"Invoice {claim} is in {who}: choose with --account." if found else f"There is no invoice {claim}.")
    line, value = found[0]
    with account_scope(line.id):
        law = creditor_in_scope().country
    reckoning, why = explain_claim(value, law, on or clock.today())
    if as_json:
        print_json({"total": Money(reckoning.total, value.currency), "currency": value.currency, "why": why.data()})
        return
    for text in why.lines():
        console.print(text, soft_wrap=True, markup=False)


def _claim(account_id: int, number: str) -> Claim | None:
    with account_scope(account_id):
        return claim_of(number)


@click.command()
@click.argument("account")
@click.argument("claim")
@click.argument("reason")
@click.option("--until", type=DAY, help="The day it ends; open unless given.")
@click.option("--on", type=DAY, help="The day it begins; today unless given.")
def hold(account: str, claim: str, reason: str, until: date | None, on: date | None) -> None:
    """Stop CLAIM at once: an objection, a plan, a promise."""
    number = holds.place_hold(named(account).id, claim, reason, until_on=until, on=on or clock.today(), by=BY)
    console.print(f"Hold {number} stops invoice {claim}.")


@click.command()
@click.argument("account")
@click.argument("hold_id", type=int)
@click.option("--on", type=DAY, help="The day it is lifted; today unless given.")
def lift(account: str, hold_id: int, on: date | None) -> None:
    """Let the claim under hold HOLD_ID go on."""
    holds.lift_hold(named(account).id, hold_id, on=on or clock.today(), by=BY)
    console.print(f"Hold {hold_id} is lifted.")


@click.command()
def rebuild() -> None:
    """Rewrite the lists from the facts."""
    for line in chosen(""):
        count = rewrite(line.id, on=clock.today(), by=BY)
        console.print(f"{line.slug}: {count} claims.")
