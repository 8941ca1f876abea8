"""`krav credits`: for who runs an installation: what is for sale, purses, orders, and answers to them."""

from datetime import date

import click

from krav.actions import credit_orders
from krav.actions.packages import end_package, set_discount, set_package
from krav.actions.unit import machine
from krav.claims.packages import UNITS, Offer
from krav.cli.accounts import named
from krav.cli.output import DAY, console, print_json, show
from krav.countries import country
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.queries import credits as reads
from krav.store.queries.credits import DiscountSeen, Owner
from krav.wire import clock

BY = machine("command line")


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
@click.pass_context
def credits_(context: click.Context, *, as_json: bool) -> None:
    """What is left in every purse, and the orders that wait for an answer."""
    if context.invoked_subcommand:
        return
    purses = reads.all_purses(clock.today())
    waiting = [each for state in ("ordered", "granted") for each in reads.orders(state=state)]
    if as_json:
        found = [{"name": each.name, "left": dict(each.left)} for each in purses]
        print_json({"purses": found, "orders": [each._asdict() for each in waiting]})
        return
    show("Purses", ("Owner", *UNITS), [(each.name, *(each.left.get(unit, 0) for unit in UNITS)) for each in purses])
    rows = [
        (each.number, each.buyer.name, each.package, each.due_on, each.state, Money(each.total, each.currency))
        for each in waiting
    ]
    show("Orders", ("Number", "Buyer", "Package", "Due", "State", "Total"), rows)


@credits_.command()
@click.argument("number")
@click.argument("said", type=click.Choice(["grant", "paid", "cancel"]))
@click.option("--on", type=DAY, help="The day; today unless given.")
def answer(number: str, said: str, on: date | None) -> None:
    """Answer order NUMBER: grant it, note that it was paid, or cancel it."""
    found = reads.numbered(number)
    if found is None:
        raise KravError("There is no order {number}.", {"number": number})
    acts = {"grant": credit_orders.grant_order, "paid": credit_orders.order_paid, "cancel": credit_orders.cancel_order}
    acts[said](found, on=on or clock.today(), by=BY)
    console.print(f"Order {number}: {said}.")


@credits_.command()
@click.argument("code")
@click.argument("name")
@click.argument("price", type=int)
@click.argument("units", nargs=-1, required=True)
@click.option("--country", "code_of", required=True, help="The country of those who may buy it.")
@click.option("--days", type=int, default=0, help="How long it is good; for ever unless given.")
@click.option("--from", "since", type=DAY, help="The first day it is sold; today unless given.")
@click.option("--instead-of", default="", help="The package that is sold until the day before.")
def package(
    code: str, name: str, price: int, units: tuple[str, ...], code_of: str, days: int, since: date | None, instead_of: str
) -> None:
    """Sell a package: PRICE in minor units without VAT, and UNITS such as letter=100 sms=50."""
    counts = dict(_count(each) for each in units)
    offer = Offer(code, code_of, name, country(code_of).currency, price, counts, days, since or clock.today())
    set_package(offer, replaces=instead_of, by=BY)
    console.print(f"{code} is on sale from {offer.sold_from}.")


@credits_.command()
@click.argument("code")
@click.argument("until", type=DAY)
def end(code: str, until: date) -> None:
    """Sell the package CODE until a day and not after it."""
    end_package(code, until, by=BY)
    console.print(f"{code} is sold until {until}.")


@credits_.command()
@click.argument("association")
@click.argument("name")
@click.argument("rate", type=int)
@click.option("--country", "code_of", required=True, help="The country of its members.")
@click.option("--until", type=DAY, help="The last day; for ever unless given.")
def discount(association: str, name: str, rate: int, code_of: str, until: date | None) -> None:
    """Give members of ASSOCIATION (called NAME) a discount of RATE hundredths of a per cent."""
    set_discount(DiscountSeen(association, name, code_of, rate, until), by=BY)
    console.print(f"{name}: {rate / 100:.2f} %.")


@credits_.command()
@click.argument("account")
@click.argument("units", nargs=-1, required=True)
@click.option("--key", required=True, help="The same key gives once.")
@click.option("--until", type=DAY, help="The last day they are good; for ever unless given.")
def give(account: str, units: tuple[str, ...], key: str, until: date | None) -> None:
    """Give ACCOUNT credits that nobody pays for: letter=10."""
    counts = dict(_count(each) for each in units)
    credit_orders.give_credits(Owner(named(account).id), counts, until, on=clock.today(), by=BY, key=key)
    console.print(f"{account} has them.")


def _count(text: str) -> tuple[str, int]:
    unit, _, count = text.partition("=")
    if not count.isascii() or not count.isdecimal():
        raise click.BadParameter(f"“{text}” is not such as letter=100.")
    return unit, int(count)
