"""`krav ahead`: what will come until a day, by the decisions the daily run would make."""

from collections import Counter
from datetime import date

import click

from krav.claims.outlook import Outlook, Sums
from krav.cli.accounts import chosen
from krav.cli.output import DAY, console, print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.queries.ahead import outlook
from krav.store.scope import account_scope
from krav.wire import clock

_SUMS = ("fees", "compensation", "demanded", "money")


@click.command()
@click.option("--until", type=DAY, required=True, help="The last day to look at.")
@click.option("--on", type=DAY, help="The day to look from; today unless given.")
@click.option("--account", default="", help="One account; all unless given.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def ahead(until: date, on: date | None, account: str, as_json: bool) -> None:
    """Look ahead: letters, fees and money by day, if nobody pays and the bank tells of every day."""
    when = on or clock.today()
    if until < when:
        raise KravError("The look ahead ends on {until}, before it begins on {on}.", {"until": until, "on": when})
    found: dict[str, Outlook] = {}
    for line in chosen(account):
        with account_scope(line.id):
            found[line.slug] = outlook(when, until)
    if as_json:
        print_json({slug: _data(each) for slug, each in found.items()})
        return
    heads = ("Day", "Letters", "Asks", "Stops", "Fees", "Compensation", "Demanded", "Money by habit")
    for slug, each in found.items():
        days = ((day, *_cells(sums, currency, each)) for day, currency, sums in each.days())
        totals = (("In all", *_cells(sums, currency, each)) for currency, sums in each.totals().items())
        show(f"{slug}, {when} to {until}", heads, (*days, *totals))
        if not each.habits:
            console.print("No money is foretold: too few claims have been through a step to tell of habits.", soft_wrap=True)


def _cells(sums: Sums, currency: str, found: Outlook) -> tuple[object, ...]:
    fees, compensation, demanded, money = (Money(getattr(sums, name), currency) for name in _SUMS)
    counts = (_said(sums.letters), _said(sums.asked), _said(sums.stopped))
    return *counts, fees, compensation, demanded, money if found.habits else None


def _said(counts: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in sorted(counts.items()))


def _data(found: Outlook) -> dict[str, object]:
    return {
        "days": [{"on": on} | _sums(sums, currency, found) for on, currency, sums in found.days()],
        "totals": [_sums(sums, currency, found) for currency, sums in found.totals().items()],
        "days_to_last_step": found.days_to_last_step,
        "untold": found.untold,
    }


def _sums(sums: Sums, currency: str, found: Outlook) -> dict[str, object]:
    amounts = {name: Money(getattr(sums, name), currency) for name in _SUMS}
    counts = {"letters": sums.letters, "asked": sums.asked, "stopped": sums.stopped}
    return {"currency": currency} | counts | amounts | ({} if found.habits else {"money": None})
