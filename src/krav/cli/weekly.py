"""`krav weekly`: the weekly lists that are due, mailed and closed; and what was answered."""

from collections.abc import Mapping
from datetime import datetime

import click

from krav.actions.unit import machine
from krav.actions.weekly import close_due, mail_due
from krav.cli.accounts import chosen
from krav.cli.output import print_json, show
from krav.store.queries.weekly import lists
from krav.store.scope import account_scope
from krav.wire import clock

BY = machine("weekly list")


@click.command()
@click.argument("account", default="")
@click.option(
    "--at", "at", type=click.DateTime(["%Y-%m-%dT%H:%M%z"]), help="The moment, 2026-09-28T08:00+0200; now unless given."
)
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def weekly(account: str, at: datetime | None, *, as_json: bool) -> None:
    """Close the lists whose time is up, mail those that are due; then show the lists of ACCOUNT, or of all."""
    now, found = at or clock.now(), []
    for line in chosen(account):
        close_due(line.id, now=now, on=clock.today(), by=BY)
        mail_due(line.id, now=now, on=clock.today(), by=BY)
        with account_scope(line.id):
            found += [(line.slug, each) for each in lists()]
    if as_json:
        print_json(
            [{"account": slug, **each.head._asdict(), "answers": each.answers, "open": each.open} for slug, each in found]
        )
        return
    rows = [
        (slug, each.head.on, each.head.to, each.head.step, _answers(each.answers), each.head.answer_by, each.open)
        for slug, each in found
    ]
    show("Weekly lists", ("Account", "Day", "To", "Step", "Answers", "Answer by", "Open"), rows)


def _answers(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{answer or 'waiting'} {count}" for answer, count in sorted(counted.items()))
