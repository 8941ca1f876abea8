"""`krav law`: the law by itself; no database is needed."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from krav.claims.explain import amount
from krav.claims.quote import Quote, quote
from krav.cli.output import DAY, console, print_json
from krav.countries import countries, country
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.law.step import Charge, DebtorKind


@click.group()
def law() -> None:
    """Rates, fees and deadlines, dated and sourced."""


@law.command("quote")
@click.option("--country", "code", required=True, type=click.Choice(sorted(code.lower() for code in countries())))
@click.option("--amount", "principal", required=True, help="The invoice's amount, such as 12500.00.")
@click.option("--due", required=True, type=DAY, help="The day it was due.")
@click.option("--on", required=True, type=DAY, help="The day to reckon to.")
@click.option("--debtor", type=click.Choice([kind.value.replace("_", "-") for kind in DebtorKind]), default="consumer")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def quote_(code: str, principal: str, due: date, on: date, debtor: str, as_json: bool) -> None:
    """Say what the law lets a creditor claim on a day, and what a first letter sent that day may charge."""
    rules = country(code)
    found = quote(rules, _money(principal, rules.currency), due, on, DebtorKind(debtor.replace("-", "_")))
    if as_json:
        print_json(_data(found))
        return
    for line in found.why.lines():
        console.print(line, soft_wrap=True, markup=False)
    console.print(f"Interest runs on at {amount(found.per_diem)} {found.currency} a day.")
    if found.obstacle:
        console.print(f"A first letter on {found.on}: {found.obstacle}")
        return
    console.print(f"A first letter on {found.on} may charge:")
    for charge in (found.charges.fee, found.charges.compensation):
        for line in _charge_lines(charge):
            console.print(f"  {line}", soft_wrap=True, markup=False)
    if found.charges.no_fee:
        console.print(f"  No fee: {found.charges.no_fee}")


def _charge_lines(charge: Charge | None) -> list[str]:
    if charge is None:
        return []
    first, *rest = charge.why.lines()
    return [f"{first.split(':')[0]}: {amount(charge.amount)}", *rest]


def _money(text: str, currency: str) -> Money:
    try:
        return Money.of(Decimal(text), currency)
    except (InvalidOperation, ValueError) as error:
        raise KravError(f"“{text}” is not an amount. Write it as 12500.00.") from error


def _data(found: Quote) -> dict[str, Any]:
    reckoning, charges = found.reckoning, found.charges
    return {
        "currency": found.currency,
        "on": found.on,
        "principal": amount(reckoning.principal),
        "interest": amount(reckoning.accrued),
        "interest_lines": [
            {
                "from": line.from_on,
                "until": line.to_on,
                "days": line.days,
                "rate": str(line.percent),
                "basis": line.basis,
                "amount": amount(line.amount),
            }
            for line in found.lines
        ],
        "per_diem": amount(found.per_diem),
        "total": amount(reckoning.total),
        "first_letter": {
            "refused": str(found.obstacle) if found.obstacle else None,
            "fee": amount(charges.fee.amount) if charges.fee else None,
            "compensation": amount(charges.compensation.amount) if charges.compensation else None,
            "no_fee": charges.no_fee or None,
        },
        "why": found.why.data(),
    }
