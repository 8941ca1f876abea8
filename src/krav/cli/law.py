"""`krav law`: the commands about the law, and `quote`, the stable door for anybody's scripts; no database is needed."""

from datetime import date
from typing import Any

import click

from krav import library
from krav.claims import quote as quoting
from krav.claims.explain import amount
from krav.cli import law_book, law_cases, law_stale
from krav.cli.countries import COUNTRY
from krav.cli.output import DAY, console, print_json, show
from krav.countries import translator
from krav.law.country import Country
from krav.law.interest import Convention
from krav.law.phrases import LANGUAGES
from krav.law.step import DebtorKind


class Parts(click.ParamType[tuple[str, ...]]):
    """Two or three words joined by colons."""

    name = "parts"

    def __init__(self, shape: str) -> None:
        """`shape` is what a reader is told to write."""
        self.shape = shape

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:  # noqa: ANN401 click's own
        """The words, or a usage error with the shape."""
        parts = tuple(str(value).replace(":deadline ", ":").split(":"))
        if len(parts) not in {2, 3}:
            self.fail(f"“{value}” should be {self.shape}.", param, ctx)
        return parts


CONVENTIONS = [convention.value for convention in Convention]
KINDS = [kind.value.replace("_", "-") for kind in DebtorKind]


@click.group()
def law() -> None:
    """Rates, fees and deadlines, dated and sourced."""


for command in (law_book.show_, law_book.check, law_stale.stale, law_cases.cases, law_cases.diff):
    law.add_command(command)


@law.command("quote")
@click.option("--country", "country", required=True, type=COUNTRY, help="Whose law: its two-letter code.")
@click.option("--amount", "principal", required=True, help="The invoice's amount, such as 12500.00.")
@click.option("--due", required=True, type=DAY, help="The day it was due.")
@click.option("--on", required=True, type=DAY, help="The day to reckon to.")
@click.option("--debtor", type=click.Choice(KINDS), default="consumer", help="What the debtor is.")
@click.option("--agreed-due/--no-agreed-due", default=True, help="Whether the due day was agreed beforehand.")
@click.option("--demand-sent", type=DAY, help="The day the demand was sent, where no due day was agreed.")
@click.option("--fee-agreed/--no-fee-agreed", default=False, help="Whether a reminder fee was agreed when the debt arose.")
@click.option("--creditor-vat/--no-creditor-vat", default=True, help="Whether the creditor deducts VAT.")
@click.option("--convention", type=click.Choice(CONVENTIONS), help="How days count; as in the country unless given.")
@click.option("--contract-rate", help="An agreed yearly rate in per cent.")
@click.option("--pay", "payments", multiple=True, type=Parts("DAY:AMOUNT[:principal]"), help="A payment.")
@click.option("--credit", "credits_", multiple=True, type=Parts("DAY:AMOUNT[:ab-initio]"), help="A credit note.")
@click.option("--letter", "letters", multiple=True, type=Parts("STEP:DAY[:deadline DAY]"), help="A letter sent.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the explanation.")
@click.option("--json", "as_json", is_flag=True, help="Answer with JSON.")
def quote_(country: Country, principal: str, due: date, on: date, as_json: bool, language: str, **more: Any) -> None:  # noqa: ANN401 click's options
    """Say what the law lets a creditor claim on a day, and why."""
    more["credits"] = more.pop("credits_")
    question = library.ask(country.code, principal, due=due, on=on, **more)
    found = quoting.quote(country, question)
    if as_json:
        print_json(library.data(found, language))
        return
    translate = translator(language)
    for line in found.why.lines(translate):
        console.print(line, soft_wrap=True, markup=False)
    console.print(f"Interest runs on at {amount(found.per_diem)} {question.principal.currency} a day.")
    for breach in found.breaches:
        console.print(f"Unlawful: {breach.in_full(translate)}", soft_wrap=True, markup=False)
    if found.costs:
        rows = ((charge.label, amount(charge.amount), charge.why.section) for charge in found.costs)
        show("What collecting may add at most", ("", "Amount", "Section"), rows)
