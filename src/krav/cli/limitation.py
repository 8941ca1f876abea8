"""`krav limitation`: which claims end, when, and what each part of one counts from."""

import click

from krav.claims.limits import limits
from krav.cli.accounts import chosen, named
from krav.cli.output import print_json, show
from krav.kernel.money import Money
from krav.kernel.refusal import KravError
from krav.store.load import creditor_in_scope
from krav.store.queries.claims import claim_of
from krav.store.queries.limitation import SHOWS, lapsing
from krav.store.scope import account_scope
from krav.wire import clock


@click.command()
@click.argument("account", default="")
@click.option("--show", "shown", type=click.Choice(SHOWS), default="12", help="Months ahead; all; over; still (no day).")
@click.option("--claim", "number", default="", help="Every open part of one invoice, by its number.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def limitation(account: str, *, shown: str, number: str, as_json: bool) -> None:
    """Show open claims by the last day on which they may be demanded; of ACCOUNT, or of all."""
    if number:
        _parts(account, number, as_json=as_json)
        return
    found = []
    for line in chosen(account):
        with account_scope(line.id):
            found += [(line.slug, each) for each in lapsing(clock.today(), shown, most=None)]
    if as_json:
        told = [(slug, each, Money(each.balance, each.currency)) for slug, each in found]
        print_json([{"account": slug, **each._asdict(), "balance": balance} for slug, each, balance in told])
        return
    rows = [
        (slug, each.barred_on or "", each.number, each.customer, each.case, Money(each.balance, each.currency))
        for slug, each in found
    ]
    show("Limitation", ("Account", "Last day", "Invoice", "Customer", "Case", "Balance"), rows)


def _parts(account: str, number: str, *, as_json: bool) -> None:
    if not account:
        raise KravError("An invoice is of one account; name it.")
    on = clock.today()
    with account_scope(named(account).id):
        law, claim = creditor_in_scope().country, claim_of(number)
    if claim is None:
        raise KravError(f"There is no invoice {number}.")
    found = [(limit, limit.why(law, claim.debtor)) for limit in limits(claim, law, on)]
    names = ("part", "from", "last_day", "amount", "section", "why")
    rows = [
        (
            str(limit.kind), limit.period.start_on, limit.period.last_on or "", Money(limit.amount, claim.currency),
            why.section, why.said(why.arithmetic),
        )
        for limit, why in found
    ]  # fmt: skip
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        show(f"Invoice {number}", ("Part", "From", "Last day", "Open", "Section", "Why"), rows)
